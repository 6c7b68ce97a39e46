package app

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// mustNotLog fails if an instance has said something.
func (s *shared) mustNotLog(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if strings.Contains(s.logged(), text) {
			s.t.Errorf("%q\n%s", text, s.logged())
		}
	}
}

// Law: who is parted from the others while it has the door loses its calls to them, those too that it walks in the
// application of the dialplan, and takes none of them back.
func TestAPartedDoorTakesNothingBack(t *testing.T) {
	for range 3 { // two ask Asterisk for the same at the same time
		inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
			callers := s.asked(6)
			s.begin("n2")
			time.Sleep(2 * time.Second)
			s.lines["n1"].part()
			time.Sleep(4 * time.Second)
			if got := s.has(); got["n1"] != 0 || got["n2"] != 6 {
				t.Errorf("they have %v\n%s", got, s.logged())
			}
			s.finishes(callers...)
			s.mustNotLog("anew", "an orphan")
		})
	}
}

// Law: an instance that is told nothing while its calls are taken sees that as soon as it is connected again.
func TestWhoIsNotToldThatItsCallsAreTaken(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(4)
		off := s.another(s.doorkeeper())
		had := s.has()[off]
		s.lines[off].part()
		time.Sleep(leaseTime / 2)
		s.srv.Fault(fakeari.Fault{Name: fakeari.Stall, App: "ivr." + off})
		time.Sleep(2 * time.Second) // they are taken, and no ping has come to nothing yet
		if got := s.has()[off]; got != had || had == 0 {
			t.Fatalf("it has %d calls, and had %d", got, had)
		}
		s.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket, App: "ivr." + off})
		time.Sleep(time.Second)
		if got := s.has()[off]; got != 0 {
			t.Errorf("it has %d calls\n%s", got, s.houses[off].logged())
		}
		s.finishes(callers...)
		if strings.Contains(s.houses[off].logged(), "a call ended") {
			t.Errorf("it has ended calls that go on\n%s", s.houses[off].logged())
		}
	})
}

// Law: a call that is being given to an instance, however long Asterisk takes for it, is not given to another one.
func TestASlowMoveIsOneMove(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.move", Delay: 2500 * time.Millisecond})
		c := s.call("200")
		s.begin("n3") // whoever comes has the door look around
		time.Sleep(500 * time.Millisecond)
		s.begin("n4")
		time.Sleep(2500 * time.Millisecond)
		s.finishes(c)
		s.mustNotLog("an orphan")
	})
}

// Law: a move that Asterisk does only when another instance has the call, as it was asked for by one that has lost the
// door since, brings the caller back to their call: nobody begins it a second time.
func TestAMoveOfThePast(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		c := s.asked(1)[0]
		time.Sleep(2 * time.Second)
		owner := s.owner(c)
		for name, h := range s.houses {
			if name == owner {
				continue
			}
			if err := h.app.links[0].moveTo(context.Background(), c.ID(), "ivr."+name, placedArgument, nil); err != nil {
				t.Fatal(err)
			}
			time.Sleep(500 * time.Millisecond)
			if now := s.owner(c); now != owner || s.houses[name].app.Calls() > 0 {
				t.Errorf("the call is of %s, was of %s, and %s has begun %d\n%s",
					now, owner, name, s.houses[name].app.Calls(), s.logged())
			}
		}
		s.finishes(c)
	})
}

// Law: who comes back from the dialplan when their instance has just died is not left in silence, whether that was
// written down or not.
func TestWhoComesBackToTheDead(t *testing.T) {
	text := strings.Replace(sharing(), "    - wait: 1m", "    - dialplan: {id: p, context: visits, extension: '300'}", 1)
	inCluster(t, text, []string{"n1", "n2", "n3"}, func(s *shared) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		callers := s.asked(2) // the second is given to another one than the first, who has not gone
		for _, c := range callers {
			c.Press("1234")
		}
		time.Sleep(3 * time.Second)
		at := slices.IndexFunc(callers, func(c *fakeari.Call) bool { return s.owner(c) != s.doorkeeper() })
		if at < 0 {
			t.Fatal("no instance but the door's has a call")
		}
		c, owner := callers[at], s.owner(callers[at])
		callers[1-at].Hangup(16)
		if err := c.AwaitDialplan(ctx); err != nil {
			t.Fatal(err)
		}
		s.kill(owner)
		time.Sleep(time.Second)
		if !c.Back("ivr") {
			t.Fatal("nobody is there")
		}
		begun := time.Now()
		s.any().hears(c, "sound:bye")
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("in silence for %v\n%s", took, s.logged())
		}
		s.any().ends(c, fakeari.EndHangup, 16)
	})
}

// Law: an instance tells which calls it runs; a door that finds callers without a record leaves them to whoever has them.
func TestTheDoorAsksWhoseACallIs(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		l := s.houses[s.another(owner)].app.links[0]
		got, all := l.whose(s.t.Context(), []string{c.ID(), "nosuch"}, recordedCalls{})
		if len(got) != 1 || got[c.ID()] != owner || !all {
			t.Errorf("%s has it, and they say %v, all %t", owner, got, all)
		}
		s.finishes(c)
		time.Sleep(time.Second)
		if got, all := l.whose(s.t.Context(), []string{c.ID()}, recordedCalls{}); len(got) != 0 || !all {
			t.Errorf("it is over, and they say %v, all %t", got, all)
		}
	})
}
