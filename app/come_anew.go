package app

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// comings are the channels that are on their way into our application to begin anew. Whoever takes up the calls of the
// dead and whoever looks for what they have left both find such a channel; a second one who brings it stops the first
// prompt of the call that has begun meanwhile, and its caller waits in silence for the question.
type comings struct {
	mu sync.Mutex
	// since is when Asterisk was last told of each, zero while it is being told.
	since map[string]time.Time
}

// begin is false for a channel that somebody brings, or has brought within [comingTime]: we hear of it soon.
func (c *comings) begin(channel string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.since, func(_ string, at time.Time) bool { return !at.IsZero() && time.Since(at) > comingTime })
	if _, comes := c.since[channel]; comes {
		return false
	}
	if c.since == nil {
		c.since = map[string]time.Time{}
	}
	c.since[channel] = time.Time{}
	return true
}

// end notes that Asterisk has been told, or, where it has refused, that nobody brings the channel.
func (c *comings) end(channel string, refused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since[channel] = time.Now(); refused {
		delete(c.since, channel)
	}
}

// has tells whether somebody brings a channel, or has a moment ago.
func (c *comings) has(channel string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, comes := c.since[channel]
	return comes && (at.IsZero() || time.Since(at) <= comingTime)
}

// comeAnew has a channel come into our application as one that was found without a call; prefix is that of what plays
// to it, where an estate tells it.
func (l *link) comeAnew(ctx context.Context, channel *ari.Channel, prefix string) {
	if l.known(channel.ID) || !l.comings.begin(channel.ID) {
		return
	}
	l.hush(ctx, channel, prefix)
	err := l.moveTo(ctx, channel.ID, l.app.own, foundArgument, stasisArgs(channel.Dialplan.AppData))
	if l.comings.end(channel.ID, err != nil); err != nil {
		l.log.Warn("an orphan stays", "channel", channel.ID, "error", err)
	}
}
