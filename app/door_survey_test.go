package app

import (
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: whoever takes the door looks at once for callers whose instance has died with it before anything was written of them.
func TestWhoTakesTheDoorLooksForTheLeft(t *testing.T) {
	// Whether it takes the door before or behind the news that its holder has died hangs on when that was.
	for later := time.Duration(0); later < 300*time.Millisecond; later += 20 * time.Millisecond {
		inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
			time.Sleep(7500*time.Millisecond + later) // the next look that comes by itself is six seconds away
			var callers []*fakeari.Call
			for range 4 {
				callers = append(callers, s.call("200"))
			}
			time.Sleep(2 * time.Millisecond)
			door := s.doorkeeper()
			if s.has()[door] == 0 {
				t.Fatalf("%s has no calls", door)
			}
			s.kill(door)
			time.Sleep(4 * time.Second)
			found := strings.Count(s.logged(), "an orphan of another instance was found")
			if has := s.any().app.Calls(); has != 4 || found == 0 {
				t.Errorf("%d of 4 calls go on, %d of which nothing was written\n%s", has, found, s.logged())
			}
			s.finishes(callers...)
		})
	}
}
