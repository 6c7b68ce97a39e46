package app

import (
	"sync"

	"github.com/ariapp/ariapp/internal/call"
)

// claims are the channels and bridges that calls have made: whose events are
// whose. Several calls may share a bridge. It is a leaf: its lock is held for look-ups only.
type claims struct {
	mu       sync.Mutex
	channels map[place]*call.Call
	bridges  map[place][]*call.Call
}

func newClaims() *claims {
	return &claims{channels: map[place]*call.Call{}, bridges: map[place][]*call.Call{}}
}

// channel is the call that has made the channel, nil for none.
func (c *claims) channel(at place) *call.Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.channels[at]
}

// bridge are the calls that use the bridge.
func (c *claims) bridge(at place) []*call.Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bridges[at]
}

// of are the claims of one call, which is made only after them.
func (c *claims) of(l *link, owner func() *call.Call) call.Claims {
	return call.Claims{
		Channel: func(id string, on bool) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if on {
				c.channels[place{l, id}] = owner()
			} else if c.channels[place{l, id}] == owner() { // else it was handed over
				delete(c.channels, place{l, id})
			}
		},
		Bridge: func(id string, on bool) {
			c.mu.Lock()
			defer c.mu.Unlock()
			at, mine := place{l, id}, owner()
			var others []*call.Call // a new list: the old one may be in use
			for _, other := range c.bridges[at] {
				if other != mine {
					others = append(others, other)
				}
			}
			if on {
				others = append(others, mine)
			}
			if c.bridges[at] = others; len(others) == 0 {
				delete(c.bridges, at)
			}
		},
		Caller: func(id string) { c.caller(l, owner(), id) },
		Owner:  l.owner,
	}
}

// comesAgain gives up the channel of a caller, which came into the place of another one, whom their call has sent on:
// who comes in by it now has a new one.
func (c *claims) comesAgain(at place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if owner := c.channels[at]; owner != nil && owner.Channel() == at.channel && owner.IsSentOn() {
		delete(c.channels, at)
	}
}
