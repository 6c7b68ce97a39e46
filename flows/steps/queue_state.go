package steps

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// queueState is what a caller's wait writes down, so that whoever takes the call up has the same place, and agents who
// ring, or talk, do so on.
type queueState struct {
	Place flows.QueuePast `json:"place"`
	Began time.Time       `json:"began"`
	Legs  []queueLegKept  `json:"legs,omitempty"`
	// Done are offers that came to nothing, until the queue has taken them back.
	Done map[string]flows.OfferState `json:"done,omitempty"`
	Said queueSaid                   `json:"said,omitzero"`
	// Again is when the steps of the wait may begin again.
	Again time.Time `json:"again,omitzero"`
	// Key are keys that were pressed and that the step has to deal with.
	Key string `json:"key,omitempty"`
	// Back are the questions of a call-back, nil while none is asked.
	Back *queueBack `json:"back,omitempty"`
	// Promised is the number that is to be called back, while that is not written down yet.
	Promised string `json:"promised,omitempty"`
	// Last is the agent who was rung last.
	Last string `json:"last,omitempty"`
	// Talk is the conversation, Visit that with an agent who waits on the line.
	Talk *dialState `json:"talk,omitempty"`
	// Was is how things were when the two were joined.
	Was   *flows.QueueView `json:"was,omitempty"`
	Visit *visitState      `json:"visit,omitempty"`
	// Types is who of the two dials an extension in it, "" for nobody.
	Types standbySide `json:"types,omitempty"`
	// Gone tells that the agent is free again, and somebody else talks with the caller.
	Gone bool `json:"gone,omitempty"`
}

// queueLegKept is an agent who is rung.
type queueLegKept struct {
	Offer    flows.QueueOffer `json:"offer"`
	Party    flows.Party      `json:"party,omitempty"`
	Stage    agentStage       `json:"stage"`
	Until    time.Time        `json:"until,omitzero"`
	Dialled  time.Time        `json:"dialled"`
	Rang     time.Time        `json:"rang,omitzero"`
	Answered time.Time        `json:"answered,omitzero"`
}

// save writes down how far the wait is, if that has changed.
func (q *queueRun) save() error {
	return q.write(q.r.Save)
}

// keep is save without a checkpoint, before the caller takes steps.
func (q *queueRun) keep() error {
	return q.write(q.r.Keep)
}

func (q *queueRun) write(write func(any) error) error {
	s := q.state
	s.Place, s.Legs = q.place.Past(), nil
	for _, l := range q.order {
		s.Legs = append(s.Legs, queueLegKept{l.offer, l.party, l.stage, l.until, l.dialled, l.rang, l.answered})
	}
	slices.SortFunc(s.Place.Offers, func(a, b flows.QueueOffer) int { return compareText(a.ID, b.ID) })
	text := savedText(s)
	if text == q.saved {
		return nil
	}
	q.saved = text
	return write(json.RawMessage(text)) // encoded once
}

// savedText is a state as it is compared with another one. There is nothing in it that JSON has no words for.
func savedText(s queueState) string {
	text, _ := json.Marshal(s)
	return string(text)
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// restore goes on with what another process has left: agents who ring do so on, what they were told they hear again,
// and those who are gone are told to the queue.
func (q *queueRun) restore(ctx context.Context) error {
	for _, kept := range q.state.Legs {
		l := &queueLeg{offer: kept.Offer, party: kept.Party, stage: kept.Stage, until: kept.Until, dialled: kept.Dialled,
			rang: kept.Rang, answered: kept.Answered}
		q.order = append(q.order, l)
		if l.stage != agentOver && l.party != "" {
			q.legs[l.party] = l
		}
	}
	if q.state.Talk != nil {
		if q.state.Was != nil {
			q.view = *q.state.Was
		}
		return nil
	}
	for id, how := range q.state.Done {
		q.place.Told(id, flows.OfferNews{State: how, At: q.r.Now()})
	}
	for _, l := range slices.Clone(q.order) {
		if err := q.restoreLeg(ctx, l); err != nil {
			return err
		}
	}
	if q.state.Promised != "" { // it may not have been heard
		q.callBack(q.state.Promised)
	}
	if b := q.state.Back; b != nil { // it is asked again
		b.Until, b.Entry = time.Time{}, ""
	}
	return nil
}

func (q *queueRun) restoreLeg(ctx context.Context, l *queueLeg) error {
	if l.stage == agentOver {
		return nil
	}
	if l.party != "" && !q.r.Has(l.party) {
		q.fails(l, flows.OfferCanceled)
		return nil
	}
	state := flows.OfferAnswered
	if l.answered.IsZero() && l.party != "" {
		state = flows.OfferRinging
	}
	q.tell(l, state)
	switch l.stage {
	case agentAsked:
		l.pad = dialling.NewKeypad([]string{q.rules.Confirm.Key})
		return q.agentAnswers(ctx, l)
	case agentTold:
		return q.tellAgent(ctx, l)
	case agentReady, agentTalks:
		l.stage, q.ready = agentReady, l
	}
	return nil
}
