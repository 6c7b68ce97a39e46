package app

import (
	"testing"
	"time"
)

// Law: a call that its instance let go of, though nobody has taken it and it is that instance's still, goes on there before
// long; one whose caller has gone leaves nothing behind.
func TestACallThatNobodyHas(t *testing.T) {
	for name, hangsUp := range map[string]bool{"the caller waits": false, "the caller hangs up": true} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
				callers := s.asked(4)
				a := s.houses[s.owner(callers[0])].app
				for _, c := range a.calls.all() {
					c.Lose()
				}
				time.Sleep(time.Second)
				if n := a.Calls(); n != 0 {
					t.Fatalf("it has %d calls", n)
				}
				if hangsUp {
					for _, c := range callers {
						c.Hangup(16)
					}
				}
				time.Sleep(sweepEvery + 2*time.Second) // inCluster looks whether a record is left
				if !hangsUp {
					s.finishes(callers...)
				}
			})
		})
	}
}
