package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// resuming is a file whose callers are asked for something, and wait.
const resuming = outer + `server: {listen: none}
numbers: {"200": main, "300": desk}
flows:
  main:
    - answer
    - set: {asked: "${call.from}"}
    - collect: {id: account, prompt: ask, length: 4, secret: true, attempts: 9}
    - play: "thanks-${vars.asked}"
    - wait: 1m
    - play: bye
    - hangup
  desk:
    - dial: {id: d, targets: PJSIP/100, ring_timeout: 60s, continue: true}
    - play: "it-was-${steps.d.status}"
`

// wire is a daemon's line to Asterisk. When it is cut the daemon reaches nothing any more, as if it had been killed.
type wire struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)

	mu    sync.Mutex
	isCut bool
	open  []net.Conn
}

func (w *wire) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.isCut {
		return nil, errors.New("the daemon is dead")
	}
	conn, err := w.dial(ctx, network, address)
	if err == nil {
		w.open = append(w.open, conn)
	}
	return conn, err
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = true
	for _, conn := range w.open {
		_ = conn.Close() // the other side notices
	}
}

// deaths are how a daemon ends: whether it can say something to Asterisk yet.
func deaths() map[string]bool { return map[string]bool{"stopped": false, "killed": true} }

// lives begins a daemon that keeps its calls in a bucket, on a line of its own, and returns how it ends.
func lives(h *house, bucket cluster.Bucket, killed bool) (change func(*Options), end func()) {
	line := &wire{dial: h.srv.DialContext}
	return func(o *Options) { o.calls, o.DialContext = bucket, line.DialContext }, func() {
		if killed {
			line.cut()
			h.app.rooms.Hold() // all die at once
			for _, c := range h.app.calls.all() {
				c.Lose()
			}
		}
		h.finish()
	}
}

// resumed runs body with a daemon that keeps its calls; again ends it and begins another one after a while. In the end
// as many calls have ended as begun, once each.
func resumed(t *testing.T, text string, killed bool, body func(h *house, again func(away time.Duration))) {
	t.Helper()
	bucket := memstore.New()
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
		change, end := lives(h, bucket, killed)
		h.start(text, change)
		h.awaitReady()
		defer h.nothingIsLeft()
		body(h, func(away time.Duration) {
			back := time.Now().Add(away)
			end()
			time.Sleep(time.Until(back))
			change, end = lives(h, bucket, killed)
			h.start(text, change)
			h.awaitReady()
		})
		time.Sleep(time.Second)
		if all, err := bucket.All(context.Background()); err != nil || len(all) > 0 {
			t.Errorf("%d calls are kept though they are over; %v", len(all), err)
		}
	})
}

// heardBy is what the caller heard, as "ask(cut)".
func heardBy(c *fakeari.Call) string {
	var words []string
	for _, one := range c.Heard() {
		word, isSound := strings.CutPrefix(one.Media, "sound:")
		if !isSound {
			continue // it is the voice of another
		}
		if one.Interrupted {
			word += "(cut)"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// Law: a daemon that begins after another goes on with its calls, where they
// were: what the caller had entered counts, the step in which they were is heard
// again, and a deadline stays where it was.
func TestCallsOutliveTheirProcess(t *testing.T) {
	for name, killed := range deaths() {
		t.Run(name, func(t *testing.T) {
			resumed(t, resuming, killed, func(h *house, again func(time.Duration)) {
				begun := time.Now()
				caller := h.call("200")
				time.Sleep(time.Second)
				caller.Press("12")
				time.Sleep(time.Second)
				again(time.Second)
				time.Sleep(time.Second)
				caller.Press("1234")
				time.Sleep(30 * time.Second)
				again(time.Second)
				h.ends(caller, fakeari.EndHangup, 16)
				if got := heardBy(caller); got != "ask(cut) ask(cut) thanks-100 bye" {
					t.Errorf("the caller heard %s", got)
				}
				if took := time.Since(begun); took != 68*time.Second {
					t.Errorf("the call took %v", took)
				}
			})
		})
	}
}

// Law: whoever hung up while nobody ran the call is noticed, and the call ends once.
func TestHangupWhileNobodyRunsTheCall(t *testing.T) {
	for name, killed := range deaths() {
		t.Run(name, func(t *testing.T) {
			resumed(t, resuming, killed, func(h *house, again func(time.Duration)) {
				caller := h.call("200")
				time.Sleep(time.Second)
				time.AfterFunc(time.Second, func() { caller.Hangup(0) })
				again(20 * time.Second)
				time.Sleep(time.Second)
				h.mustLog("a call has ended while nobody ran it")
			})
		})
	}
}

// Law: telephones ring on, and a conversation is not touched, while the process
// changes; what became of them meanwhile counts.
func TestADialOutlivesItsProcess(t *testing.T) {
	for name, killed := range deaths() {
		for _, c := range []struct {
			name          string
			answers       time.Duration // after how long the callee does, from the beginning
			talks         time.Duration // how long they talk then
			dies, away    time.Duration
			heard, talked string
		}{
			{"it rings on", 30 * time.Second, 10 * time.Second, 5 * time.Second, time.Second, "it-was-answered", "10s"},
			{"answered while nobody ran the call", 10 * time.Second, 20 * time.Second, 5 * time.Second, 10 * time.Second, "it-was-answered", "15s"},
			{"they talk on", 5 * time.Second, 30 * time.Second, 10 * time.Second, 5 * time.Second, "it-was-answered", "30s"},
			{"hung up while nobody ran the call", 5 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second, "it-was-answered", "20s"},
		} {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				resumed(t, resuming, killed, func(h *house, again func(time.Duration)) {
					h.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(c.answers), fakeari.HangUp(c.talks, 16))
					caller := h.call("300")
					time.Sleep(c.dies)
					again(c.away)
					h.ends(caller, fakeari.EndHangup, 16)
					if got := heardBy(caller); got != c.heard {
						t.Errorf("the caller heard %s\n%s", got, h.logged())
					}
					var dialled []string
					for _, r := range h.srv.Requests() {
						if slices.Contains([]string{"channels.create", "channels.dial"}, r.Operation) {
							dialled = append(dialled, r.Operation)
						}
					}
					if fmt.Sprint(dialled) != "[channels.create channels.dial]" {
						t.Errorf("it was dialled by %v", dialled)
					}
				})
			})
		}
	}
}

