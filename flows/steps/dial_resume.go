package steps

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// dialState is what a run writes down, so that whoever takes the call up goes on
// with the telephones that ring, or with the conversation. The zero value is a step that begins.
type dialState struct {
	Course *dialling.Course `json:"course,omitempty"`
	Legs   []dialLegKept    `json:"legs,omitempty"`
	// Ear is the bridge of the early media, Bridge that of the conversation.
	Ear    string `json:"ear,omitempty"`
	Bridge string `json:"bridge,omitempty"`
	// Talks is who talks with the caller.
	Talks flows.Party `json:"talks,omitempty"`
	// Worst is the most telling failure, of whose; Hops are the forwarded calls that were followed.
	Worst dialling.Status `json:"worst,omitempty"`
	Of    flows.Party     `json:"of,omitempty"`
	Hops  int             `json:"hops,omitempty"`
	// Warns is when those who talk are warned next, Types who of them dials an extension, Tape what is recorded.
	Warns time.Time    `json:"warns,omitzero"`
	Types *flows.Party `json:"types,omitempty"`
	Tape  []string     `json:"tape,omitempty"`
}

// dialLegKept is a leg that is not over.
type dialLegKept struct {
	Party flows.Party `json:"party"`
	// Round and Target are where it stands in the file, Endpoint who is dialled: another one, where a call was forwarded.
	Round      int             `json:"round"`
	Target     int             `json:"target"`
	Endpoint   string          `json:"endpoint"`
	State      dialLegState    `json:"state"`
	Until      time.Time       `json:"until,omitzero"`
	Dialled    time.Time       `json:"dialled"`
	Rang       time.Time       `json:"rang,omitzero"`
	Progressed time.Time       `json:"progressed,omitzero"`
	Began      time.Time       `json:"began,omitzero"`
	Joined     time.Time       `json:"joined,omitzero"`
	InBridge   bool            `json:"in_bridge,omitempty"`
	Tries      int             `json:"tries,omitempty"`
	Status     dialling.Status `json:"status,omitempty"`
	Cause      flows.Cause     `json:"cause,omitempty"`
	SIP        int             `json:"sip,omitempty"`
}

// save writes down how far the step is.
func (d *dialRun) save() error { return d.keep(d.kept()) }

func (d *dialRun) keep(s dialState) error {
	if d.keeps != nil {
		return d.keeps(s)
	}
	return d.r.Save(s)
}

func (d *dialRun) kept() dialState {
	s := dialState{Course: d.course, Ear: d.ear.bridge, Bridge: d.bridge, Worst: d.result.worst, Hops: d.hops}
	if d.result.of != nil {
		s.Of = d.result.of.party
	}
	for _, l := range d.order {
		if l.state == legOver && l != d.result.of {
			continue
		}
		s.Legs = append(s.Legs, dialLegKept{Party: l.party, Round: l.spot.round, Target: l.spot.at,
			Endpoint: l.spot.leg.Endpoint, State: l.state, Until: l.until, Dialled: l.dialled, Rang: l.rang,
			Progressed: l.progressed, Began: l.began, Joined: l.joined, InBridge: l.inBridge, Tries: l.tries,
			Status: l.status, Cause: l.cause, SIP: l.sip})
	}
	return s
}

// save writes down how far the conversation is.
func (t *dialTalk) save() error {
	s := t.kept()
	s.Talks, s.Warns, s.Tape = t.leg.party, t.clock.warns, t.tape.names
	if t.typing != nil {
		s.Types = &t.typing.by
	}
	return t.keep(s)
}

// resume goes on where another process was.
func (d *dialRun) resume(ctx context.Context, s dialState) (flows.Next, error) {
	if err := d.prepare(ctx, s.Course); err != nil {
		return flows.Next{}, err
	}
	d.hops, d.result.worst = s.Hops, s.Worst
	for _, kept := range s.Legs {
		if err := d.restore(kept); err != nil {
			return flows.Next{}, err
		}
	}
	d.result.of = d.legs[s.Of]
	if d.r.HasBridge(s.Ear) {
		d.ear.bridge = s.Ear
	}
	if l := d.legs[s.Talks]; s.Talks != "" && l != nil {
		d.joined, d.bridge = l, s.Bridge
		if err := d.goOn(ctx); err != nil {
			return flows.Next{}, d.left(ctx, err)
		}
		next, err := d.talk(ctx, l, &s)
		return next, d.left(ctx, err)
	}
	next, err := d.call(ctx)
	return next, d.left(ctx, err)
}

// restore makes a leg what it was. One that is not there any more is over.
func (d *dialRun) restore(kept dialLegKept) error {
	if kept.Round < 0 || kept.Round >= len(d.rounds) || kept.Target < 0 || kept.Target >= len(d.rounds[kept.Round]) {
		return errors.New("the step has other targets than when the call was left")
	}
	spot := d.rounds[kept.Round][kept.Target]
	if spot.leg.Endpoint != kept.Endpoint {
		spot.leg.Endpoint, spot.written = kept.Endpoint, false
	}
	l := &dialLeg{party: kept.Party, spot: spot, state: kept.State, until: kept.Until, dialled: kept.Dialled,
		rang: kept.Rang, progressed: kept.Progressed, began: kept.Began, joined: kept.Joined, inBridge: kept.InBridge,
		tries: kept.Tries, status: kept.Status, cause: kept.Cause, sip: kept.SIP}
	d.legs[l.party], d.order = l, append(d.order, l)
	if l.state != legOver && !spot.written {
		d.r.OccupyAgain(l.party, spot.leg.Endpoint)
	}
	if l.state != legOver && !d.r.Has(l.party) {
		l.state = legOver
		if !slices.Contains([]dialling.Status{dialling.Answered, dialling.ConfirmFailed}, l.status) {
			d.failedLeg(l, dialling.Unavailable)
		}
	}
	return nil
}

// goOn has those who were asked, or heard something, when the other process ended hear it again.
func (d *dialRun) goOn(ctx context.Context) error {
	for _, l := range slices.Clone(d.order) {
		var err error
		switch l.state {
		case legAsked:
			l.codes, l.tries = dialling.NewKeypad([]string{d.confirm.accept, d.confirm.decline}), max(l.tries-1, 0)
			err = d.ask(ctx, l)
		case legSorry:
			err = d.hangup(ctx, l, causeElsewhere)
		case legTaken: // it was about to be joined, or is
			d.joined = l
		}
		if err != nil {
			return err
		}
	}
	return nil
}
