package fakeari_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// told is an event of a leg in a few words.
func (m message) told() string {
	switch m.kind() {
	case "Dial":
		text := strings.TrimSpace("Dial " + m["dialstatus"].(string))
		if to, _ := m["forward"].(string); to != "" {
			text += " to " + to
		}
		return text
	case "ChannelDestroyed":
		text := fmt.Sprintf("Destroyed %v", m["cause"])
		if sip, is := m["tech_cause"]; is {
			text += fmt.Sprintf(" sip %v", sip)
		}
		return text
	case "ChannelStateChange":
		channel, _ := m["channel"].(map[string]any)
		return fmt.Sprint(channel["state"])
	case "ChannelHangupRequest":
		return fmt.Sprintf("Hangup %v", m["cause"])
	}
	return m.kind()
}

// story is what is told until the leg is destroyed.
func (s *socket) story() []string {
	s.t.Helper()
	var told []string
	for {
		m := s.next()
		if m.kind() != "ChannelVarset" {
			told = append(told, m.told())
		}
		if m.kind() == "ChannelDestroyed" {
			return told
		}
	}
}

// TestScripts proves what is told of callees of every kind, created and originated,
// as a real 22.10.1 told it of SIP telephones.
func TestScripts(t *testing.T) {
	const second = time.Second
	for _, row := range []struct {
		name       string
		script     []fakeari.Step
		created    string
		originated string
	}{
		{
			"answers and hangs up", []fakeari.Step{
				fakeari.Ring(second), fakeari.Progress(second), fakeari.Answer(second), fakeari.HangUp(second, 0),
			},
			"StasisStart,Dial,Ringing,Dial RINGING,Dial PROGRESS,Up,Dial ANSWER,Hangup <nil>,StasisEnd,Destroyed 16",
			"Dial,Ringing,Dial RINGING,Dial PROGRESS,Up,Dial ANSWER,StasisStart,Hangup <nil>,StasisEnd,Destroyed 0",
		},
		{
			"is busy", []fakeari.Step{fakeari.Ring(0), fakeari.Reject(second, 17, 486)},
			"StasisStart,Dial,Ringing,Dial RINGING,Hangup 17,StasisEnd,Destroyed 17 sip 486",
			"Dial,Ringing,Dial RINGING,Hangup 17,Dial BUSY,Destroyed 17 sip 486",
		},
		{
			"rejects at once", []fakeari.Step{fakeari.Reject(0, 21, 603)},
			"StasisStart,Dial,Hangup 21,StasisEnd,Destroyed 21 sip 603",
			"Dial,Hangup 21,Dial NOANSWER,Destroyed 21 sip 603",
		},
		{
			"is congested", []fakeari.Step{fakeari.Reject(0, 34, 503)},
			"StasisStart,Dial,Hangup 34,StasisEnd,Destroyed 34 sip 503",
			"Dial,Hangup 34,Dial CONGESTION,Destroyed 34 sip 503",
		},
		{
			"is not there", []fakeari.Step{fakeari.Reject(0, 1, 404)},
			"StasisStart,Dial,Hangup 1,StasisEnd,Destroyed 1 sip 404",
			"Dial,Hangup 1,Dial CHANUNAVAIL,Destroyed 1 sip 404",
		},
		{
			"never answers", []fakeari.Step{fakeari.Ring(0)},
			"StasisStart,Dial,Ringing,Dial RINGING,Hangup 32,StasisEnd,Destroyed 19 sip 480",
			"Dial,Ringing,Dial RINGING,Destroyed 19 sip 480",
		},
		{
			"sends elsewhere", []fakeari.Step{fakeari.Forward(second, "300")},
			"StasisStart,Dial,Dial CANCEL to 300,Hangup 23,Dial CANCEL to 300,StasisEnd,Destroyed 23 sip 302",
			"Dial,Hangup 23,Dial CANCEL to 300,Destroyed 23 sip 302",
		},
		{
			"presses a key and hangs up with a cause", []fakeari.Step{
				fakeari.Answer(0), fakeari.Press(second, "1"), fakeari.HangUp(second, 31),
			},
			"StasisStart,Dial,Up,Dial ANSWER,ChannelDtmfReceived,Hangup 31,StasisEnd,Destroyed 31",
			"Dial,Up,Dial ANSWER,StasisStart,ChannelDtmfReceived,Hangup 31,StasisEnd,Destroyed 31",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t, fakeari.Options{})
				s := c.socket("app=ivr")
				c.srv.Endpoint("PJSIP/100", row.script...)
				c.want(200, "POST", "/channels/create?endpoint=PJSIP/100&app=ivr&channelId=A", "")
				c.want(204, "POST", "/channels/A/dial?timeout=5", "")
				if diff := cmp.Diff(strings.Split(row.created, ","), s.story()); diff != "" {
					t.Errorf("created (-want +got):\n%s", diff)
				}
				c.want(200, "POST", "/channels/B?endpoint=PJSIP/100&app=ivr&timeout=5", "")
				if diff := cmp.Diff(strings.Split(row.originated, ","), s.story()); diff != "" {
					t.Errorf("originated (-want +got):\n%s", diff)
				}
				if left := c.srv.Channels(); len(left) != 0 {
					t.Errorf("left behind: %v", left)
				}
			})
		})
	}
}

