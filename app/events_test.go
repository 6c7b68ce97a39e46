package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// inMeddledHouse is inHouse with messages of one's own.
func inMeddledHouse(t *testing.T, text string, body func(*house, *meddler)) {
	t.Helper()
	m := &meddler{}
	meddle := func(o *Options) {
		m.dial, o.DialContext = o.DialContext, m.DialContext
		o.Handlers = map[string]Handler{"300": slowToGo}
	}
	inHouse(t, text, meddle, func(h *house) { body(h, m) })
}

const channelOf = `"channel":{"id":%q,"name":"PJSIP/a-1","state":"Up","caller":{"name":"","number":""},` +
	`"connected":{"name":"","number":""},"accountcode":"","language":"en","creationtime":"2000-01-01T00:00:00.000+0000",` +
	`"dialplan":{"context":"default","exten":"200","priority":1,"app_name":"Stasis","app_data":"ivr"}}`

func event(kind, channel, rest string) string {
	return fmt.Sprintf(`{"type":%q,"application":"ivr","timestamp":"2000-01-01T00:00:00.000+0000",`+channelOf+`%s}`,
		kind, channel, rest)
}

// nonsense are messages that no Asterisk should send; %s is the channel of a call.
func nonsense() []string {
	return []string{
		"not JSON", "{", "{}", "[]", "null", "5", `"text"`, `{"type":5}`, `{"type":""}`, `{"type":null}`, "\xff\xfe{}",
		`{"type":"NoSuchEvent","channel":{"id":"%s"}}`, `{"type":"NoSuchEvent"}`,
		`{"type":"StasisStart"}`, `{"type":"StasisStart","channel":{}}`, `{"type":"StasisStart","channel":"%s"}`,
		`{"type":"StasisStart","args":{},"channel":{"id":"%s","state":5}}`, `{"type":"StasisStart","channel":null}`,
		`{"type":"StasisEnd"}`, `{"type":"StasisEnd","channel":{"id":7}}`, `{"type":"StasisEnd","channel":{"id":""}}`,
		`{"type":"ChannelDestroyed","cause":"x","channel":{"id":"nobody"}}`,
		`{"type":"ChannelHangupRequest","channel":{"id":"nobody"},"cause":16}`,
		`{"type":"ChannelDtmfReceived","digit":5,"channel":{"id":"%s"}}`,
		`{"type":"ChannelDtmfReceived","digit":["1"],"channel":{"id":"%s"}}`, `{"type":"ChannelDtmfReceived"}`,
		event("ChannelDtmfReceived", "%s", `,"digit":"","duration_ms":100`),
		event("ChannelDtmfReceived", "%s", `,"digit":"é","duration_ms":100`),
		event("ChannelDtmfReceived", "%s", `,"digit":"22","duration_ms":100`),
		event("ChannelDtmfReceived", "%s", `,"digit":"\u0000","duration_ms":100`),
		event("ChannelDtmfReceived", "nobody", `,"digit":"2","duration_ms":100`),
		`{"type":"PlaybackFinished"}`, `{"type":"PlaybackFinished","playback":{}}`,
		`{"type":"PlaybackFinished","playback":{"id":"foreign","target_uri":"channel:%s","state":"done"}}`,
		`{"type":"PlaybackFinished","playback":{"id":"%s.p1","target_uri":"channel:%s","state":"failed"}}`,
		`{"type":"PlaybackStarted","playback":{"id":"foreign","target_uri":"channel:"}}`,
		`{"type":"PlaybackFinished","playback":{"id":"x","target_uri":"bridge:%s"}}`,
		`{"type":"ApplicationMoveFailed","channel":{"id":"%s"},"destination":"x","args":[]}`,
		`{"type":"ChannelHangupRequest","channel":{"id":"%s"},"soft":true,"cause":2}`, // an AsyncGoto is none
		event("ChannelUserevent", "%s", `,"eventname":"x","userevent":[]`),
		`{"type":"StasisStart","replace_channel":{"id":"%s"},"args":[],"channel":{"id":""}}`,
		strings.Repeat("[", 100_000), `{"type":` + strings.Repeat(`{"type":`, 50_000),
		`{"type":"StasisStart","x":"` + strings.Repeat("a", 1<<20) + `"}`, strings.Repeat("x", 1<<20),
	}
}

