package app

import (
	"context"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: who waits with an instance that goes out of service, and has nobody to give them to, gets an agent all the same.
func TestWhoWaitsWithTheLastInstance(t *testing.T) {
	inCluster(t, queuedCalls, []string{"n1"}, func(s *shared) {
		phones(s.srv)
		h := s.any()
		var callers []*fakeari.Call
		for range 3 {
			callers = append(callers, s.call("200"))
			time.Sleep(time.Second)
		}
		talk, other := h.rings("PJSIP/1001"), h.rings("PJSIP/1002")
		talk.Answer()
		other.Answer()
		time.Sleep(time.Second)
		if _, err := h.app.DrainInstance(context.Background(), "", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Second)
		talk.Hangup(16)
		time.Sleep(5 * time.Second)
		legs := s.srv.Endpoint("PJSIP/1001").Calls()
		if len(legs) != 2 {
			t.Errorf("the agent was called %d times\n%s", len(legs), s.logged())
		} else {
			legs[1].Answer()
			time.Sleep(time.Second)
			legs[1].Hangup(16)
		}
		other.Hangup(16)
		time.Sleep(time.Second)
		for _, c := range callers {
			if !isOver(c) {
				t.Errorf("%s waits still", c.ID())
			}
		}
	})
}