// TestRingingTime proves how long a leg rings when nobody answers: as long as was
// asked for, half a minute when an originated one was not, else for ever.
func TestRingingTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		c.socket("app=ivr")
		c.srv.Endpoint("PJSIP/*", fakeari.Ring(0))
		for query, want := range map[string]time.Duration{
			"": 30 * time.Second, "&timeout=0": 30 * time.Second, "&timeout=5": 5 * time.Second,
		} {
			began := time.Now()
			c.want(200, "POST", "/channels/A?endpoint=PJSIP/1&app=ivr"+query, "")
			leg, err := c.srv.Endpoint("PJSIP/*").AwaitCall(soon(t))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := leg.AwaitEnd(t.Context()); err != nil {
				t.Fatal(err)
			}
			if rang := time.Since(began); rang != want {
				t.Errorf("with %q it rang for %v, want %v", query, rang, want)
			}
		}
		c.want(200, "POST", "/channels/A?endpoint=PJSIP/1&app=ivr&timeout=-1", "")
		c.want(200, "POST", "/channels/create?endpoint=PJSIP/2&app=ivr&channelId=B", "")
		c.want(204, "POST", "/channels/B/dial", "")
		time.Sleep(time.Hour)
		if diff := cmp.Diff([]string{"A", "B"}, c.srv.Channels()); diff != "" {
			t.Errorf("after an hour (-want +got):\n%s", diff)
		}
	})
}

// TestByHand proves that a test can be the callee, by all that it sees.
func TestByHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		c.socket("app=ivr")
		ctx := soon(t)
		phone := c.srv.Endpoint("PJSIP/100")
		caller := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr", Number: "200", Name: "Ann", Language: "de"})
		c.want(204, "POST", "/channels/C/variable?variable=__DEEP&value=1", "")
		c.want(200, "POST", "/channels/create?endpoint=PJSIP/100&app=ivr&channelId=L", `{"variables":{"OWN":"2"}}`)
		c.want(204, "POST", "/channels/L/variable?variable=PJSIP_HEADER(add,X-Law)&value=3", "")
		c.want(204, "POST", "/channels/L/dial?caller="+caller.ID(), "")
		leg, err := phone.AwaitCall(ctx)
		if err != nil {
			t.Fatal(err)
		}
		name, number := leg.CallerID()
		seen := []string{
			name, number, leg.ID(), leg.Dialled(), leg.Variable("DEEP"), leg.Variable("OWN"),
			leg.Variable("PJSIP_HEADER(add,X-Law)"),
		}
		if diff := cmp.Diff([]string{"Ann", "200", "L", "PJSIP/100", "1", "2", "3"}, seen); diff != "" {
			t.Errorf("the callee sees (-want +got):\n%s", diff)
		}
		leg.Ring()
		leg.Answer()
		leg.Reject(17, 486) // too late
		c.want(201, "POST", "/channels/L/play", `{"media":["sound:hello"]}`)
		if err := leg.AwaitHeard(ctx, "sound:hello"); err != nil {
			t.Error(err)
		}
		c.want(204, "DELETE", "/channels/L?reason=answered_elsewhere", "")
		if ending, err := leg.AwaitEnd(ctx); err != nil || ending.Cause != 26 {
			t.Errorf("ended as %+v, %v", ending, err)
		}
		if all := phone.Calls(); len(all) != 1 || all[0] != leg {
			t.Errorf("its calls are %v", all)
		}
	})
}

// TestLocalHalves proves that a Local address has two channels that end together,
// whichever of them ends.
func TestLocalHalves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		c.srv.Endpoint("Local/s@sales", fakeari.Ring(0), fakeari.Answer(time.Second))
		for _, first := range []string{"A", "A;2"} {
			c.want(200, "POST", "/channels/create?endpoint=Local/s@sales/n&app=ivr&channelId=A", "")
			if got := c.want(200, "GET", "/channels/A;2", ""); got.body["state"] != "Ring" {
				t.Errorf("the second half is %v", got.body["state"])
			}
			c.want(204, "POST", "/channels/A/dial", "")
			time.Sleep(time.Minute)
			if got := c.want(200, "GET", "/channels/A;2", ""); got.body["state"] != "Up" {
				t.Errorf("answered, the second half is %v", got.body["state"])
			}
			c.want(204, "DELETE", "/channels/"+first, "")
			told := s.story()
			want := []string{"StasisEnd", "Destroyed 16"}
			if diff := cmp.Diff(want, told[len(told)-2:]); diff != "" {
				t.Errorf("the end of %s (-want +got):\n%s", first, diff)
			}
			if left := c.srv.Channels(); len(left) != 0 {
				t.Errorf("after the end of %s there are %v", first, left)
			}
		}
	})
}

// TestManyLegs proves that five hundred legs at once all come and leave nothing.
func TestManyLegs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		c.socket("app=ivr")
		phone := c.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(time.Second), fakeari.HangUp(time.Second, 16))
		const many = 500
		for range many {
			c.want(200, "POST", "/channels?endpoint=PJSIP/100&app=ivr", "")
		}
		time.Sleep(time.Minute)
		if calls := len(phone.Calls()); calls != many {
			t.Errorf("%d calls came", calls)
		}
		if left := c.srv.Channels(); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	})
}