// Nonsense on the socket disturbs no call, costs no connection and few lines of log.
func TestNonsenseDisturbsNobody(t *testing.T) {
	inMeddledHouse(t, menuFile, func(h *house, m *meddler) {
		c := h.call("200")
		h.hears(c, "sound:ask")
		synctest.Wait()
		for range 3 {
			for _, message := range nonsense() {
				m.text(strings.ReplaceAll(message, "%s", c.ID()))
				synctest.Wait()
			}
			m.send(2, "binary")
			synctest.Wait()
		}
		c.Press("1")
		h.hears(c, "sound:one")
		h.ends(c, fakeari.EndHangup, 16)
		h.mustLog("chose 1 ok")
		if strings.Contains(h.logged(), "not connected") {
			t.Errorf("the socket was given up:\n%.20000s", h.logged())
		}
		if n := strings.Count(h.logged(), "unusable event"); n == 0 || n > 12 {
			t.Errorf("%d lines of unusable events", n)
		}
		for line := range strings.Lines(h.logged()) {
			if len(line) > 2000 {
				t.Errorf("a line of %d bytes: %.300s", len(line), line)
			}
		}
		if n := strings.Count(h.logged(), "level=ERROR"); n > 0 {
			t.Errorf("%d errors:\n%s", n, h.logged())
		}
	})
}

// Events that come twice, late or for a call that is over end nothing else.
func TestEventsOutOfTime(t *testing.T) {
	inMeddledHouse(t, menuFile, func(h *house, m *meddler) {
		gone := h.call("200")
		h.hears(gone, "sound:ask")
		gone.Press("2")
		h.ends(gone, fakeari.EndHangup, 17)
		c := h.call("200")
		h.hears(c, "sound:ask")
		synctest.Wait()
		for range 2 {
			m.text(event("StasisEnd", gone.ID(), ""))
			m.text(event("ChannelDestroyed", gone.ID(), `,"cause":16,"cause_txt":"Normal Clearing"`))
			m.text(event("StasisStart", gone.ID(), `,"args":[]`)) // replayed: the channel is gone
			m.text(event("StasisStart", c.ID(), `,"args":[]`))    // replayed: the call goes on
			synctest.Wait()
		}
		c.Press("1")
		h.hears(c, "sound:one")
		h.ends(c, fakeari.EndHangup, 16)
		time.Sleep(time.Minute)
		if n := h.app.Calls(); n != 0 {
			t.Errorf("%d calls are left:\n%s", n, h.logged())
		}
	})
}

// A channel that takes the place of another (an attended transfer) is a call of
// its own; the one it replaces is over.
func TestAReplacingChannelIsServed(t *testing.T) {
	inMeddledHouse(t, menuFile, func(h *house, m *meddler) {
		old := h.call("200")
		h.hears(old, "sound:ask")
		synctest.Wait()
		h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart"})
		replacing := h.call("200")
		synctest.Wait()
		m.text(event("StasisStart", replacing.ID(), fmt.Sprintf(`,"args":[],"replace_channel":{"id":%q}`, old.ID())))
		m.text(event("StasisEnd", old.ID(), ""))
		h.hears(replacing, "sound:ask")
		replacing.Press("2")
		h.ends(replacing, fakeari.EndHangup, 17)
		old.Hangup(16)
		h.ends(old, fakeari.EndHangup, 16)
	})
}

// slowToGo is a handler that takes its time after the call's end.
func slowToGo(ctx context.Context, c *Call) error {
	if _, err := c.Play(ctx, "ask"); err != nil {
		time.Sleep(20 * time.Second)
		return err
	}
	_, err := c.Play(ctx, "one")
	return err
}

// A channel may come back to Stasis while its last call is still about its end.
func TestAChannelThatComesBackAtOnceIsServed(t *testing.T) {
	inMeddledHouse(t, menuFile, func(h *house, m *meddler) {
		c := h.call("300")
		h.hears(c, "sound:ask")
		synctest.Wait()
		m.text(event("StasisEnd", c.ID(), ""))
		m.text(strings.Replace(event("StasisStart", c.ID(), `,"args":[]`), `"200"`, `"300"`, 1))
		h.hears(c, "sound:one")
		h.ends(c, fakeari.EndHangup, 16)
		time.Sleep(time.Minute)
		if ends := strings.Count(h.logged(), `msg="a call ended"`); ends != 2 {
			t.Errorf("%d ends of 2 calls:\n%s", ends, h.logged())
		}
	})
}
