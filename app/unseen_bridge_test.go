package app

import (
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// Law: the bridge of a call that has ended while nobody ran it ends, also where nobody is in it: of such a one Asterisk
// does not say that it is of our application.
func TestTheBridgeOfACallThatEndsUnseen(t *testing.T) {
	text := outer + `
server: {listen: none}
outbound: {allow: [PJSIP/_1XX]}
numbers: {"205": typed}
flows:
  typed:
    - dial: {targets: PJSIP/100, keys: {caller: {"*2": transfer}}, transfer: {allow: _1XX, steps: [{play: onward}]}}
`
	resumed(t, text, true, func(h *house, again func(time.Duration)) {
		h.srv.Endpoint("PJSIP/100")
		caller := h.call("205")
		leg := h.rings("PJSIP/100")
		leg.Answer()
		time.Sleep(2 * time.Second)
		caller.Press("*2") // they are parted, and the bridge waits for them
		time.Sleep(time.Second)
		if n := len(h.srv.Bridges()); n != 1 || caller.Bridge() != "" {
			t.Fatalf("there are %d bridges, the caller is in %q\n%s", n, caller.Bridge(), h.logged())
		}
		time.AfterFunc(time.Second, func() {
			caller.Hangup(16)
			leg.Hangup(16)
		})
		again(2 * time.Second)
		time.Sleep(idleTime + time.Second)
		if left := h.srv.Bridges(); len(left) > 0 {
			t.Errorf("bridges are left: %v\n%s", left, h.logged())
		}
	})
}

// Law: a call that has ended while nobody ran it is known until nobody is in its bridges any more: these are ended then.
func TestWhoseBridgesSomebodyIsInStill(t *testing.T) {
	l := &link{former: []string{"1.1", "1.2", "1.3"}}
	got := l.stillMet([]ari.Bridge{{ID: "1.1.b2", Channels: []string{"1.1.l1"}}, {ID: "1.2.b1"},
		{ID: "1.30.b1", Channels: []string{"1.30.l1"}}})
	if !slices.Equal(got, []string{"1.1"}) {
		t.Errorf("these are %v", got)
	}
}
