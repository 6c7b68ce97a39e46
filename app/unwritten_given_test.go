package app

import (
	"context"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: who has just come to an instance that goes out of service, of whose call nothing can be written, is given on at
// once, though whoever has the door has given them to that one a moment ago: that is nobody else's call.
func TestWhoHasJustBeenGivenIsGivenOn(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		full := s.another(s.doorkeeper())
		s.lines[full].full.Store(true)
		var callers []*fakeari.Call
		for range 12 {
			callers = append(callers, s.call("200"))
		}
		time.Sleep(100 * time.Millisecond)
		var theirs []*fakeari.Call
		for _, c := range callers {
			if s.owner(c) == full {
				theirs = append(theirs, c)
			}
		}
		if len(theirs) == 0 {
			t.Errorf("%s has no call", full)
		}
		if _, err := s.houses[full].app.DrainInstance(context.Background(), "", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		for _, c := range theirs {
			if begun := s.begun(c.ID(), full); len(begun) != 1 {
				t.Errorf("%s was begun by %v\n%s", c.ID(), begun, s.logged())
			}
		}
		s.finishes(callers...)
	})
}
