package call

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// legOf is the leg whose channel that is, nil for none.
func (c *Call) legOf(channel string) *leg {
	for _, l := range c.legs {
		if l.channel == channel {
			return l
		}
	}
	return nil
}

// Become makes another channel the caller's, which is where it was. It may be
// called from any goroutine.
func (c *Call) Become(channel string) {
	c.channel.Store(&channel)
	c.apart.Store(false) // of this one the call's own application may not be told yet
}

// replaced takes in that Asterisk has put another channel into the place of one
// of the call's, as it does in a transfer. The former one is its telephone's
// matter, and is hung up only if it stays.
func (c *Call) replaced(m message) (flows.Event, bool) {
	party := flows.Caller
	switch l := c.legOf(m.leg); {
	case l != nil && !l.gone:
		party = flows.Party(l.id)
		c.move(l, m.by)
		if cause := l.isUnwanted(); cause > 0 { // what was hung up is the former one
			c.hangupBeside(context.Background(), m.by, cause)
		}
	case m.by == c.Channel():
		c.answered = c.answered || m.up
	default: // who is to be replaced has gone
		c.former.put(m.by, time.Now())
		return flows.Event{}, false
	}
	c.former.put(m.leg, time.Now().Add(formerGrace))
	c.opts.Logger.Info("a transfer has put a channel into the place of another", "former", m.leg, "channel", m.by)
	return flows.Event{Kind: flows.Replaced, At: m.at, Leg: party}, true
}

// move gives a leg another channel, which stands where the former one did.
func (c *Call) move(l *leg, channel string) {
	for id, p := range c.playing { // what played to the former one ends without a word
		if p.to == l.channel {
			c.playing.drop(id)
		}
	}
	l.channel, l.joinedAt, l.endsAt = channel, time.Now(), time.Time{}
}

func (l *leg) isUnwanted() flows.Cause {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unwanted
}

// endFormer hangs up the channels in whose place others are, when it is time.
func (c *Call) endFormer(until time.Time) {
	for id, due := range c.former {
		if !due.IsZero() && !due.After(until) {
			c.former.put(id, time.Time{})
			c.hangupBeside(context.Background(), id, flows.CauseNormal)
		}
	}
}

// replacedLate ends what has come into the place of others when nobody walks the call any more.
func (c *Call) replacedLate() {
	for {
		m, ok := c.mailbox.take(func(m message) bool { return m.by != "" })
		if !ok {
			break
		}
		if _, known := c.replaced(m); known && m.by == c.Channel() {
			c.former.put(m.by, time.Now())
		}
	}
	c.endFormer(time.Now().Add(formerGrace))
}

// stays tells whether a channel that has come is there still; its end may have been told to nobody of the call.
func (c *Call) stays(ctx context.Context, channel string) bool {
	_, err := c.opts.Client.Channels.Get(whole(ctx), channel)
	return !errors.Is(err, ari.ErrNotFound)
}
