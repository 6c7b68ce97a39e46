package app

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// soonHears fails unless a caller who comes now hears something within a second.
func (s *shared) soonHears(when string) {
	s.t.Helper()
	c := s.call("200")
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := c.AwaitHeard(ctx, "sound:ask"); err != nil {
		s.t.Errorf("%s: %v\n%s", when, err, s.logged())
	}
	c.Hangup(16)
}

// Law: whoever comes in is served at once, whatever has to be found out about others meanwhile, and however long that
// takes: also when somebody has taken the door for a moment in that time, or who has it dies.
func TestNewCallersWaitForNobody(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		door := s.doorkeeper()
		calls := s.buckets["ariapp_calls"]
		calls.Fail(memstore.Faults{Slow: 10 * time.Second})
		for name, h := range s.houses {
			if name != door { // the door looks whether something was left
				if _, err := h.app.DrainInstance(context.Background(), "", false); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		time.Sleep(500 * time.Millisecond)
		s.soonHears("while the door looks around")
		s.takesDoor(50*time.Millisecond, func() {})
		time.Sleep(1500 * time.Millisecond)
		s.soonHears("behind a moment without the door")
		s.kill(s.doorkeeper())
		time.Sleep(leaseTime + 200*time.Millisecond)
		s.soonHears("behind a death")
		calls.Fail(memstore.Faults{})
		time.Sleep(15 * time.Second)
	})
}
