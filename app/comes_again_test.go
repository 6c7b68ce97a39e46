package app

import (
	"context"
	"strings"
	"testing"
	"time"
)

// Law: a caller who has left for the dialplan and comes again at once, before it is written down that their call is
// over, is a new caller: what becomes of orphans does not concern them. They do not wait for long either.
func TestWhoComesAgainAtOnceIsNoOrphan(t *testing.T) {
	text := strings.Replace(outer, "password: secret", "password: secret, orphans: continue", 1) +
		"numbers: {\"200\": main}\nflows: {main: [answer, {play: welcome}, continue]}\n"
	for _, after := range []time.Duration{0, 20 * time.Millisecond} {
		inClusterWhere(t, time.Minute, text, []string{"n1", "n2"}, func(s *shared) {
			c := s.call("200")
			came := time.Now()
			for n := range 3 {
				if err := c.AwaitDialplan(context.Background()); err != nil {
					t.Error(err)
				}
				if heard := heardBy(c); heard != strings.TrimSpace(strings.Repeat("welcome ", n+1)) {
					t.Errorf("behind %v, they heard %q\n%s", after, heard, s.logged())
				}
				if took := time.Since(came); took > 2*time.Second+30*time.Millisecond {
					t.Errorf("behind %v, it took %v\n%s", after, took, s.logged())
				}
				time.Sleep(after)
				came = time.Now()
				if n < 2 && !c.Back("ivr") {
					t.Error("nobody listens")
				}
			}
			c.Hangup(16)
			time.Sleep(time.Second)
		})
	}
}
