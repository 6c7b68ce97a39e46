package call

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// nextPlayback is an id for the next playback, to a leg or "" for any other. The
// ids of a call go round in a ring, so that whoever adopts its channel knows all
// that may play there. Those to legs do not: a leg does not outlive its call.
func (c *Call) nextPlayback(to string) string {
	id := ""
	if to != "" {
		c.count++
		return c.prefix + "l" + strconv.Itoa(c.count)
	}
	for range ringSize {
		id = c.slot(c.count % ringSize)
		c.count++
		if c.playing[id] == nil && !c.adrift[id] {
			break
		}
	}
	return id
}

// slot is the id of one place in the ring.
func (c *Call) slot(place int) string { return c.prefix + strconv.Itoa(place) }

// Quiet stops what the channel's former call, of a process that has died, began
// to play: all that the caller shall hear now would queue behind it, and its end
// would be taken for the end of a prompt of ours. It is asked before the walk of
// a channel that was found.
func (c *Call) Quiet(ctx context.Context) {
	var stopped []string
	for place := range ringSize {
		id := c.slot(place)
		err := c.opts.Client.Playbacks.Stop(whole(ctx), id)
		for try := 1; errors.Is(err, ari.ErrServer) && try < stopTries && c.sleep(ctx, stopPause) == nil; try++ {
			err = c.opts.Client.Playbacks.Stop(whole(ctx), id)
		}
		switch {
		case errors.Is(err, ari.ErrNotFound):
			continue
		case err != nil || ctx.Err() != nil:
			c.opts.Logger.Warn("what a former call played may play on", "playback", id, "error", err)
			return
		}
		stopped = append(stopped, id)
	}
	// Only now: one that waits for its turn ends after the one that plays.
	deadline := time.Now().Add(settleTime)
	for _, id := range stopped {
		c.awaitEnd(ctx, id, deadline)
	}
}

// awaitEnd waits for the event that tells the end of a playback.
func (c *Call) awaitEnd(ctx context.Context, id string, deadline time.Time) {
	for time.Now().Before(deadline) && c.alive(ctx) == nil {
		if _, ended := c.mailbox.take(func(m message) bool { return m.playback == id && !m.begun }); ended {
			return
		}
		c.await(ctx, deadline)
	}
}
