package app

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: a call that an instance inherits, as it takes its owner for dead, and that its owner gives to it in the same moment
// is taken up once: its record stays, and its walk goes on.
func TestACallThatIsInheritedAndGivenAtOnce(t *testing.T) {
	for _, slow := range []time.Duration{50 * time.Millisecond, 0} { // both at once, or one behind the other
		inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
			c := s.waiting()
			owner := s.owner(c)
			heir := s.another(owner)
			a := s.houses[heir].app
			l, left := a.links[0], leftOf(s.record(heir))
			channel, err := l.callerOf(context.Background(), left)
			if err != nil || channel == nil || left.err != nil {
				t.Fatal(channel, err, left.err)
			}
			s.buckets["ariapp_calls"].Fail(memstore.Faults{Slow: slow})
			inherits := func() { l.takeUpOne(context.Background(), left, channel) }
			given := func() {
				ctx, cancel := context.WithTimeout(context.Background(), handOverTime)
				defer cancel()
				if err := a.instances.goOn(ctx, left); err != nil && !errors.Is(err, cluster.ErrOutrun) {
					t.Errorf("it is not taken: %v", err)
				}
			}
			var takers sync.WaitGroup
			takers.Go(inherits)
			if slow == 0 {
				takers.Wait()
			}
			takers.Go(given)
			takers.Wait()
			ask := request{Do: "take", Key: left.kept.Item.Key, Of: &left.kept.Record.Owner, Epoch: left.kept.Record.Epoch}
			if err := a.instances.take(context.Background(), ask); err != nil {
				t.Errorf("who gives it is told that it was not taken: %v", err)
			}
			s.buckets["ariapp_calls"].Fail(memstore.Faults{})
			time.Sleep(time.Second)
			if has := s.has(); has[heir] != 1 || has[owner] != 0 {
				t.Errorf("they have %v\n%s", has, s.logged())
			}
			if kept := s.record(heir); kept.Record.Owner.Instance != heir || kept.Record.Epoch != left.kept.Record.Epoch+1 {
				t.Errorf("what is kept of it is %+v", kept.Record)
			}
			s.mustNotLog("its channel has a call", "deleted by somebody else")
			c.Hangup(16)
		})
	}
}
