package app

import (
	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
)

// caller notes that a call's caller has another channel from now on. The call
// stays where it was in the table; the events of both channels are its.
func (c *claims) caller(l *link, owner *call.Call, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels[place{l, owner.Channel()}], c.channels[place{l, id}] = owner, owner
}

// owner is the call that a channel belongs to, nil for none. That of the table
// may have handed the channel over.
func (l *link) owner(id string) *call.Call {
	at := place{l, id}
	if c := l.app.claims.channel(at); c != nil {
		return c
	}
	return l.app.calls.get(at)
}

// displaced takes in that Asterisk, in a transfer, has put a channel into the
// place of another, which may be any of a call's; false when it was of none.
func (l *link) displaced(e *ari.StasisStart) bool {
	former := e.ReplaceChannel.ID
	c := l.owner(former)
	switch {
	case c == nil || e.Channel.ID == "" || l.owner(e.Channel.ID) != nil:
		return false
	case c.Context().Err() != nil: // it ends, and would not hear of it
		l.stray(e.Channel.ID)
		return true
	case former == c.Channel():
		l.app.claims.caller(l, c, e.Channel.ID)
		c.Become(e.Channel.ID)
	default:
		l.app.claims.take(place{l, e.Channel.ID}, c)
	}
	c.Deliver(e)
	return true
}

// take has the events of a channel delivered to a call.
func (c *claims) take(at place, owner *call.Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels[at] = owner
}
