package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// waiting is a call that has entered what it is asked for, and has nothing to write down for a minute.
func (s *shared) waiting() *fakeari.Call {
	s.t.Helper()
	c := s.asked(1)[0]
	c.Press("1234")
	time.Sleep(5 * time.Second)
	return c
}

// record is what the store has of the only call.
func (s *shared) record(at string) cluster.Kept {
	s.t.Helper()
	all, err := s.houses[at].app.keeping.ledger.Kept(context.Background())
	if err != nil || len(all) != 1 {
		s.t.Fatalf("%d records, %v", len(all), err)
	}
	return all[0]
}

// Law: who was parted from the others looks for a while, once back, which calls they take: one of them may have
// found it dead a moment before, and write that down a moment after the first look.
func TestWhoIsBackLooksAgain(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.waiting()
		owner := s.owner(c)
		other := s.another(owner)
		s.lines[owner].cut.Store(true)
		time.Sleep(leaseTime / 2)
		s.lines[owner].cut.Store(false)
		time.Sleep(leaseTime / 3) // it has looked
		taken, err := s.houses[other].app.keeping.ledger.Take(context.Background(), s.record(other), func() {})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2*s.houses[owner].app.instances.beat() + 100*time.Millisecond)
		if n := s.has()[owner]; n != 0 {
			t.Errorf("%s goes on with a call that %s has\n%s", owner, other, s.logged())
		}
		c.Hangup(16)
		taken.Drop()
		time.Sleep(time.Second)
	})
}

// Law: a call whose owner was heard of again is not taken up any more.
func TestACallWhoseOwnerIsBackStays(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		l := s.houses[s.another(owner)].app.links[0]
		if l.inherit(context.Background(), []leftCall{leftOf(s.record(owner))}) {
			t.Errorf("it does not look again")
		}
		time.Sleep(time.Second)
		if got := s.owner(c); got != owner {
			t.Errorf("%s has the call", got)
		}
		s.finishes(c)
	})
}

// Law: an instance that hears late that it was to take a call leaves it to who has taken it back meanwhile.
func TestALateRequestTakesNothing(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		other := s.another(owner)
		a, before := s.houses[owner].app, s.record(owner)
		s.post.Fail(memstore.Faults{Away: true})
		if err := a.instances.give(request{Channel: c.ID(), To: other}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		s.post.Fail(memstore.Faults{})
		late := request{Do: "take", Key: before.Item.Key, Of: &a.instances.self, Epoch: before.Record.Epoch}
		if err := s.houses[other].app.instances.take(context.Background(), late); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		if got := s.owner(c); got != owner || strings.Contains(s.houses[other].logged(), "goes on") {
			t.Errorf("%s has the call\n%s", got, s.logged())
		}
		s.finishes(c)
	})
}