// Law: a call stays on the version of the flows with which it began, also when the file has changed meanwhile.
func TestACallGoesOnInItsOwnVersion(t *testing.T) {
	bucket := memstore.New()
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
		keep := func(o *Options) { o.calls, o.Record = bucket, true }
		h.start(resuming, keep)
		h.awaitReady()
		defer h.nothingIsLeft()
		caller := h.call("200")
		time.Sleep(time.Second)
		h.finish()
		h.start(strings.ReplaceAll(resuming, "thanks-", "merci-"), keep)
		h.awaitReady()
		time.Sleep(500 * time.Millisecond)
		other := h.call("200")
		time.Sleep(time.Second)
		caller.Press("1234")
		other.Press("1234")
		h.ends(caller, fakeari.EndHangup, 16)
		h.ends(other, fakeari.EndHangup, 16)
		if got := heardBy(caller); got != "ask(cut) ask(cut) thanks-100 bye" {
			t.Errorf("the caller heard %s\n%s", got, h.logged())
		}
		if got := heardBy(other); got != "ask(cut) merci-100 bye" {
			t.Errorf("the other heard %s", got)
		}
	})
}

// Law: what cannot be taken up begins anew, and is not kept twice: what was kept of it cannot be read, is of another
// version of the flows that is not there, or has killed too many processes.
func TestWhatCannotBeTakenUpBeginsAnew(t *testing.T) {
	for name, spoil := range map[string]func(string) string{
		"poison":              func(string) string { return "{" },
		"a body that is none": func(s string) string { return strings.Replace(s, `"body":{`, `"body":[],"was":{`, 1) },
		"no checkpoint":       func(s string) string { return strings.Replace(s, `"walk":{`, `"walk":[],"was":{`, 1) },
		"nothing of the walk": func(s string) string { return strings.Replace(s, `"walk":{`, `"walk":null,"was":{`, 1) },
		"no step":             func(s string) string { return strings.Replace(s, `"frames":[{`, `"frames":[],"was":[{`, 1) },
		"another version":     func(s string) string { return strings.ReplaceAll(s, `"version":"`, `"version":"x`) },
		"too many lives":      func(s string) string { return strings.Replace(s, `"epoch":1`, `"epoch":20`, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			bucket := memstore.New()
			synctest.Test(t, func(t *testing.T) {
				h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
				h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
				keep := func(o *Options) { o.calls = bucket }
				h.start(resuming, keep)
				h.awaitReady()
				defer h.nothingIsLeft()
				caller := h.call("200")
				time.Sleep(3 * time.Second)
				h.finish()
				all, err := bucket.All(t.Context())
				if err != nil || len(all) != 1 {
					t.Fatalf("%d calls are kept, %v", len(all), err)
				}
				changed := spoil(string(all[0].Value))
				if changed == string(all[0].Value) {
					t.Fatalf("%s is as it was", changed)
				}
				bucket.Write(t.Context(), []cluster.Change{{Key: all[0].Key, Value: []byte(changed), Revision: all[0].Revision}})
				h.start(resuming, keep)
				h.awaitReady()
				time.Sleep(time.Second)
				caller.Press("1234")
				h.ends(caller, fakeari.EndHangup, 16)
				if got := heardBy(caller); got != "ask ask(cut) thanks-100 bye" {
					t.Errorf("the caller heard %s", got)
				}
				time.Sleep(time.Second)
				if all, _ := bucket.All(t.Context()); len(all) > 0 {
					t.Errorf("%s is kept", all[0].Value)
				}
			})
		})
	}
}

