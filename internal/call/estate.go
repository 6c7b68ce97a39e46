package call

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Estate is what a call has in Asterisk beside its caller's channel: what
// somebody must know who takes the call up when its process has died. It
// shares nothing with the call.
type Estate struct {
	// Prefix begins the ids of what plays. Plays and LegPlays are how many playbacks
	// were begun, those for legs apart: the next has that number in its ring.
	Prefix   string `json:"prefix"`
	Plays    int    `json:"plays,omitempty"`
	LegPlays int    `json:"leg_plays,omitempty"`
	// PlaysOn is what plays since a process before has begun it, "" for nothing; Begun is the how manieth of its step.
	PlaysOn string `json:"plays_on,omitempty"`
	Begun   int    `json:"begun,omitempty"`
	// Caller is the caller's channel, if a transfer has put it into the place of that with which the call began.
	Caller string `json:"caller,omitempty"`
	// Legs are the telephones that it has rung, by their channels, Bridges the bridges with whether others share them.
	Legs    map[string]EstateLeg `json:"legs,omitempty"`
	Bridges map[string]bool      `json:"bridges,omitempty"`
	// Taps are channels that record others, Recordings those under way with their taps, "" for none.
	Taps       []string          `json:"taps,omitempty"`
	Recordings map[string]string `json:"recordings,omitempty"`
	// InBridge is where the caller is, Music that they hear music on hold, Away that they are in the dialplan, Followed
	// that the application of whoever has the call is subscribed to them.
	InBridge string `json:"in_bridge,omitempty"`
	Music    bool   `json:"music,omitempty"`
	Away     bool   `json:"away,omitempty"`
	Followed bool   `json:"followed,omitempty"`
}

// IsAlone tells that the call has nothing in Asterisk but the channel with which it began, and prompts that play to it.
func (e *Estate) IsAlone() bool {
	return e.Caller == "" && len(e.Legs) == 0 && len(e.Bridges) == 0 && len(e.Taps) == 0 && len(e.Recordings) == 0 &&
		e.InBridge == "" && !e.Music && !e.Away && !e.Followed
}

// EstateLeg is a leg as far as its call knows it.
type EstateLeg struct {
	// Channel is the leg's, if a transfer has put it into the place of that which was made.
	Channel string         `json:"channel,omitempty"`
	Bridge  string         `json:"bridge,omitempty"`
	State   flows.LegState `json:"state,omitempty"`
}

// Estate is the call's at present. It is for the goroutine that walks the call.
func (c *Call) Estate() Estate {
	e := Estate{Prefix: c.prefix, Plays: c.count, LegPlays: c.legCount, InBridge: c.inBridge, Music: c.music,
		Away: c.away.Load(), Followed: c.followed.Load()}
	if c.playing[c.spared.id] != nil {
		e.PlaysOn, e.Begun = c.spared.id, c.spared.nth
	}
	for _, l := range c.legs {
		if l.gone {
			continue
		}
		if e.Legs == nil {
			e.Legs = map[string]EstateLeg{}
		}
		kept := EstateLeg{Bridge: l.bridge, State: l.state}
		if l.channel != l.id {
			kept.Channel = l.channel
		}
		e.Legs[l.id] = kept
	}
	if channel := c.Channel(); channel != c.opts.Channel {
		e.Caller = channel
	}
	for name, shared := range c.bridges {
		if c.ended[name] {
			continue
		}
		if e.Bridges == nil {
			e.Bridges = map[string]bool{}
		}
		e.Bridges[name] = shared
	}
	e.Taps = slices.Sorted(maps.Keys(c.taps))
	for name, r := range c.recordings {
		if e.Recordings == nil {
			e.Recordings = map[string]string{}
		}
		e.Recordings[name] = r.tap
	}
	return e
}

// TakeUp has the call go on with what another process has left, before anybody
// else knows the call. What has become of it is asked as soon as the call waits for something.
func (c *Call) TakeUp(e Estate) {
	c.earlier, c.inBridge, c.music = e.Prefix, e.InBridge, e.Music
	c.sparedBefore = playsOn{id: e.PlaysOn, nth: e.Begun}
	if c.earlierPlays, c.earlierLegPlays = e.Plays, e.LegPlays; e.Prefix == c.prefix { // far from what may end yet
		c.count, c.legCount = e.Plays+ringSize/2, e.LegPlays+ringSize/2
	}
	if e.Caller != "" {
		c.Become(e.Caller)
		c.opts.Claims.channel(e.Caller, true)
	}
	for id, known := range e.Legs {
		l := &leg{id: id, channel: cmp.Or(known.Channel, id), bridge: known.Bridge, state: known.State, made: true}
		c.legs.put(flows.Party(id), l)
		c.opts.Claims.channel(id, true)
		c.opts.Claims.channel(l.channel, true)
	}
	for name, shared := range e.Bridges {
		c.bridges.put(name, shared)
		c.opts.Claims.bridge(name, true)
	}
	for _, tap := range e.Taps {
		c.taps.put(tap, true)
		c.opts.Claims.channel(tap, true)
	}
	for name, tap := range e.Recordings {
		c.recordings.put(name, &recorded{tap: tap, watchAt: time.Now()})
	}
	c.followed.Store(e.Followed)
	if e.Away {
		c.awaySince.Store(int64(time.Since(c.begun) + takenGrace - moveGrace))
		c.away.Store(true)
	}
	c.comparing.Store(true)
}

// Follow has Asterisk tell of a caller who is in the dialplan, of whom a process that has died was told.
func (c *Call) Follow(ctx context.Context) error { return c.follow(ctx) }

// follow has the call's application hear of the caller wherever they are.
func (c *Call) follow(ctx context.Context) error {
	err := c.persist(ctx, func() error {
		_, err := c.opts.Client.Applications.Subscribe(whole(ctx), c.opts.App,
			ari.ApplicationsSubscribeParams{EventSource: []string{"channel:" + c.Channel()}})
		return err
	}, notDone)
	if err == nil {
		c.followed.Store(true)
	}
	return err
}

// Inherited are the legs and the bridges of its own that the call was taken up with.
func (c *Call) Inherited() (legs []flows.Party, bridges []string) {
	for name, l := range c.legs {
		if !l.gone {
			legs = append(legs, name)
		}
	}
	for name, shared := range c.bridges {
		if !shared {
			bridges = append(bridges, name)
		}
	}
	slices.Sort(legs)
	slices.Sort(bridges)
	return legs, bridges
}

var _ flows.Inheritor = (*Call)(nil)
