package call

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: a call has one time: that of the clock when it began, and what has passed since. Deadlines are in it, also those
// that were written down, and what happens is told in it, whatever is done to the clock meanwhile.
func TestACallHasOneTime(t *testing.T) {
	for _, wrong := range []time.Duration{0, time.Hour, -time.Hour} {
		for _, jump := range []time.Duration{0, 10 * time.Minute, -10 * time.Minute} {
			onLine(t, func(ctx context.Context, l *line) {
				ahead := wrong
				c := New(Options{Client: l.call.opts.Client, Channel: l.caller.ID(), Logger: slog.New(slog.DiscardHandler),
					Clock: func() time.Time { return time.Now().Add(ahead) }})
				l.events.Store(c)
				began := time.Now()
				if got := c.Now(); !got.Equal(began.Add(wrong)) {
					t.Errorf("it begins at %v", got)
				}
				ahead += jump
				deadline := c.Now().Add(3 * time.Second).Round(0) // as one that was written down
				time.Sleep(time.Second)
				l.caller.Press("7")
				for _, want := range []flows.Event{{Kind: flows.KeyPressed, Key: '7', At: began.Add(wrong + time.Second)},
					{Kind: flows.TimeUp, At: began.Add(wrong + 3*time.Second)}} {
					e, err := c.Next(ctx, deadline)
					if err != nil || e.Kind != want.Kind || e.Key != want.Key || !e.At.Equal(want.At) || !c.Now().Equal(want.At) {
						t.Errorf("clock wrong by %v, jump of %v: %+v, %v at %v, want %+v", wrong, jump, e, err, c.Now(), want)
					}
				}
			})
		}
	}
}

// Law: a call's time does not go back when another process goes on with it.
func TestACallsTimeDoesNotGoBack(t *testing.T) {
	at := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	for clock, want := range map[time.Duration]time.Duration{-time.Hour: 0, 0: 0, time.Hour: time.Hour} {
		c := New(Options{NotBefore: at, Clock: func() time.Time { return at.Add(clock) }})
		if got := c.when(c.begun).Sub(at); got != want {
			t.Errorf("the clock is ahead by %v, the call by %v", clock, got)
		}
	}
}
