package app

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
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

// Law: a call that its instance let go of while its last state was still to be written goes on there before long as well.
func TestACallThatNobodyHasAsItIsWritten(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(4)
		a := s.houses[s.owner(callers[0])].app
		for _, c := range callers {
			c.Press("1234")
		}
		synctest.Wait()
		if a.keeping.ledger.Waiting() == 0 {
			t.Fatal("nothing is to be written")
		}
		for _, c := range a.calls.all() {
			c.Lose()
		}
		time.Sleep(3*sweepEvery + 2*time.Second)
		for i, c := range callers {
			s.any().ends(c, fakeari.EndHangup, 16)
			if got := heardBy(c); !strings.HasSuffix(got, " bye") {
				t.Errorf("caller %d heard %s\n%s", i, got, s.logged())
			}
		}
	})
}

// Law: while an instance drains nothing that it has left is taken up by it: it is for whoever comes after it.
func TestWhatADrainingInstanceHasLeft(t *testing.T) {
	inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
		callers := s.asked(3)
		h := s.houses["n1"]
		h.app.texts.enter(10) // a text is being spoken, for which it waits
		delete(s.houses, "n1")
		s.dying = append(s.dying, h)
		stopped := make(chan error, 1)
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			stopped <- h.app.Stop(ctx)
		}()
		time.Sleep(3 * sweepEvery)
		h.app.texts.leave()
		if err := <-stopped; err != nil {
			t.Errorf("Stop returned %v", err)
		}
		if said := h.logged(); strings.Contains(said, "are taken up") || strings.Contains(said, "begins anew") {
			t.Errorf("it has taken calls up that it had left\n%s", said)
		}
		s.begin("n1")
		time.Sleep(5 * time.Second)
		s.finishes(callers...)
	})
}
