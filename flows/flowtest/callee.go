package flowtest

import (
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Callee is somebody whom flows dial: what they do when their telephone rings.
type Callee struct {
	// Endpoint is whom it stands for; a * in it stands for any text.
	Endpoint string
	// Silent telephones do not tell that they ring.
	Silent bool
	// Progress is after how long early media come, 0 for none.
	Progress time.Duration
	// Answers tells that they answer, After when; else, with a Cause, that is when the telephone says no.
	// With neither it rings until it is given up.
	Answers bool
	After   time.Duration
	Cause   flows.Cause
	SIP     int
	// Forward is the extension to which a telephone that says no forwards the call.
	Forward string
	// Acts are what they do once they have answered: they wait, hear what is played to them, press keys, hang up.
	Acts []Act
}

// Matches tells whether the callee stands for an endpoint.
func (c *Callee) Matches(endpoint string) bool {
	parts := strings.Split(c.Endpoint, "*")
	if len(parts) == 1 {
		return c.Endpoint == endpoint
	}
	rest, ok := strings.CutPrefix(endpoint, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// callee is who answers an endpoint: the first that stands for it, else a telephone that is not there.
func (p *Phone) callee(endpoint string) *Callee {
	for i := range p.opts.Dialled {
		if p.opts.Dialled[i].Matches(endpoint) {
			return &p.opts.Dialled[i]
		}
	}
	return &Callee{Silent: true, Cause: flows.CauseAbsent}
}

// leg is a callee's telephone within the call.
type leg struct {
	name   flows.Party
	wanted flows.Leg
	at     time.Time
	// coming is what becomes of it yet, by time.
	coming []flows.Event
	// acts are what the callee does from actAt on, once answered.
	acts              []Act
	actAt             time.Time
	awaited, listened item
	answered, gone    bool
	cause             flows.Cause
	bridge            string
	heard             []Heard
	signals           []string
}

func newLeg(name flows.Party, wanted flows.Leg, callee *Callee, now time.Time) *leg {
	l := &leg{name: name, wanted: wanted, at: now, acts: callee.Acts}
	tell := func(after time.Duration, event flows.Event) {
		event.Kind, event.Leg, event.At = flows.LegChanged, name, now.Add(after)
		l.coming = append(l.coming, event)
	}
	ends := wanted.Timeout
	if (callee.Answers || callee.Cause > 0) && (ends == 0 || callee.After <= ends) {
		ends = 0
	}
	if !callee.Silent {
		tell(0, flows.Event{State: flows.Rang})
	}
	if callee.Progress > 0 && (ends == 0 || callee.Progress <= ends) &&
		(!callee.Answers && callee.Cause == 0 || callee.Progress <= callee.After) {
		tell(callee.Progress, flows.Event{State: flows.Progressed})
	}
	switch {
	case ends > 0:
		tell(ends, flows.Event{State: flows.LegGone, Cause: flows.CauseNoAnswer})
	case callee.Answers:
		tell(callee.After, flows.Event{State: flows.Answered})
	case callee.Cause > 0:
		tell(callee.After, flows.Event{State: flows.LegGone, Cause: callee.Cause, SIP: callee.SIP, Forward: callee.Forward})
	}
	return l
}

// next is when something becomes of the leg, or the callee does something; false for never.
func (p *Phone) legNext(l *leg) (time.Time, bool) {
	switch {
	case l.gone:
		return time.Time{}, false
	case len(l.coming) > 0:
		return l.coming[0].At, true
	case !l.answered || len(l.acts) == 0:
		return time.Time{}, false
	}
	for len(l.acts) > 0 && l.acts[0].wait > 0 {
		l.actAt = l.actAt.Add(l.acts[0].wait)
		l.acts = l.acts[1:]
	}
	if len(l.acts) == 0 {
		return time.Time{}, false
	}
	if media := l.acts[0].hear; media != "" {
		at, awaited, ok := p.beginFor(media, l.actAt, l.listened, func(one *playback) bool { return p.hears(l.name, one) })
		if ok {
			l.awaited = awaited
		}
		return at, ok
	}
	return l.actAt, true
}

// legAct has happen what is next for a leg.
func (p *Phone) legAct(l *leg, at time.Time) (flows.Event, bool) {
	if len(l.coming) > 0 {
		event := l.coming[0]
		l.coming = l.coming[1:]
		switch event.State {
		case flows.Answered:
			l.answered, l.actAt = true, at
		case flows.LegGone:
			return p.legEnds(l, event), true
		}
		return event, true
	}
	act := l.acts[0]
	l.acts, l.actAt = l.acts[1:], at
	switch {
	case act.hear != "":
		l.listened = l.awaited
	case act.hangup != 0:
		return p.legEnds(l, flows.Event{Kind: flows.LegChanged, At: at, Leg: l.name, State: flows.LegGone,
			Cause: act.hangup}), true
	case act.refer != nil:
		return act.asked(l.name, at), true
	case act.key != 0:
		return flows.Event{Kind: flows.LegKey, At: at, Leg: l.name, Key: act.key}, true
	}
	return flows.Event{}, false
}

// legEnds ends a leg by the event that tells of it; that it leaves its bridge is told first.
func (p *Phone) legEnds(l *leg, event flows.Event) flows.Event {
	l.gone, l.cause, l.coming = true, event.Cause, nil
	kept := p.playing[:0]
	for _, one := range p.playing { // what played to it ends without a word
		if one.to == l.name && one.bridge == "" {
			p.silence(one, true)
		} else {
			kept = append(kept, one)
		}
	}
	p.playing = kept
	if l.bridge == "" {
		return event
	}
	left := flows.Event{Kind: flows.PartyLeft, At: event.At, Leg: l.name, Bridge: l.bridge}
	p.leaveBridge(l.name)
	p.pending = append([]flows.Event{event}, p.pending...)
	return left
}

// firstLeg is the leg of which something is told next, -1 for none.
func (p *Phone) firstLeg() (int, time.Time) {
	for p.gone < len(p.legs) && p.legs[p.gone].gone {
		p.gone++ // a queue has dialled hundreds
	}
	first, at := -1, time.Time{}
	for i, l := range p.legs[p.gone:] {
		if next, ok := p.legNext(l); ok && (first < 0 || next.Before(at)) {
			first, at = p.gone+i, next
		}
	}
	return first, at
}

// legIsNext tells whether nothing else happens before that time; at one moment the caller is first.
func (p *Phone) legIsNext(at, deadline time.Time) bool {
	if ended, endsAt := p.firstEnding(); ended >= 0 && endsAt.Before(at) {
		return false
	}
	if done, endsAt := p.firstWork(); done >= 0 && endsAt.Before(at) {
		return false
	}
	if actsAt, acts := p.nextAct(); acts && !actsAt.After(at) {
		return false
	}
	return due(at, deadline)
}
