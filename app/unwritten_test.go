package app

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// begun is which instances have begun a call, but for one.
func (s *shared) begun(call, but string) (names []string) {
	for name, h := range s.houses {
		h.mu.Lock()
		for _, f := range h.facts {
			if f.Kind == flows.FlowBegun && f.Call == call && name != but {
				names = append(names, name)
			}
		}
		h.mu.Unlock()
	}
	return names
}

// Law: an instance of which the store takes nothing gives no call away of which nothing is written, once others may take
// it for dead: they find its callers, and one of them begins each anew. Before that it does.
func TestACallOfWhichNothingIsWrittenIsBegunAnewOnce(t *testing.T) {
	for name, after := range map[string]time.Duration{"it counts as alive": time.Second,
		"they look for what it has left": 6900 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n4", "n1", "n2", "n3"}, func(s *shared) {
				full := s.another(s.doorkeeper())
				s.lines[full].full.Store(true)
				time.Sleep(100 * time.Millisecond)
				var callers []*fakeari.Call
				for range 12 {
					callers = append(callers, s.call("200"))
				}
				time.Sleep(after - 100*time.Millisecond)
				if after > 2*time.Second { // two who bring a caller know nothing of one another
					s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.move", Times: -1,
						Delay: time.Second})
				}
				if err := s.houses[full].app.instances.members.Look(context.Background()); err != nil { // it reads who lives
					t.Fatal(err)
				}
				if _, err := s.houses[full].app.DrainInstance(context.Background(), "", false); err != nil {
					t.Fatal(err)
				}
				time.Sleep(10 * time.Second)
				s.srv.Heal()
				were := 0
				for _, c := range callers {
					begun := s.begun(c.ID(), full)
					if len(begun) != 1 {
						t.Errorf("%s was begun by %v\n%s", c.ID(), begun, s.logged())
					}
					if !slices.Equal(begun, s.begun(c.ID(), "")) {
						were++
					}
				}
				if were == 0 {
					t.Error("none of the calls was there")
				}
				s.finishes(callers...)
			})
		})
	}
}
