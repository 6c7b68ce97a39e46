package app

import (
	"testing"
	"time"
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
