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

// A socket that neither reads nor writes while its connection stays is noticed,
// and what happened meanwhile is made good.
func TestAStalledSocketIsNoticed(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		time.Sleep(8 * time.Second) // then the next ping is not long away
		stays, hangsUp := h.call("200"), h.call("201")
		h.hears(stays, "sound:ask")
		h.srv.Fault(fakeari.Fault{Name: fakeari.Stall})
		hangsUp.Hangup(16)
		comes := h.call("200")
		time.Sleep(18 * time.Second) // a ping every 10 s, 5 s for its answer
		h.mustLog("connected again")
		h.mustLog("an orphan was found")
		h.hears(comes, "sound:ask")
		for _, c := range []*fakeari.Call{stays, comes} {
			c.Press("2")
			h.ends(c, fakeari.EndHangup, 17)
		}
		time.Sleep(time.Minute)
		if n := h.app.Calls(); n != 0 {
			t.Errorf("%d calls are left", n)
		}
	})
}

// Two daemons on one application: both say so, and every call ends.
func TestTwoDaemonsOnOneApplication(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		first := h.call("200")
		h.hears(first, "sound:ask")
		other := &house{t: h.t, srv: h.srv, ended: make(chan error, 1)}
		other.start(menuFile, nil)
		other.awaitReady()
		synctest.Wait()
		h.mustLog("application replaced: ivr")
		callers := []*fakeari.Call{first}
		for range 10 {
			callers = append(callers, h.call("200"), h.call("202"))
			time.Sleep(3 * time.Second)
		}
		other.mustLog("application replaced: ivr")
		other.finish()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
		defer cancel()
		for i, c := range callers {
			if ending, err := c.AwaitEnd(ctx); err != nil {
				t.Errorf("call %d: %+v, %v", i, ending, err)
			}
		}
	})
}

// An orphan that is looked at while its StasisStart arrives is one call.
func TestAnAdoptionRacesWithItsStasisStart(t *testing.T) {
	for _, late := range []time.Duration{0, time.Millisecond, 90 * time.Millisecond, 100 * time.Millisecond, time.Second} {
		t.Run(late.String(), func(t *testing.T) {
			inHouse(t, menuFile, nil, func(h *house) {
				const n = 20
				h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Event: "StasisStart", Delay: late, Times: n})
				h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.get", Delay: 5 * time.Millisecond, Times: n})
				var callers []*fakeari.Call
				for range n {
					callers = append(callers, h.call("200"))
				}
				h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
				for _, c := range callers {
					h.hears(c, "sound:ask")
					c.Press("2")
					h.ends(c, fakeari.EndHangup, 17)
				}
				if ends := strings.Count(h.logged(), `msg="a call ended"`); ends != n {
					t.Errorf("%d ends of %d calls", ends, n)
				}
			})
		})
	}
}

// Hundreds of callers in one instant are all served, and each once.
func TestManyCallsInOneInstant(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		const n = 300
		callers := make([]*fakeari.Call, n)
		for i := range callers {
			callers[i] = h.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: fmt.Sprint(i)})
			if i%3 == 0 {
				callers[i].Press("2")
			}
		}
		time.Sleep(3 * time.Second)
		for i, c := range callers {
			if i%3 == 1 {
				c.Hangup(16)
			}
		}
		want := []int{17, 16, 16} // chose, hung up, was silent to the end
		for i, c := range callers {
			h.ends(c, fakeari.EndHangup, want[i%3])
		}
		if ends := strings.Count(h.logged(), `msg="a call ended"`); ends != n {
			t.Errorf("%d ends of %d calls", ends, n)
		}
	})
}

// A call that comes in while everything is refused by Asterisk is found when it obeys again.
func TestACallThatCouldNotBeHandedBackIsFound(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		for _, operation := range []string{"channels.answer", "channels.hangup", "channels.continueInDialplan"} {
			h.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: operation, Times: -1})
		}
		c := h.call("200")
		time.Sleep(20 * time.Second)
		h.mustLog("a call stays in Stasis")
		h.srv.Heal()
		h.hears(c, "sound:ask")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 17)
	})
}
