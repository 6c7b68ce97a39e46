package fakeari

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Heard is one piece of media that a caller heard. Ended is zero while it goes on;
// Interrupted means that it ended before its time.
type Heard struct {
	Media       string
	Playback    string // the id of its playback
	Began       time.Time
	Ended       time.Time
	Interrupted bool
}

// Heard is what the caller has heard so far, oldest first. Media that does not
// exist is not among it.
func (c *Call) Heard() []Heard {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return slices.Clone(c.heard)
}

// AwaitHeard waits until the media began for this caller. It goes forward: what
// one AwaitHeard has found, and all before it, is not found by the next, so that a
// prompt that is repeated is awaited once for each time.
func (c *Call) AwaitHeard(ctx context.Context, media string) error {
	err := c.await(ctx, func() bool {
		for i := c.listened; i < len(c.heard); i++ {
			if c.heard[i].Media == media {
				c.listened = i + 1
				return true
			}
		}
		return false
	})
	if err != nil {
		return fmt.Errorf("awaiting %q for %s: %w", media, c.ID(), err)
	}
	return nil
}

// AwaitSilence waits until nothing is played to this caller.
func (c *Call) AwaitSilence(ctx context.Context) error {
	err := c.await(ctx, func() bool {
		return !slices.ContainsFunc(c.heard, func(h Heard) bool { return h.Playback != "" && h.Ended.IsZero() })
	})
	if err != nil {
		return fmt.Errorf("awaiting silence for %s: %w", c.ID(), err)
	}
	return nil
}

func (c *Call) hears(playback, media string) {
	if len(c.heard) >= heardMax {
		c.heard = slices.Clone(c.heard[1:])
		c.listened = max(c.listened-1, 0)
	}
	c.heard = append(c.heard, Heard{Media: media, Playback: playback, Began: time.Now()})
	c.notify()
}

// heardEnd ends the piece that the playback has going for this caller.
func (c *Call) heardEnd(playback string, interrupted bool) {
	for i := len(c.heard) - 1; i >= 0; i-- {
		if h := &c.heard[i]; h.Playback == playback && h.Ended.IsZero() {
			h.Ended, h.Interrupted = time.Now(), interrupted
			break
		}
	}
	c.notify()
}
