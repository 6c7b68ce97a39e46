package app

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Where more is asked of Asterisk than it deals with, further calls go back to the dialplan before those that were taken
// wait for longer; a burst, and whoever comes when it is dealt with, is taken.
func TestCrowded(t *testing.T) {
	const slow, burst = 150 * time.Millisecond, 2*ari.ConnsMax - 2
	inHouse(t, strings.Replace(menuFile, "flows:", "server: {listen: none}\nflows:", 1), nil, func(h *house) {
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.answer", Times: burst, Delay: slow})
		var taken []*fakeari.Call
		for range burst {
			taken = append(taken, h.call("200"))
		}
		time.Sleep(crowdedAt - time.Millisecond)
		taken = append(taken, h.call("200")) // nobody has waited for too long yet
		time.Sleep(time.Millisecond)
		begin := time.Now()
		h.ends(h.call("200"), fakeari.EndDialplan, 0)
		if took := time.Since(begin); took > slow {
			t.Errorf("the refused caller waited %v", took)
		}
		h.mustLog("why=overloaded")
		if got := h.counted(); !strings.Contains(got, `ariapp_calls_refused_total{reason="overloaded"} 1`) {
			t.Error(got)
		}
		taken = append(taken, h.call("200")) // all have what they asked for
		for _, c := range taken {
			h.hears(c, "sound:ask")
			c.Press("1")
		}
		for _, c := range taken {
			h.ends(c, fakeari.EndHangup, 16)
		}
	})
}

// Of several instances one whose requests wait is given no further calls; one at the door whose own do hands them over all
// the same: to send them back is one request as well.
func TestCrowdedInCluster(t *testing.T) {
	const slow, burst = time.Second, 2*ari.ConnsMax - 2
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		door := s.doorkeeper()
		other := map[string]string{"n1": "n2", "n2": "n1"}[door]
		serves := func(name string, serves bool) {
			if _, err := s.houses[door].app.DrainInstance(context.Background(), name, serves); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		crowd := func(operation string) (callers []*fakeari.Call) {
			s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: operation, Times: burst, Delay: slow})
			for range burst {
				callers = append(callers, s.call("200"))
			}
			return callers
		}
		serves(other, false)
		callers := s.asked(2 * burst) // at the door's: by their calls it would be the other one's turn
		serves(other, true)
		drained := &s.houses[door].app.instances.drained
		drained.Store(true)
		callers = append(callers, crowd("channels.answer")...)
		synctest.Wait()
		drained.Store(false)
		time.Sleep(slow / 2)
		before := s.has()
		callers = append(callers, s.asked(1)...)
		if now := s.has(); now[door] != before[door]+1 || now[other] != before[other] {
			t.Errorf("a call came to the crowded one: %v, before %v\n%s", now, before, s.logged())
		}
		for _, c := range callers {
			s.any().hears(c, "sound:ask")
		}
		callers = append(callers, crowd("channels.move")...) // of the other one's calls
		time.Sleep(slow / 2)
		before = s.has()
		last := s.call("200")
		s.any().hears(last, "sound:ask")
		if now := s.has(); now[door] != before[door] {
			t.Errorf("a call stayed at the crowded door: %v, before %v\n%s", now, before, s.logged())
		}
		callers = append(callers, last)
		for _, c := range callers {
			s.any().hears(c, "sound:ask")
		}
		s.finishes(callers...)
	})
}
