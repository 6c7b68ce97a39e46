package call

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// nextPlayback is an id for the next playback, to a leg or "" for any other. The
// ids of a call go round in two rings, so that whoever takes it up knows all that may play.
func (c *Call) nextPlayback(to string) string {
	count, prefix := &c.count, c.prefix
	if to != "" {
		count, prefix = &c.legCount, legRing(c.prefix)
	}
	id := ""
	for range ringSize {
		id = slot(prefix, *count%ringSize)
		*count++
		if c.playing[id] == nil && !c.adrift[id] {
			break
		}
	}
	return id
}

// slot is the id of one place in a ring.
func slot(prefix string, place int) string { return prefix + strconv.Itoa(place) }

// legRing is the prefix of what plays to legs.
func legRing(prefix string) string { return prefix + "l" }

// Quiet stops what the channel's former call, of a process that has died, began
// to play: all that the caller and the legs shall hear now would queue behind it,
// and its end would be taken for the end of a prompt of ours; but for what is to play on ([Call.Spare]). It is asked
// before the walk of a channel that was found.
func (c *Call) Quiet(ctx context.Context) {
	prefix := cmp.Or(c.earlier, c.prefix)
	var stopped []string
	if found, plays := c.sparing(ctx); plays { // nothing else does
		c.spare(found)
	} else {
		stopped = c.quiet(ctx, prefix)
	}
	if len(c.legs) > 0 {
		stopped = append(stopped, c.quiet(ctx, legRing(prefix))...)
	}
	// Only now: one that waits for its turn ends after the one that plays.
	deadline := time.Now().Add(settleTime)
	for _, id := range stopped {
		if !c.awaitEnd(ctx, id, deadline) { // it may be told yet: nothing of ours is called so before it is
			c.adrift.put(id, true)
		}
	}
	c.unhear()
}

// unhear drops what was told of the ends of playbacks that are none of this call's: one that is begun by the same name
// would be over before it is heard.
func (c *Call) unhear() {
	for former := true; former; {
		_, former = c.mailbox.take(func(m message) bool {
			return m.playback != "" && !m.begun && c.playing[m.playback] == nil
		})
	}
}

// Hush stops what plays to a caller by the prefix of an [Estate], or "" for that of a first call, for whoever shall
// have them: it is told to nobody here when that has ended.
func (c *Call) Hush(ctx context.Context, prefix string) { c.quiet(ctx, cmp.Or(prefix, c.prefix)) }

// quiet stops what plays by a ring, and tells what did.
func (c *Call) quiet(ctx context.Context, prefix string) (stopped []string) {
	for place := range ringSize {
		id := slot(prefix, place)
		err := c.opts.Client.Playbacks.Stop(whole(ctx), id)
		for try := 1; errors.Is(err, ari.ErrServer) && try < stopTries && c.sleep(ctx, stopPause) == nil; try++ {
			err = c.opts.Client.Playbacks.Stop(whole(ctx), id)
		}
		switch {
		case errors.Is(err, ari.ErrNotFound):
			continue
		case err != nil || ctx.Err() != nil:
			c.opts.Logger.Warn("what a former call played may play on", "playback", id, "error", err)
			return stopped
		}
		stopped = append(stopped, id)
	}
	return stopped
}

// awaitEnd waits for the event that tells the end of a playback, and tells whether it has come.
func (c *Call) awaitEnd(ctx context.Context, id string, deadline time.Time) bool {
	for time.Now().Before(deadline) && c.alive(ctx) == nil {
		if _, ended := c.mailbox.take(func(m message) bool { return m.playback == id && !m.begun }); ended {
			return true
		}
		c.await(ctx, deadline)
	}
	return false
}
