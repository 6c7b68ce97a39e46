package app

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/call"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: the caller of an instance that has died, of whom nothing is written, is left to the instance that brings them or
// takes their call up, however long that takes: whoever looks for what the dead have left does not bring them too.
func TestWhoIsOnTheirWayIsLeftToWhoeverBringsThem(t *testing.T) {
	for _, takesUp := range []bool{false, true} {
		inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
			door := s.doorkeeper()
			var callers []*fakeari.Call
			for range 3 { // one of them at least goes to who has not the door
				callers = append(callers, s.call("200"))
			}
			time.Sleep(2 * time.Millisecond) // nothing is written of them yet
			at := slices.IndexFunc(callers, func(c *fakeari.Call) bool { return s.owner(c) != door })
			if at < 0 {
				t.Fatalf("%s has all calls", door)
			}
			c, dies := callers[at], s.owner(callers[at])
			s.kill(dies)
			var heir *house
			for name, h := range s.houses {
				if name != door {
					heir = h
				}
			}
			l, done := heir.app.links[0], func() {}
			if takesUp { // its record is gone already, and the caller has not been asked to come
				done, _ = heir.app.keeping.take(keyOf(dies, "asterisk", c.ID()))
				time.Sleep(4 * time.Second)
			}
			s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.move", Delay: 4 * time.Second})
			channel, err := l.client.Channels.Get(context.Background(), c.ID())
			if err != nil {
				t.Fatal(err)
			}
			l.comeAnew(context.Background(), channel, "")
			done()
			time.Sleep(time.Second)
			if log := s.houses[door].logged(); strings.Contains(log, "an orphan of another instance") {
				t.Errorf("who has the door brings them\n%s", log)
			}
			if moves := s.moves(c.ID()); moves != 2 {
				t.Errorf("they were brought %d times, to who has died and from there\n%s", moves, s.logged())
			}
			s.finishes(callers...)
		})
	}
}

// Law: a talk is not cut while the store has lost the record of its call, though a telephone is listed where the instance
// heard of it that has died.
func TestATalkWithoutARecordGoesOn(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		s.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(3*time.Second), fakeari.HangUp(20*time.Second, 16))
		c := s.call("300")
		time.Sleep(time.Second)
		dies := s.owner(c)
		s.kill(dies)
		time.Sleep(4 * time.Second)
		s.begin("n3")
		time.Sleep(4 * time.Second)
		l := s.houses["n3"].app.links[0]
		legs := func() (legs []string) {
			return slices.DeleteFunc(s.srv.Channels(), func(id string) bool { return !call.IsLeg(id, nil) })
		}
		before := legs()
		app, err := l.client.Applications.Get(context.Background(), "ivr."+dies)
		if err != nil || len(before) != 1 || !slices.Contains(app.ChannelIDs, before[0]) {
			t.Fatalf("%v is not listed in %+v, %v", before, app, err)
		}
		s.buckets["ariapp_calls"].Clear()
		door := newDoor(l) // as if it had been taken a moment ago
		door.open.Store(true)
		door.survey(context.Background())
		if after := legs(); !slices.Equal(before, after) {
			t.Errorf("of %v there are %v\n%s", before, after, s.logged())
		}
		s.any().ends(c, fakeari.EndHangup, 16)
	})
}
