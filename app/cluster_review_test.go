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

// fail has the store of all fail.
func (s *shared) fail(how memstore.Faults) {
	for _, b := range s.buckets {
		b.Fail(how)
	}
}

// Law: a call that is handed over just when the store goes away comes back to whoever had it, once the store is there.
func TestACallThatIsHandedOverWhileTheStoreIsAway(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		from := s.houses[s.owner(c)].app
		s.fail(memstore.Faults{Away: true})
		s.post.Fail(memstore.Faults{Away: true})
		if err := from.instances.give(request{Channel: c.ID(), To: s.another(s.owner(c))}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		s.fail(memstore.Faults{})
		s.post.Fail(memstore.Faults{})
		time.Sleep(10 * time.Second)
		s.finishes(c)
	})
}

// Law: the heir of a call that cannot write it down does not begin it anew; it tries again.
func TestAnHeirWhoCannotWrite(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(4)
		time.Sleep(500 * time.Millisecond)
		s.kill(s.owner(callers[0]))
		calls := s.buckets["ariapp_calls"]
		calls.Fail(memstore.Faults{Unwritable: true})
		time.Sleep(10 * time.Second)
		calls.Fail(memstore.Faults{})
		time.Sleep(5 * time.Second)
		s.finishes(callers...)
		for name, h := range s.houses {
			if strings.Contains(h.logged(), "begins anew") {
				t.Errorf("%s has begun a call anew\n%s", name, h.logged())
			}
		}
	})
}

// Law: who came in at the last moment to an instance that is alone goes back to the dialplan.
func TestALastCallerOfOneWhoIsAlone(t *testing.T) {
	inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
		s.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart", App: "ivr"})
		c := s.call("200")
		time.Sleep(time.Second)
		s.stop("n1")
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if how, err := c.AwaitEnd(ctx); err != nil || how.How != fakeari.EndDialplan {
			t.Errorf("%+v, %v", how, err)
		}
	})
}

// Law: a call that nobody can go on with, as its version of the file is not there, stays where it is: when its instance
// is out of service, and when it comes to meet others, whom it meets there.
func TestACallThatNobodyElseCanTake(t *testing.T) {
	text := strings.Replace(sharing(), "    - wait: 1m", "    - conference: {id: c, room: board}", 1)
	inCluster(t, text, []string{"n1"}, func(s *shared) {
		callers := s.asked(3)
		s.text = strings.Replace(text, "bye", "good-bye", 1)
		s.begin("n2")
		time.Sleep(2 * time.Second)
		if _, err := s.houses["n1"].app.DrainInstance(context.Background(), "", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if door := s.doorkeeper(); door != "n2" {
			t.Errorf("%s has the door", door)
		}
		for _, c := range callers {
			c.Press("1234")
		}
		time.Sleep(20 * time.Second)
		for key, n := range s.epochs() {
			if n > 5 {
				t.Errorf("%s has had %d owners", key, n)
			}
		}
		if got := s.has()["n1"]; got != 3 {
			t.Errorf("n1 has %d calls\n%s", got, s.logged())
		}
		for _, c := range callers {
			if got := heardBy(c); strings.Count(got, "thanks-100") != 1 || c.Bridge() == "" {
				t.Errorf("a caller heard %s", got)
			}
			c.Hangup(16)
		}
		time.Sleep(5 * time.Second)
	})
}

// Law: the bridge of a conference stays when the instance that had it dies, whenever the next one looks for bridges that
// nobody has.
func TestAConferenceOfTheDeadKeepsItsBridge(t *testing.T) {
	for _, early := range []int{13, 14, 15} {
		inCluster(t, meeting, []string{"n1", "n2"}, func(s *shared) {
			begun := time.Now()
			all := []*fakeari.Call{s.call("202"), s.call("202")}
			time.Sleep(10 * time.Second)
			bridge := all[0].Bridge()
			time.Sleep(time.Until(begun.Add(sweepEvery - 5*time.Second - time.Duration(early)*200*time.Millisecond)))
			s.kill(s.doorkeeper())
			time.Sleep(10 * time.Second)
			for _, c := range all {
				if got := c.Bridge(); got != bridge || bridge == "" {
					t.Errorf("early by %d: they are in %q, and were in %q\n%s", early, got, bridge, s.logged())
				}
				c.Hangup(16)
			}
			time.Sleep(5 * time.Second)
		})
	}
}

// Law: a call may be handed over as often as one likes, and goes on when its instance dies after that.
func TestACallIsMovedOften(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		for range livesMost + 5 {
			if err := s.any().app.MoveCall(context.Background(), "", c.ID(), s.another(s.owner(c))); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		s.kill(s.owner(c))
		time.Sleep(4 * time.Second)
		s.finishes(c)
		for name, h := range s.houses {
			if strings.Contains(h.logged(), "anew") {
				t.Errorf("%s has begun it anew\n%s", name, h.logged())
			}
		}
	})
}

// epochs are how many owners each call has had, by its key.
func (s *shared) epochs() map[string]int {
	s.t.Helper()
	items, err := s.buckets["ariapp_calls"].All(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	epochs := map[string]int{}
	for _, item := range items {
		record, err := cluster.ParseRecord(item.Value)
		if err != nil {
			s.t.Fatal(err)
		}
		epochs[item.Key] = record.Epoch
	}
	return epochs
}
