package call

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Bridge makes a bridge, or finds a shared one.
func (c *Call) Bridge(ctx context.Context, wanted flows.Bridge) (string, error) {
	if err := c.alive(ctx); err != nil {
		return "", err
	}
	name, kind := wanted.Shared, string(wanted.Kind)
	if name == "" {
		c.made++
		name = c.base + ".b" + strconv.Itoa(c.made)
	}
	if kind == "" {
		kind = string(flows.Mixing)
	}
	if wanted.Keys {
		kind += ",dtmf_events"
	}
	c.opts.Claims.bridge(name, true)
	err := c.persist(ctx, func() error {
		_, err := c.opts.Client.Bridges.CreateWithID(whole(ctx), name,
			ari.BridgesCreateWithIDParams{Type: &kind, Name: &name})
		return err
	}, notDone)
	if err != nil && !errors.Is(err, ari.ErrConflict) { // one that is there is ours, or shared
		c.opts.Claims.bridge(name, false)
		return "", fmt.Errorf("making a bridge: %w", err)
	}
	c.bridges.put(name, wanted.Shared != "")
	c.ended.drop(name)
	return name, nil
}

// Unbridge ends a bridge.
func (c *Call) Unbridge(ctx context.Context, bridge string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangupTime)
	defer cancel()
	err := c.persist(ctx, func() error { return c.opts.Client.Bridges.Destroy(ctx, bridge) },
		notDone)
	// 404, or for a moment 409: it has ended.
	if err != nil && !errors.Is(err, ari.ErrNotFound) && !errors.Is(err, ari.ErrConflict) {
		return fmt.Errorf("ending a bridge: %w", err)
	}
	c.ended.put(bridge, true)
	for _, l := range c.legs {
		if l.bridge == bridge {
			l.bridge = ""
		}
	}
	if c.inBridge == bridge {
		c.inBridge = ""
	}
	return nil
}

// Join takes a party into a bridge. What plays to it is stopped first: Asterisk would wait for its end.
func (c *Call) Join(ctx context.Context, bridge string, party flows.Party, how flows.Joining) error {
	if err := c.alive(ctx); err != nil {
		return err
	}
	channel, there := c.channelOf(party)
	if !there {
		return flows.ErrPartyGone
	}
	to := ""
	if party != flows.Caller {
		to = channel
	}
	if err := c.settleFor(ctx, to); err != nil {
		return err
	}
	if c.bridgeOf(party) == bridge { // Asterisk takes it out for that
		c.parts(channel, bridge)
	}
	if err := c.addTo(whole(ctx), bridge, channel, how); err != nil {
		switch {
		case party == flows.Caller && errors.Is(err, ari.ErrConflict): // of the bridge, or a recording: they are here
			return err
		case party == flows.Caller:
			return c.failure(ctx, err)
		case errors.Is(err, ari.ErrInvalid): // no such channel (400), or not in Stasis any more (422)
			return flows.ErrPartyGone
		}
		return err
	}
	if party == flows.Caller {
		c.inBridge, c.joinedAt = bridge, time.Now()
	} else if l := c.legs[party]; l != nil {
		l.bridge, l.joinedAt = bridge, time.Now()
	}
	return nil
}

// addTo adds a channel to a bridge. Asterisk does not say whether it worked: the event does.
func (c *Call) addTo(ctx context.Context, bridge, channel string, how flows.Joining) error {
	params := ari.BridgesAddChannelParams{Channel: []string{channel}}
	if how.Muted {
		params.Mute = ari.Ptr(true)
	}
	if how.AbsorbKeys {
		params.AbsorbDTMF = ari.Ptr(true)
	}
	// Behind the event that ends a recording its channel is still one that is recorded, for a moment.
	ask := c.patient(ctx, func() error { return c.opts.Client.Bridges.AddChannel(ctx, bridge, params) })
	if err := c.persist(ctx, ask, notDone); err != nil {
		return fmt.Errorf("joining a bridge: %w", err)
	}
	return nil
}

// Part takes a party out of a bridge.
func (c *Call) Part(ctx context.Context, bridge string, party flows.Party) error {
	channel, there := c.channelOf(party)
	if !there {
		return nil
	}
	known := c.bridgeOf(party) == bridge
	c.parts(channel, bridge) // also where a process that has died may have joined them unnoticed
	if party == flows.Caller {
		c.inBridge = ""
	} else {
		c.legs[party].bridge = ""
	}
	err := c.persist(ctx, func() error {
		return c.opts.Client.Bridges.RemoveChannel(whole(ctx), bridge,
			ari.BridgesRemoveChannelParams{Channel: []string{channel}})
	}, notDone)
	if err != nil && !known {
		c.partings.drop(parting{channel, bridge})
	}
	// Not in it, not there, or not in Stasis any more: it is out.
	if err != nil && !errors.Is(err, ari.ErrNotFound) && !errors.Is(err, ari.ErrInvalid) &&
		!errors.Is(err, ari.ErrConflict) {
		return fmt.Errorf("leaving a bridge: %w", err)
	}
	return c.alive(ctx)
}

