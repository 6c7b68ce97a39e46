package replay

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

var (
	_ flows.Parties   = (*phone)(nil)
	_ flows.Recorder  = (*phone)(nil)
	_ flows.Visitor   = (*phone)(nil)
	_ flows.Variables = (*phone)(nil)
)

// errThen is why something cannot be done that could not be done then.
var errThen = errors.New("it could not be done then")

// ringing is a leg of today's call, with what it does.
type ringing struct {
	*leg
	party flows.Party
	since time.Time
	// told tells that its ringing is.
	told bool
}

// Dial makes a leg that does what the recorded one did. Where another one was dialled then, it rings on.
func (p *phone) Dial(ctx context.Context, wanted flows.Leg) (flows.Party, error) {
	if p.walk.fails() {
		return "", errThen
	}
	l := p.walk.script.legs[p.walk.marks]
	if l == nil || l.endpoint != wanted.Endpoint {
		l = newLeg(wanted.Endpoint, p.Now())
	}
	p.callees[0] = l.callee()
	party, err := p.Phone.Dial(ctx, wanted)
	if err == nil {
		p.ringing = append(p.ringing, &ringing{leg: l, party: party, since: p.Now(), told: l.rang < 0 || l.ringsAtOnce()})
	}
	return party, err
}

// nextRing is the leg of which ringing is told next, nil for none.
func (p *phone) nextRing() (next *ringing, at time.Time) {
	for _, one := range p.ringing {
		if when := one.since.Add(one.rang); !one.told && (next == nil || when.Before(at)) {
			next, at = one, when
		}
	}
	return next, at
}

// next is what happens next, in the queue too.
func (p *phone) next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	at := p.queueTells()
	if at.IsZero() || !deadline.IsZero() && !at.Before(deadline) {
		return p.until(ctx, deadline)
	}
	if event, err := p.until(ctx, at); err != nil || event.Kind != flows.TimeUp {
		return event, err
	}
	if p.place.told = p.Now().Sub(p.place.since); p.place.lasts() {
		p.walk.stop(&end{waits: p.place.queue})
		return nil, context.Cause(p.Context())
	}
	return &flows.Event{Kind: flows.Notified, At: p.Now()}, nil
}

// queueTells is when the queue in which the caller waits tells something, zero for never.
func (p *phone) queueTells() time.Time {
	if p.place == nil {
		return time.Time{}
	}
	return p.place.next()
}

// until is what happens next before a deadline, zero for none; ringing is told at its time.
func (p *phone) until(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	for {
		ring, at := p.nextRing()
		if ring == nil || !deadline.IsZero() && deadline.Before(at) {
			return p.Phone.Next(ctx, deadline)
		}
		event, err := p.Phone.Next(ctx, at)
		if err != nil || event.Kind != flows.TimeUp {
			return event, err
		}
		ring.told = true
		if p.isThere(ring.party) {
			return &flows.Event{Kind: flows.LegChanged, At: p.Now(), Leg: ring.party, State: flows.Rang}, nil
		}
	}
}

func (p *phone) isThere(party flows.Party) bool {
	for _, one := range p.Legs() {
		if one.Party == party {
			return !one.Ended
		}
	}
	return false
}

// asThen gives an event what the recorded one had, where the phone cannot know it.
func (p *phone) asThen(event *flows.Event) {
	switch {
	case event.Kind == flows.LegChanged && event.State == flows.LegGone:
		for _, one := range p.ringing {
			if one.party == event.Leg && one.leaves() && p.Now().Sub(one.since) == one.gone {
				event.Cause, event.SIP = one.cause, one.sip
			}
		}
	case event.Kind == flows.RecordingOver:
		if one := p.recorded[event.Recording]; one != nil && one.over {
			event.Took, event.Failed = one.took, one.failed
		}
	}
}

// PlayTo begins to play to a leg, for as long as they listened then.
func (p *phone) PlayTo(ctx context.Context, party flows.Party, language string, media []string) (string, error) {
	if party == flows.Caller {
		return p.Play(ctx, language, media)
	}
	if err := p.spells(language, media); err != nil {
		return "", err
	}
	length := p.walk.script.lengths[strings.Join(media, " & ")]
	for _, one := range p.ringing {
		if listened := one.listens(p.Now().Sub(one.since)); one.party == party && listened > 0 {
			length = listened
		}
	}
	if length == 0 {
		length = restOfPrompt
	}
	p.walk.told = append(p.walk.told, played{media: media, length: length})
	return p.Phone.PlayTo(ctx, party, language, p.named(length))
}

// Record begins a recording that ends when the recorded one did, unless a key, the flow or its party ends it before.
func (p *phone) Record(ctx context.Context, wanted flows.Recording) error {
	if p.walk.fails() {
		return errThen
	}
	if one := p.walk.script.recordings[p.walk.marks]; one != nil {
		wanted.Silence, wanted.Max = 0, 0
		if one.over {
			wanted.Max = max(one.after, 1)
		}
		p.recorded[wanted.Name] = one
	}
	return p.Phone.Record(ctx, wanted)
}

// Visit sends the caller into the dialplan, to come back when they did.
func (p *phone) Visit(ctx context.Context, place flows.Place) error {
	if p.walk.fails() {
		return errThen
	}
	p.places[0] = flowtest.Visit{Place: "*", Stays: true}
	if one := p.walk.script.visits[p.walk.marks]; one != nil && one.back {
		p.places[0].Stays, p.places[0].After = false, one.after
	}
	return p.Phone.Visit(ctx, place)
}

// Variable reads a variable that the flows have set; of all others the journal tells nothing.
func (p *phone) Variable(ctx context.Context, party flows.Party, name string) (string, error) {
	value, err := p.Phone.Variable(ctx, party, name)
	if err == nil && value == "" {
		p.walk.lack("the variable " + name + " of the channel")
	}
	return value, err
}
