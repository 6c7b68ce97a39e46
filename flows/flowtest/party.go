package flowtest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
)

var (
	_ flows.Parties    = (*Phone)(nil)
	_ flows.Notifiable = (*Phone)(nil)
)

// DialledLeg is a leg that the flow has dialled, as it is now.
type DialledLeg struct {
	Party flows.Party
	// Leg is how it was dialled, At when.
	Leg flows.Leg
	At  time.Duration
	// Heard are the prompts that the callee heard; Signals are "music CLASS", "muted" and the like, and "keys 12".
	Heard   []Heard
	Signals []string
	// Answered and Ended tell how far it came, Cause with what it ended.
	Answered, Ended bool
	Cause           flows.Cause
}

// Legs are the legs that the flow has dialled, in order.
func (p *Phone) Legs() []DialledLeg {
	legs := make([]DialledLeg, 0, len(p.legs))
	for _, l := range p.legs {
		legs = append(legs, DialledLeg{Party: l.name, Leg: l.wanted, At: l.at.Sub(p.opts.Start), Heard: slices.Clone(l.heard),
			Signals: slices.Clone(l.signals), Answered: l.answered, Ended: l.gone, Cause: l.cause})
	}
	return legs
}

// Left names the legs and the bridges of the call's own that are still there.
func (p *Phone) Left() []string {
	var names []string
	for _, l := range p.legs {
		if !l.gone {
			names = append(names, string(l.name))
		}
	}
	for _, b := range p.bridges {
		if !b.shared {
			names = append(names, b.name)
		}
	}
	return names
}

// leg is one that is there; nil for any other.
func (p *Phone) leg(party flows.Party) *leg {
	for _, l := range p.legs[p.gone:] {
		if l.name == party && !l.gone {
			return l
		}
	}
	return nil
}

// Dial makes a leg; who answers it says [Options].Dialled.
func (p *Phone) Dial(ctx context.Context, wanted flows.Leg) (flows.Party, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	name := flows.Party(fmt.Sprintf("leg-%d", len(p.legs)+1))
	l := newLeg(name, wanted, p.callee(wanted.Endpoint), p.now)
	p.legs = append(p.legs, l)
	if b := p.bridge(wanted.Bridge); b != nil {
		b.members, l.bridge = append(b.members, name), b.name
	}
	return name, nil
}

// HangupLeg ends a leg.
func (p *Phone) HangupLeg(_ context.Context, party flows.Party, cause flows.Cause) error {
	l := p.leg(party)
	if l == nil {
		return nil
	}
	p.leaveBridge(party)
	event := p.legEnds(l, flows.Event{Kind: flows.LegChanged, At: p.now, Leg: party, State: flows.LegGone, Cause: cause})
	p.pending = append(p.pending, event)
	return nil
}

// PlayTo begins to play to a leg.
func (p *Phone) PlayTo(ctx context.Context, party flows.Party, language string, media []string) (string, error) {
	if party == flows.Caller {
		return p.Play(ctx, language, media)
	}
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if p.leg(party) == nil {
		return "", flows.ErrPartyGone
	}
	return p.begin(language, media, func(one *playback) { one.to = party })
}

// MusicTo notes music on hold.
func (p *Phone) MusicTo(ctx context.Context, party flows.Party, class string, on bool) error {
	if party == flows.Caller {
		return p.Music(ctx, class, on)
	}
	if on && class != "" {
		return p.toLeg(ctx, party, "music "+class)
	}
	return p.toLeg(ctx, party, onOff("music", on))
}

// Mute notes that a party is not heard, or is heard again.
func (p *Phone) Mute(ctx context.Context, party flows.Party, on bool) error {
	return p.toLeg(ctx, party, onOff("mute", on))
}

// SendKeys notes keys that are played to a party.
func (p *Phone) SendKeys(ctx context.Context, party flows.Party, keys string) error {
	return p.toLeg(ctx, party, "keys "+keys)
}

func (p *Phone) toLeg(ctx context.Context, party flows.Party, signal string) error {
	if party == flows.Caller {
		return p.signal(ctx, signal)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	l := p.leg(party)
	if l == nil {
		return flows.ErrPartyGone
	}
	l.signals = append(l.signals, signal)
	return nil
}

// Notifier returns what tells the call a value. In virtual time others tell it
// from the walk's goroutine: while it is asked for events nobody else runs.
func (p *Phone) Notifier() func(value any) {
	return func(value any) {
		p.pending = append(p.pending, flows.Event{Kind: flows.Notified, At: p.now, Result: value})
	}
}
