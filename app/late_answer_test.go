package app

import (
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// A PIN that Asterisk tells of between the end of the time for its first key and the next prompt is the PIN: it was
// thrown away, and the caller asked as if they had pressed nothing.
func TestAPINThatComesBetweenTwoAttemptsCounts(t *testing.T) {
	var caller atomic.Pointer[fakeari.Call]
	presses := func(o *Options) {
		o.Observe = func(f flows.Fact) {
			if c := caller.Load(); c != nil && f.Kind == flows.AttemptBegun && f.Text == "2" {
				c.Press("1234")
				synctest.Wait() // until it has arrived
			}
		}
	}
	inHouse(t, resuming, presses, func(h *house) {
		c := h.call("200")
		caller.Store(c)
		h.ends(c, fakeari.EndHangup, 16)
		if got := heardBy(c); got != "ask thanks-100 bye" {
			t.Errorf("the caller heard %s\n%s", got, h.logged())
		}
	})
}