// bridgeOf is the bridge that a party is in, "" for none.
func (c *Call) bridgeOf(party flows.Party) string {
	if party == flows.Caller {
		return c.inBridge
	}
	if l := c.legs[party]; l != nil {
		return l.bridge
	}
	return ""
}

// parting is a channel that the call itself takes out of a bridge.
type parting struct{ channel, bridge string }

// parts notes that the call takes a channel out of a bridge: the event that
// tells so may come when the channel is in it again.
func (c *Call) parts(channel, bridge string) {
	c.partings.put(parting{channel, bridge}, time.Now().Add(partingTime))
}

// parted tells whether the event that a channel has left a bridge is the one of [Call.parts].
func (c *Call) parted(channel, bridge string) bool {
	until, ours := c.partings[parting{channel, bridge}]
	c.partings.drop(parting{channel, bridge})
	return ours && time.Now().Before(until)
}

// PlayTo begins to play to a leg.
func (c *Call) PlayTo(ctx context.Context, party flows.Party, language string, prompts []string) (string, error) {
	if party == flows.Caller {
		return c.Play(ctx, language, prompts)
	}
	channel, there := c.channelOf(party)
	if !there {
		return "", flows.ErrPartyGone
	}
	return c.begin(ctx, channel, language, prompts, func(id string, media []string, language *string) error {
		_, err := c.opts.Client.Channels.PlayWithID(whole(ctx), channel, id,
			ari.ChannelsPlayWithIDParams{Media: media, Lang: language})
		return err
	})
}

// PlayIn begins to play to all in a bridge.
func (c *Call) PlayIn(ctx context.Context, bridge, language string, prompts []string) (string, error) {
	return c.begin(ctx, "", language, prompts, func(id string, media []string, language *string) error {
		_, err := c.opts.Client.Bridges.PlayWithID(whole(ctx), bridge, id,
			ari.BridgesPlayWithIDParams{Media: media, Lang: language})
		return err
	})
}

// MusicIn begins music on hold for all in a bridge, or ends it.
func (c *Call) MusicIn(ctx context.Context, bridge string, on bool) error {
	if err := c.alive(ctx); err != nil {
		return err
	}
	err := c.persist(ctx, func() error {
		if on {
			return c.opts.Client.Bridges.StartMOH(whole(ctx), bridge, ari.BridgesStartMOHParams{})
		}
		return c.opts.Client.Bridges.StopMOH(whole(ctx), bridge)
	}, notDone)
	if errors.Is(err, ari.ErrNotFound) || errors.Is(err, ari.ErrConflict) { // the bridge has ended, or no music plays
		return nil
	}
	return err
}

// MusicTo begins music on hold for a party, or ends it.
func (c *Call) MusicTo(ctx context.Context, party flows.Party, class string, on bool) error {
	if party == flows.Caller {
		return c.Music(ctx, class, on)
	}
	return c.toLeg(ctx, party, func(channel string) error {
		if on {
			return c.opts.Client.Channels.StartMOH(whole(ctx), channel,
				ari.ChannelsStartMOHParams{MOHClass: unlessEmpty(class)})
		}
		return c.opts.Client.Channels.StopMOH(whole(ctx), channel)
	})
}

// Mute has a party not be heard, or be heard again.
func (c *Call) Mute(ctx context.Context, party flows.Party, on bool) error {
	in := ari.ChannelsMuteDirection("in")
	return c.toLeg(ctx, party, func(channel string) error {
		if on {
			return c.opts.Client.Channels.Mute(whole(ctx), channel, ari.ChannelsMuteParams{Direction: &in})
		}
		return c.opts.Client.Channels.Unmute(whole(ctx), channel, ari.ChannelsUnmuteParams{Direction: &in})
	})
}

// SendKeys plays keys to a party.
func (c *Call) SendKeys(ctx context.Context, party flows.Party, keys string) error {
	return c.toLeg(ctx, party, func(channel string) error {
		return c.opts.Client.Channels.SendDTMF(whole(ctx), channel, ari.ChannelsSendDTMFParams{DTMF: &keys})
	})
}

// toLeg asks for something that may be asked twice of a party's channel.
func (c *Call) toLeg(ctx context.Context, party flows.Party, ask func(channel string) error) error {
	if err := c.alive(ctx); err != nil {
		return err
	}
	channel, there := c.channelOf(party)
	if !there {
		return flows.ErrPartyGone
	}
	err := c.persist(ctx, func() error { return ask(channel) }, notDone)
	switch {
	case err == nil:
		return nil
	case party == flows.Caller:
		return c.failure(ctx, err)
	case errors.Is(err, ari.ErrNotFound), errors.Is(err, ari.ErrConflict):
		return flows.ErrPartyGone
	}
	return err
}
