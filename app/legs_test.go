package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const legsFile = outer + `
outbound: {allow: [PJSIP/_1XX, Local/_XXX@phones/n]}
numbers: {"201": recent, "204": away, "205": typed, "207": forwarded, "208": conf}
flows:
  recent: [{dial: {targets: [PJSIP/100, PJSIP/101], strategy: least_recent}}]
  away:
    hotkeys: {"0": [{play: operator}]}
    steps:
      - answer
      - dialplan: {extension: "300", context: visits}
      - collect: {id: c, prompt: ask, length: 3, attempts: 1}
  typed:
    - dial: {targets: PJSIP/100, keys: {caller: {"*2": transfer}}, transfer: {allow: _1XX, steps: [{play: onward}]}}
  forwarded: [{dial: {targets: [PJSIP/100, PJSIP/101], forwarding: {context: phones}}}]
  conf: [{conference: {room: r, announce: none, announce_only_user: false}}]
`

// slowStore takes a second to answer.
type slowStore struct{ flows.Store }

func (s slowStore) Get(ctx context.Context, key string) (flows.Item, error) {
	time.Sleep(time.Second)
	return s.Store.Get(ctx, key)
}

func slowly(o *Options) { o.Store = slowStore{store.NewMemory()} }

// Law: a callee who hangs up while something slow goes on beside the call is gone all the same.
func TestACalleeGoesDuringWork(t *testing.T) {
	inHouse(t, legsFile, slowly, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		h.srv.Endpoint("PJSIP/101", fakeari.Answer(time.Second))
		c := h.call("201")
		leg, err := phone.AwaitCall(h.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := leg.AwaitState(h.t.Context(), "Up"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond) // the store is asked
		leg.Hangup(16)
		h.ends(c, fakeari.EndHangup, 16)
	})
}

// Law: a telephone that answers while a forwarded call is looked into has the caller.
func TestAnAnswerDuringWork(t *testing.T) {
	inHouse(t, legsFile, slowly, func(h *house) {
		h.srv.Endpoint("PJSIP/100", fakeari.Forward(time.Second, "300"))
		phone := h.srv.Endpoint("PJSIP/101", fakeari.Ring(0), fakeari.Answer(1500*time.Millisecond))
		h.srv.Endpoint("Local/300@phones/n", fakeari.Ring(0))
		c := h.call("207")
		leg, err := phone.AwaitCall(h.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		within, cancel := context.WithTimeout(h.t.Context(), 5*time.Second)
		defer cancel()
		if err := c.AwaitHears(within, leg.ID()); err != nil {
			t.Error("who has answered is not heard:", err)
		}
		c.Hangup(16)
	})
}

// Law: who is taken out of a bridge and put back into it has not left.
func TestPartedAndJoinedAgain(t *testing.T) {
	inHouse(t, legsFile, nil, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		c := h.call("205")
		leg, err := phone.AwaitCall(h.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AwaitHears(h.t.Context(), leg.ID()); err != nil {
			t.Fatal(err)
		}
		c.Press("*29") // 9 is no extension: back to the conversation
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if !c.Hears(leg.ID()) {
			t.Errorf("they do not hear each other:\n%s", h.logged())
		}
		c.Hangup(16)
	})
}

// Law: who is in a conference stays when one leaves and another comes in the same moment.
func TestAConferenceWhileOneComesAndOneGoes(t *testing.T) {
	inHouse(t, legsFile, nil, func(h *house) {
		first := h.call("208")
		time.Sleep(2 * time.Second)
		second := h.call("208")
		time.Sleep(2 * time.Second)
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "bridges.removeChannel", Delay: 30 * time.Millisecond})
		second.Hangup(16)
		time.Sleep(10 * time.Millisecond)
		third := h.call("208")
		time.Sleep(10 * time.Second)
		if !first.Hears(third.ID()) {
			t.Errorf("the first does not hear the third, and is in %q:\n%s", first.Bridge(), h.logged())
		}
		first.Hangup(16)
		third.Hangup(16)
	})
}

// Law: keys for what runs in the dialplan are none of the flow's: neither hotkeys nor answers, and in no fact.
func TestKeysInTheDialplan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second,
			DialplanStay: time.Hour})
		h.start(legsFile, nil)
		h.awaitReady()
		defer h.nothingIsLeft()
		c := h.call("204")
		time.Sleep(3 * time.Second)
		c.Press("9870")
		time.Sleep(3 * time.Second)
		if n := h.app.Calls(); n != 1 {
			t.Errorf("%d calls are left:\n%s", n, h.logged())
		}
		h.mu.Lock()
		for _, fact := range h.facts {
			if fact.Kind == flows.KeyWas {
				t.Errorf("a key of the dialplan's is told: %+v", fact)
			}
		}
		h.mu.Unlock()
		c.Hangup(16)
	})
}
