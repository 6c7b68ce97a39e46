package app

import (
	"context"
	"fmt"
	"regexp"
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

// Law: whoever takes a call up whose clock is behind that of the process before keeps its caller waiting no longer than that
// one would have, when it wrote down how far the call was; nor if that one was an older program, which did not say when.
func TestACallIsTakenUpByAClockThatIsBehind(t *testing.T) {
	for _, older := range []bool{false, true} {
		for _, behind := range []time.Duration{0, 40 * time.Second, time.Hour} {
			t.Run(fmt.Sprint(behind, " ", older), func(t *testing.T) {
				inCluster(t, sharing(), nil, func(s *shared) {
					s.clocks = map[string]func() time.Time{"n2": func() time.Time { return time.Now().Add(-behind) }}
					s.begin("n1")
					time.Sleep(5 * time.Second)
					c := s.waiting()
					s.begin("n2")
					time.Sleep(5 * time.Second)
					value := s.record("n2").Item.Value
					s.kill("n1")
					if older {
						s.spoil(string(regexp.MustCompile(`"at":"[^"]*",`).ReplaceAll(value, nil)), "n1")
					}
					time.Sleep(56 * time.Second)
					if got := heardBy(c); behind == 0 && !strings.HasSuffix(got, " bye") {
						t.Errorf("they heard %s\n%s", got, s.logged())
					}
					time.Sleep(14 * time.Second)
					if got := heardBy(c); !strings.HasSuffix(got, " bye") {
						t.Errorf("they heard %s\n%s", got, s.logged())
					}
					s.any().ends(c, fakeari.EndHangup, 16)
				})
			})
		}
	}
}
