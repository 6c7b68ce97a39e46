package app

import (
	"context"
	"slices"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: an instance of which the store takes nothing gives nobody a caller whom another one has found meanwhile, as nothing
// was written of them: their call goes on where it has begun anew.
func TestWhoHasBegunAnewIsNotGivenAway(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		door := s.doorkeeper()
		full := s.another(door)
		var third string
		for name := range s.houses {
			if name != door && name != full {
				third = name
			}
		}
		s.lines[full].full.Store(true)
		var callers []*fakeari.Call
		for range 3 {
			callers = append(callers, s.call("200"))
		}
		time.Sleep(100 * time.Millisecond)
		at := slices.IndexFunc(callers, func(c *fakeari.Call) bool { return s.owner(c) == full })
		if at < 0 {
			t.Fatalf("%s has no call", full)
		}
		c, l := callers[at], s.houses[door].app.links[0]
		s.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisEnd", App: "ivr." + full}) // it is not told of that
		channel, err := l.client.Channels.Get(context.Background(), c.ID())
		if err != nil {
			t.Fatal(err)
		}
		l.comeAnew(context.Background(), channel, "")
		time.Sleep(100 * time.Millisecond)
		if err := s.houses[full].app.instances.give(request{Channel: c.ID(), To: third}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if moves := s.moves(c.ID()); moves != 2 || s.owner(c) != door {
			t.Errorf("they were moved %d times, and are at %s\n%s", moves, s.owner(c), s.logged())
		}
		s.lines[full].full.Store(false)
		s.finishes(callers...)
	})
}

// Law: a call that is given away in the moment in which it has come in, before anything of it is written, goes on with whoever
// it is given to: that the door has given it here just now does not tell that somebody else has it.
func TestACallThatHasJustComeIsGivenAway(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		door := s.doorkeeper()
		gives := s.another(door)
		var heir string
		for name := range s.houses {
			if name != door && name != gives {
				heir = name
			}
		}
		s.lines[gives].full.Store(true)
		var callers []*fakeari.Call
		for range 3 {
			callers = append(callers, s.call("200"))
		}
		time.Sleep(100 * time.Millisecond)
		at := slices.IndexFunc(callers, func(c *fakeari.Call) bool { return s.owner(c) == gives })
		if at < 0 {
			t.Fatalf("%s has no call", gives)
		}
		c := callers[at]
		if err := s.houses[gives].app.instances.give(request{Channel: c.ID(), To: heir}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		s.lines[gives].full.Store(false)
		time.Sleep(time.Second)
		if moves := s.moves(c.ID()); moves != 2 || s.owner(c) != heir {
			t.Errorf("they were moved %d times, and are at %s\n%s", moves, s.owner(c), s.logged())
		}
		s.finishes(callers...)
	})
}
