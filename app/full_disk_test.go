package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: while the store of all can be read but takes nothing, as its disk is full, calls begin, go on and end where they are;
// every instance says so in its health and status, nobody is taken for dead, and no call changes hands. When there is room
// again what stands is written, so that calls outlive their instance as before.
func TestTheStoreOfAllIsFull(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		fail := func(faults memstore.Faults) {
			for _, b := range s.buckets {
				b.Fail(faults)
			}
		}
		before, door := s.asked(6), s.doorkeeper()
		had := s.has()
		fail(memstore.Faults{Unwritable: true})
		time.Sleep(5 * time.Second)
		during := s.asked(3)
		time.Sleep(20 * time.Second)
		for name, h := range s.houses {
			if got := strings.Join(h.app.unready(), "; "); !strings.Contains(got, "the other instances cannot be seen: ") {
				t.Errorf("the health of %s is %q", name, got)
			}
			if n := h.app.Calls(); n < had[name] {
				t.Errorf("%s has %d calls, and had %d", name, n, had[name])
			}
		}
		s.houses[door].mustLog("the states of calls cannot be written, calls go on")
		warned := strings.Join(s.houses[door].app.status().Warnings, "\n")
		if !strings.Contains(warned, "the states of calls wait to be written down: ") {
			t.Errorf("the status warns of %q", warned)
		}
		s.finishes(before[0], during[0])
		fail(memstore.Faults{})
		time.Sleep(10 * time.Second)
		for name, h := range s.houses {
			if got := h.app.unready(); len(got) > 0 {
				t.Errorf("the health of %s is %q", name, got)
			}
		}
		s.houses[door].mustLog("the states of calls are written again")
		s.kill(door)
		time.Sleep(4 * time.Second)
		s.finishes(append(append(s.asked(2), before[1:]...), during[1:]...)...)
	})
}

// Law: of an instance to whose changes alone the store says no the others take the calls, as of one that is cut off from
// them; no call is walked by two, and it serves as before when it is let write again.
func TestTheStoreTakesNothingOfOne(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(4)
		full := s.another(s.doorkeeper())
		s.lines[full].full.Store(true)
		time.Sleep(8 * time.Second)
		if has := s.has(); has[full] != 0 {
			t.Errorf("%v have the calls; %s cannot write\n%s", has, full, s.logged())
		}
		callers = append(callers, s.asked(2)...)
		s.lines[full].full.Store(false)
		time.Sleep(8 * time.Second)
		late := s.asked(4)
		if has := s.has(); has[full] == 0 {
			t.Errorf("%v have the calls; %s can write again\n%s", has, full, s.logged())
		}
		s.finishes(append(callers, late...)...)
	})
}
