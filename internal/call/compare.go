package call

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Compare has the call ask Asterisk what has become of its legs, and of who
// stands in its bridges, as soon as it waits for something: the events that tell
// of it may have been lost. It may be called from any goroutine.
func (c *Call) Compare() {
	c.comparing.Store(true)
	c.mailbox.wake()
}

// wake has whoever waits for a message look again.
func (b *mailbox) wake() {
	select {
	case b.arrived <- struct{}{}:
	default:
	}
}

// compare asks for what is not known for certain, and puts what it learns where
// the events would have put it.
func (c *Call) compare(ctx context.Context) {
	if c.doubted.Swap(false) {
		c.compareCaller(ctx)
	}
	for _, l := range c.legs {
		if !l.gone && l.endsAt.IsZero() && l.isThere() && ctx.Err() == nil {
			c.compareLeg(ctx, l)
		}
	}
	for _, r := range c.recordings { // it may have ended: lateRecording asks, unless that is told in a moment
		if soon := time.Now().Add(stayGrace); soon.Before(r.watchAt) {
			r.watchAt = soon
		}
	}
	members := map[string][]string{}
	if c.inBridge != "" {
		c.compareBridge(ctx, members, c.inBridge, c.Channel(), c.joinedAt)
	}
	for _, l := range c.legs {
		if !l.gone && l.endsAt.IsZero() && l.bridge != "" && l.state == flows.Answered {
			c.compareBridge(ctx, members, l.bridge, l.channel, l.joinedAt)
		}
	}
}

// compareLeg asks for a leg. Why one is gone may be told yet, so that it is waited for.
func (c *Call) compareLeg(ctx context.Context, l *leg) {
	channel, err := c.opts.Client.Channels.Get(whole(ctx), l.channel)
	switch {
	case errors.Is(err, ari.ErrNotFound):
		l.endsAt = time.Now().Add(legGrace)
		c.opts.Logger.Info("a leg has ended unnoticed", "leg", l.id)
	case err != nil:
		c.opts.Logger.Warn("cannot tell what has become of a leg", "leg", l.id, "error", err)
	case channel.State == ari.ChannelStateUp:
		c.mailbox.put(message{at: time.Now(), leg: l.channel, state: flows.Answered})
	case channel.State == ari.ChannelStateRinging:
		c.mailbox.put(message{at: time.Now(), leg: l.channel, state: flows.Rang})
	}
}

// compareBridge asks whether a channel stands in its bridge. One that was joined
// just now may be on its way: Asterisk says that it joins it before it does.
func (c *Call) compareBridge(ctx context.Context, members map[string][]string, bridge, channel string,
	joined time.Time,
) {
	if time.Since(joined) < moveGrace || ctx.Err() != nil {
		return
	}
	inside, asked := members[bridge]
	if !asked {
		got, err := c.opts.Client.Bridges.Get(whole(ctx), bridge)
		switch {
		case err == nil:
			inside = got.Channels
		case !errors.Is(err, ari.ErrNotFound):
			c.opts.Logger.Warn("cannot tell who is in a bridge", "bridge", bridge, "error", err)
			return
		}
		members[bridge] = inside
	}
	if slices.Contains(inside, channel) {
		return
	}
	// The event may have come while we asked; it is told once.
	c.mailbox.take(func(m message) bool { return m.left == bridge && m.leg == channel })
	c.mailbox.put(message{at: time.Now(), leg: channel, left: bridge})
	c.opts.Logger.Info("a channel has left its bridge unnoticed", "channel", channel, "bridge", bridge)
}

// isThere tells whether the channel of a leg has been made.
func (l *leg) isThere() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.made
}

// AwayFor is how long the caller has been in the dialplan, 0 when they are not.
func (c *Call) AwayFor() time.Duration {
	if !c.away.Load() {
		return 0
	}
	return time.Since(c.begun) - time.Duration(c.awaySince.Load())
}

// Returned is for a caller of whom Asterisk did not tell that they are back from
// the dialplan; false when that is not to be believed yet, as they may not have left.
func (c *Call) Returned(channel *ari.Channel) bool {
	if !c.away.Load() || !c.hasLeft.Load() && c.AwayFor() < moveGrace {
		return false
	}
	c.Deliver(&ari.StasisStart{Channel: *channel})
	return true
}
