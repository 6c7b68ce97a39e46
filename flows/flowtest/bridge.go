package flowtest

import (
	"context"
	"fmt"
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// bridge is where parties hear each other.
type bridge struct {
	name    string
	shared  bool
	members []flows.Party
}

// bridge is one that is there, nil for any other.
func (p *Phone) bridge(name string) *bridge {
	for _, b := range p.bridges {
		if b.name == name {
			return b
		}
	}
	return nil
}

// Bridge makes a bridge; one that others share is there already.
func (p *Phone) Bridge(ctx context.Context, wanted flows.Bridge) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	name := wanted.Shared
	if name == "" {
		p.next++
		name = fmt.Sprintf("bridge-%d", p.next)
	}
	if p.bridge(name) == nil {
		p.bridges = append(p.bridges, &bridge{name: name, shared: wanted.Shared != ""})
	}
	return name, nil
}

// Unbridge ends a bridge.
func (p *Phone) Unbridge(_ context.Context, name string) error {
	p.playing = slices.DeleteFunc(p.playing, func(one playback) bool {
		if one.bridge == name {
			p.silence(one, true)
		}
		return one.bridge == name
	})
	p.bridges = slices.DeleteFunc(p.bridges, func(b *bridge) bool { return b.name == name })
	for _, l := range p.legs {
		if l.bridge == name {
			l.bridge = ""
		}
	}
	return nil
}

// Join takes a party into a bridge; what plays to the caller is cut off then.
func (p *Phone) Join(ctx context.Context, name string, party flows.Party, how flows.Joining) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	b := p.bridge(name)
	if b == nil {
		return fmt.Errorf("joining a bridge: there is no %s", name)
	}
	l := p.leg(party)
	if party != flows.Caller && l == nil {
		return flows.ErrPartyGone
	}
	p.leaveBridge(party)
	b.members = append(b.members, party)
	if l != nil {
		l.bridge = name
	} else {
		p.playing = slices.DeleteFunc(p.playing, func(one playback) bool {
			own := one.to == flows.Caller && one.bridge == ""
			if own {
				p.silence(one, true)
			}
			return own
		})
	}
	if how.Muted {
		return p.toLeg(ctx, party, "mute")
	}
	return nil
}

// Part takes a party out of a bridge.
func (p *Phone) Part(ctx context.Context, name string, party flows.Party) error {
	if b := p.bridge(name); b != nil && slices.Contains(b.members, party) {
		p.leaveBridge(party)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// leaveBridge takes a party out of the bridge that it is in.
func (p *Phone) leaveBridge(party flows.Party) {
	for _, b := range p.bridges {
		b.members = slices.DeleteFunc(b.members, func(one flows.Party) bool { return one == party })
	}
	for _, l := range p.legs {
		if l.name == party {
			l.bridge = ""
		}
	}
}

// PlayIn begins to play to all in a bridge.
func (p *Phone) PlayIn(ctx context.Context, name, language string, media []string) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if p.bridge(name) == nil {
		return "", fmt.Errorf("playing in a bridge: there is no %s", name)
	}
	return p.begin(language, media, func(one *playback) { one.bridge = name })
}

// MusicIn notes music on hold for all in a bridge.
func (p *Phone) MusicIn(ctx context.Context, name string, on bool) error {
	return p.signal(ctx, onOff("music-in "+name, on))
}

// Members are who is in a bridge, as they came.
func (p *Phone) Members(name string) []flows.Party {
	if b := p.bridge(name); b != nil {
		return slices.Clone(b.members)
	}
	return nil
}

// Bridged is the bridge that a party is in, "" for none.
func (p *Phone) Bridged(party flows.Party) string {
	for _, b := range p.bridges {
		if slices.Contains(b.members, party) {
			return b.name
		}
	}
	return ""
}

// hears tells whether a party hears a playback.
func (p *Phone) hears(party flows.Party, one *playback) bool {
	if one.bridge != "" {
		b := p.bridge(one.bridge)
		return b != nil && slices.Contains(b.members, party)
	}
	return one.to == party
}
