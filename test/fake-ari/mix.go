package fakeari

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// joining is how a channel was put into its bridge. It holds for that stay only.
type joining struct {
	role   string
	absorb bool // its keys are told and not passed on
	mute   bool // nothing is taken from it
}

// voice is how a channel's sound is named in what a caller heard.
func voice(id string) string { return "channel:" + id }

// mixed looks again at who hears whom around the channel.
func (ch *channel) mixed() {
	if ch.bridge != nil {
		ch.bridge.mix()
	}
}

// mix lets every member hear those that it can hear now.
func (b *bridge) mix() {
	for _, listener := range b.members {
		if listener.call == nil {
			continue
		}
		for _, speaker := range b.members {
			if speaker != listener {
				listener.call.voice(speaker.id, b.carries(speaker, listener))
			}
		}
	}
}

// carries tells whether sound goes from one member to another.
func (b *bridge) carries(from, to *channel) bool {
	switch {
	case from.state != stateUp && !from.early, from.busy || to.busy:
		return false
	case from.muted["in"] || from.joined.mute || to.muted["out"]:
		return false
	case b.kind == "holding":
		return from.joined.role == "announcer" && to.joined.role != "announcer"
	}
	return true
}

// voice begins or ends the sound of a channel in the caller's ears.
func (c *Call) voice(id string, heard bool) {
	media := voice(id)
	going := slices.IndexFunc(c.heard, func(h Heard) bool { return h.Media == media && h.Ended.IsZero() })
	switch {
	case heard && going < 0:
		c.hears("", media)
	case !heard && going >= 0:
		c.heard[going].Ended = time.Now()
		c.notify()
	}
}

// outOfMix ends all that a member hears in the bridge and all that it is heard by.
func (b *bridge) outOfMix(ch *channel) {
	for _, other := range b.members {
		if other.call != nil {
			other.call.voice(ch.id, false)
		}
		if ch.call != nil {
			ch.call.voice(other.id, false)
		}
	}
	if b.sounding != nil && ch.call != nil {
		ch.call.heardEnd(b.sounding.id, true)
	}
}

// passKey lets the other members hear a key.
func (ch *channel) passKey(key string) {
	b := ch.bridge
	if b == nil || b.kind != "mixing" || ch.joined.absorb {
		return
	}
	for _, other := range b.members {
		if other != ch && other.call != nil && b.carries(ch, other) {
			other.call.keysHeard += key
			other.call.notify()
		}
	}
}

// Hears tells whether the caller hears a channel now: they are in one bridge and
// neither is muted, busy with a prompt of its own, or without media yet. What was
// heard of a channel is among Heard as the media "channel:ID".
func (c *Call) Hears(channel string) bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.hearsNow(channel)
}

func (c *Call) hearsNow(channel string) bool {
	media := voice(channel)
	return slices.ContainsFunc(c.heard, func(h Heard) bool { return h.Media == media && h.Ended.IsZero() })
}

// AwaitHears waits until the caller hears a channel.
func (c *Call) AwaitHears(ctx context.Context, channel string) error {
	if err := c.await(ctx, func() bool { return c.hearsNow(channel) }); err != nil {
		return fmt.Errorf("awaiting that %s hears %s: %w", c.ID(), channel, err)
	}
	return nil
}

// AwaitDeaf waits until the caller does not hear a channel.
func (c *Call) AwaitDeaf(ctx context.Context, channel string) error {
	if err := c.await(ctx, func() bool { return !c.hearsNow(channel) }); err != nil {
		return fmt.Errorf("awaiting that %s does not hear %s: %w", c.ID(), channel, err)
	}
	return nil
}

// Bridge is the id of the bridge that the caller's channel is in, or nothing.
func (c *Call) Bridge() string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if b := c.channel.bridge; b != nil {
		return b.id
	}
	return ""
}

// Members are the ids of the channels in a bridge, in the order in which they came.
func (s *Server) Members(bridge string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.bridges[bridge]; b != nil {
		return b.view().Channels
	}
	return nil
}

// AwaitMembers waits until exactly these channels are in a bridge, in any order.
func (s *Server) AwaitMembers(ctx context.Context, bridge string, channels ...string) error {
	wanted := slices.Sorted(slices.Values(channels))
	err := s.await(ctx, func() bool {
		b := s.bridges[bridge]
		return b != nil && slices.Equal(slices.Sorted(slices.Values(b.view().Channels)), wanted)
	})
	if err != nil {
		return fmt.Errorf("awaiting %v in bridge %s: %w", channels, bridge, err)
	}
	return nil
}
