package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: while Asterisk's clock is put forward an hour, or back, calls go on, new ones are shared and begin once, and who comes
// back from the dialplan comes back to their own call, also by a door that never saw them.
func TestAsterisksClockJumps(t *testing.T) {
	visiting := strings.Replace(sharing(), "    - wait: 1m", "    - dialplan: {id: p, context: visits, extension: '300'}", 1)
	for _, by := range []time.Duration{time.Hour, -time.Hour} {
		for _, dies := range []bool{false, true} { // the door, while they are away
			t.Run(fmt.Sprint(by, " ", dies), func(t *testing.T) {
				inCluster(t, visiting, []string{"n1", "n2", "n3"}, func(s *shared) {
					ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
					defer cancel()
					away := s.asked(4)
					time.Sleep(20 * time.Second)
					for _, c := range away {
						c.Press("1234")
						if err := c.AwaitDialplan(ctx); err != nil {
							t.Fatal(err)
						}
					}
					s.srv.PutClock(by)
					stays := s.asked(4)
					if dies {
						s.kill(s.doorkeeper())
						time.Sleep(5 * time.Second)
					}
					for i, c := range away {
						if !c.Back("ivr") {
							t.Fatalf("caller %d cannot come back", i)
						}
					}
					for i, c := range away {
						s.any().ends(c, fakeari.EndHangup, 16)
						if got := heardBy(c); !strings.HasSuffix(got, " thanks-100 bye") {
							t.Errorf("caller %d heard %s\n%s", i, got, s.logged())
						}
					}
					for _, c := range stays {
						c.Hangup(16)
					}
					for _, h := range s.houses {
						h.mustNotLog("an orphan")
					}
				})
			})
		}
	}
}
