package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
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

// Law: who has the door misses no news of who has come or gone, also while its looks take longer than the pause between them.
func TestTheDoorMissesNoNews(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		i := s.houses[s.doorkeeper()].app.instances
		entries := s.buckets["ariapp_entries"]
		surveys := func() (n int) { // there are no calls, for which applications are listed too
			for _, r := range s.srv.Requests() {
				if r.Operation == "applications.list" {
					n++
				}
			}
			return n
		}
		for n := range 12 { // a survey by the clock, every six seconds, hides some
			entries.Fail(memstore.Faults{Slow: 2 * i.beat() / 3}) // a look takes more than a beat
			time.Sleep(3*i.beat() + 50*time.Millisecond)
			before := surveys()
			i.tellChanged() // a look is under way, and the next one is due when it is over
			entries.Fail(memstore.Faults{})
			time.Sleep(time.Second)
			if surveys() == before {
				t.Errorf("news %d is missed\n%s", n, s.logged())
			}
		}
	})
}