// Law: with at_stop dialplan calls go back when the daemon stops, and nothing is kept of them.
func TestAtStopDialplan(t *testing.T) {
	bucket := memstore.New()
	text := strings.Replace(resuming, "drain_timeout: 5s", "drain_timeout: 5s, at_stop: dialplan", 1)
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), text, func(o *Options) { o.calls = bucket }, func(h *house) {
		caller := h.call("200")
		time.Sleep(time.Second)
		h.stop()
		h.ends(caller, fakeari.EndDialplan, 0)
		time.Sleep(time.Second)
		if all, err := bucket.All(t.Context()); err != nil || len(all) > 0 {
			t.Errorf("%d calls are kept, %v", len(all), err)
		}
		h.start(text, func(o *Options) { o.calls = bucket })
		h.awaitReady()
	})
}

// Law: while the store is away calls go on, and the status says that their states wait.
func TestAStoreThatIsAwayStopsNoCall(t *testing.T) {
	bucket := memstore.New()
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), resuming, func(o *Options) { o.calls = bucket }, func(h *house) {
		caller := h.call("200")
		time.Sleep(time.Second)
		bucket.Fail(memstore.Faults{Away: true})
		caller.Press("1234")
		time.Sleep(time.Second)
		h.warned("the states of calls wait to be written down: the store is away")
		bucket.Fail(memstore.Faults{})
		h.ends(caller, fakeari.EndHangup, 16)
		h.warned()
		time.Sleep(5 * time.Second)
		if all, err := bucket.All(t.Context()); err != nil || len(all) > 0 {
			t.Errorf("%d calls are kept, %v", len(all), err)
		}
	})
}

// Law: a call that is taken up as the process stops keeps nobody waiting: it is left to the next one too.
func TestACallTakenUpAsTheProcessStops(t *testing.T) {
	bucket := memstore.New()
	keep := func(o *Options) { o.calls = bucket }
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), resuming, keep, func(h *house) {
		caller := h.call("200")
		time.Sleep(time.Second)
		h.app.leave()
		h.settle()
		late := h.call("200")
		time.Sleep(time.Second)
		if n := h.app.Calls(); n != 0 {
			t.Errorf("%d calls are walked on though the process stops", n)
		}
		h.finish()
		h.start(resuming, keep)
		h.awaitReady()
		for _, c := range []*fakeari.Call{caller, late} {
			time.Sleep(time.Second)
			c.Press("1234")
		}
		h.ends(caller, fakeari.EndHangup, 16)
		h.ends(late, fakeari.EndHangup, 16)
	})
}

// Law: a call whose caller has come again before its turn to be taken up is theirs, wherever their channel was when it was
// looked for: nothing is written down as its end. That nobody else is there to take it up is not told otherwise.
func TestWhoHasComeAgainIsNotEnded(t *testing.T) {
	bucket := memstore.New()
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), resuming, func(o *Options) { o.calls = bucket }, func(h *house) {
		caller := h.call("200")
		time.Sleep(3 * time.Second)
		l, ctx := h.app.links[0], context.Background()
		all, err := h.app.keeping.ledger.Kept(ctx)
		if err != nil || len(all) != 1 {
			t.Fatalf("kept are %+v, %v", all, err)
		}
		left := leftOf(all[0])
		there, err := l.client.Channels.Get(ctx, caller.ID())
		if err != nil || left.err != nil {
			t.Fatal(err, left.err)
		}
		out := *there
		out.Dialplan.AppName = ""
		for _, channel := range []*ari.Channel{nil, &out, there} {
			if l.takeUpOne(ctx, left, channel) {
				t.Error("it is taken up a second time")
			}
		}
		left.Channel = "another" // it is held, and there is no call of that channel
		if l.takeUpOne(ctx, left, there) {
			t.Error("what is held is taken up a second time")
		}
		h.mustLog("its caller has come again")
		for _, wrong := range []string{"a call has ended while nobody ran it", "another instance takes a call up"} {
			if strings.Contains(h.logged(), wrong) {
				t.Errorf("the log says that %s\n%s", wrong, h.logged())
			}
		}
		caller.Press("1234")
		h.ends(caller, fakeari.EndHangup, 16)
		if got := heardBy(caller); got != "ask thanks-100 bye" {
			t.Errorf("the caller heard %s\n%s", got, h.logged())
		}
	})
}
