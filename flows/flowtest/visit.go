package flowtest

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

var (
	_ flows.Visitor    = (*Phone)(nil)
	_ flows.Variables  = (*Phone)(nil)
	_ flows.Transferer = (*Phone)(nil)
	_ flows.Attender   = (*Phone)(nil)
	_ flows.Messenger  = (*Phone)(nil)

	_ flows.LegContinuer = (*Phone)(nil)
)

// Visit is what the dialplan does with a caller who is sent to a place of it.
type Visit struct {
	// Place is context,extension,priority; a * in it stands for any text.
	Place string
	// After is when the caller comes back, or is hung up; Stays keeps them for ever.
	After time.Duration
	Stays bool
	// HangsUp hangs them up.
	HangsUp bool
	// Sets are the variables that the caller has then.
	Sets map[string]string
}

// Refer asks for a transfer, as a telephone does by REFER.
func Refer(to string) Act { return Act{refer: &flows.Transfer{To: to}} }

// ReferAttended asks to be replaced by the one with whom it talks on another
// channel; with is the other's, "" for one who has gone.
func ReferAttended(to, channel, with string) Act {
	return Act{refer: &flows.Transfer{To: to, Attended: true, Channel: channel, With: with}}
}

// asked is the event of an act that asks for a transfer.
func (a Act) asked(by flows.Party, at time.Time) flows.Event {
	wanted := *a.refer
	wanted.By = by
	return flows.Event{Kind: flows.TransferAsked, At: at, Transfer: &wanted}
}

// Visit sends the caller into the dialplan of [Options].Dialplan.
func (p *Phone) Visit(ctx context.Context, place flows.Place) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	p.visited = append(p.visited, place)
	for i, one := range p.opts.Dialplan {
		if (&Callee{Endpoint: one.Place}).Matches(place.String()) {
			p.away, p.backAt = &p.opts.Dialplan[i], p.now.Add(one.After)
			return nil
		}
	}
	p.away, p.backAt = &Visit{HangsUp: true}, p.now // no such place: Asterisk hangs up
	return nil
}

// Visited are the places of the dialplan that the caller was sent to.
func (p *Phone) Visited() []flows.Place { return p.visited }

// visitIsOver tells whether the caller comes back, or is hung up there, next.
func (p *Phone) visitIsOver(deadline time.Time) bool {
	return p.away != nil && !p.away.Stays && p.legIsNext(p.backAt, deadline)
}

// endVisit has the caller come back; false where they were hung up.
func (p *Phone) endVisit() (flows.Event, bool) {
	visit := p.away
	p.away = nil
	p.advance(p.backAt)
	if visit.HangsUp {
		p.end(flows.CauseNormal)
		return flows.Event{}, false
	}
	p.setAll(visit.Sets)
	return flows.Event{Kind: flows.CameBack, At: p.backAt}, true
}

func (p *Phone) setAll(values map[string]string) {
	if p.variables == nil {
		p.variables = map[string]string{}
	}
	maps.Copy(p.variables, values)
}

// Variable reads one of the caller's; legs have what they were dialled with.
func (p *Phone) Variable(ctx context.Context, party flows.Party, name string) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if party == flows.Caller {
		return p.variables[name], nil
	}
	if l := p.leg(party); l != nil {
		return l.wanted.Variables[name], nil
	}
	return "", flows.ErrPartyGone
}

// SetVariable sets one of the caller's, and notes that of a leg.
func (p *Phone) SetVariable(ctx context.Context, party flows.Party, name, value string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if party == flows.Caller {
		p.setAll(map[string]string{name: value})
		return nil
	}
	return p.toLeg(ctx, party, name+"="+value)
}

// VariablesSet are the caller's variables.
func (p *Phone) VariablesSet() map[string]string { return maps.Clone(p.variables) }

// Redirect notes where a party's telephone is to call; what it does then is the script's.
func (p *Phone) Redirect(ctx context.Context, party flows.Party, endpoint string) error {
	return p.toLeg(ctx, party, "redirect "+endpoint)
}

// TransferIs notes what the telephone is told that asked for a transfer.
func (p *Phone) TransferIs(ctx context.Context, party flows.Party, state string) error {
	return p.toLeg(ctx, party, "transfer "+state)
}

// Attend notes who comes into the place of whom. Of them the phone knows nothing more: the leg's script goes on.
func (p *Phone) Attend(ctx context.Context, wanted *flows.Transfer) error {
	if wanted.With == "" {
		return flows.ErrPartyGone
	}
	return p.toLeg(ctx, wanted.By, "replaced by "+wanted.With)
}

// ContinueLeg sends a leg to a dialplan that nobody plays, and notes that.
func (p *Phone) ContinueLeg(ctx context.Context, party flows.Party, place flows.Place) error {
	if err := p.toLeg(ctx, party, "continue "+place.String()); err != nil {
		return err
	}
	p.leaveBridge(party)
	_ = p.legEnds(p.leg(party), flows.Event{})
	return nil
}

// SendMessage notes a text.
func (p *Phone) SendMessage(ctx context.Context, to, from, body string, _ map[string]string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	p.messages = append(p.messages, strings.Join([]string{from, to, body}, " | "))
	return nil
}

// Messages are the texts that were sent: from | to | body.
func (p *Phone) Messages() []string { return p.messages }
