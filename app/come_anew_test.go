package app

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

// Law: a channel without a call is brought to begin anew once, however many find it at the same time, and a moment later.
func TestAChannelIsBroughtOnce(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.call("200")
		time.Sleep(2 * time.Millisecond) // nothing is written of it yet
		dies := s.owner(c)
		lives := s.another(dies)
		s.kill(dies)
		time.Sleep(time.Second)
		link := s.houses[lives].app.links[0]
		channel, err := link.client.Channels.Get(context.Background(), c.ID())
		if err != nil {
			t.Fatal(err)
		}
		var finders sync.WaitGroup
		for range 3 {
			finders.Go(func() { link.comeAnew(context.Background(), channel, "") })
		}
		finders.Wait()
		time.Sleep(time.Second)
		link.comeAnew(context.Background(), channel, "")
		time.Sleep(5 * time.Second) // whoever looks what the dead have left has looked
		moves := 0
		for _, r := range s.srv.Requests() {
			if r.Operation == "channels.move" && strings.Contains(r.Path, c.ID()) &&
				strings.Contains(r.Query+r.Body, foundArgument) {
				moves++
			}
		}
		if moves != 1 {
			t.Errorf("it was brought %d times\n%s", moves, s.logged())
		}
		s.finishes(c)
	})
}
