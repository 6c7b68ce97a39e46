package steps

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// queueLeg is an agent who is rung for the caller.
type queueLeg struct {
	offer flows.QueueOffer
	// party is the agent's telephone, "" for one who waits on the line already.
	party flows.Party
	stage agentStage
	// until is when the stage ends by itself, zero for never.
	until                   time.Time
	dialled, rang, answered time.Time
	// playing is what the agent hears.
	playing string
	pad     *dialling.Keypad
	keysEnd time.Time
}

// agentStage is how far an agent is.
type agentStage int

const (
	agentRings agentStage = iota
	agentAsked            // is asked whether they take the call
	agentDelayed
	agentTold // hears the announcement, and how long the caller has waited
	agentReady
	agentTalks
	agentOver
)

// taken tells that the agent takes the call; nobody else is rung then.
func (l *queueLeg) taken() bool { return l.stage > agentAsked && l.stage < agentOver }

func (q *queueRun) leg(offer string) *queueLeg {
	for _, l := range q.order {
		if l.offer.ID == offer {
			return l
		}
	}
	return nil
}

// ring rings agents who are offered, unless one takes the call already.
func (q *queueRun) ring(ctx context.Context) error {
	if slices.ContainsFunc(q.order, (*queueLeg).taken) {
		return nil
	}
	for _, offer := range q.view.Offers {
		if q.leg(offer.ID) != nil || q.state.Done[offer.ID] != "" {
			continue
		}
		if err := q.ringOne(ctx, offer); err != nil {
			return err
		}
		if slices.ContainsFunc(q.order, (*queueLeg).taken) {
			return nil
		}
	}
	return nil
}

// ringOne rings one agent. The endpoint stands in the file, or its rules allow it: the queues offer nobody else.
func (q *queueRun) ringOne(ctx context.Context, offer flows.QueueOffer) error {
	now := q.r.Now()
	l := &queueLeg{offer: offer, dialled: now}
	if offer.Standby != "" {
		q.order = append(q.order, l)
		q.r.QueueTells(flows.QueueOffered, flows.Fact{Text: offer.Agent})
		q.tell(l, flows.OfferAnswered)
		return q.take(ctx, l)
	}
	leg := flows.Leg{Endpoint: offer.Endpoint, Inherit: true}
	if offer.Ring > 0 {
		l.until, leg.Timeout = now.Add(offer.Ring), offer.Ring+dialSlack
	}
	if q.rules.CallerIDPrefix != "" {
		leg.CallerID = &flows.CallerID{Name: q.prefix() + q.r.Call().FromName, Number: q.r.Call().From}
	}
	q.dial.transfers.mark(&leg)
	party, err := q.r.Dial(ctx, leg)
	if err != nil {
		if !flows.IsFailure(ctx, err) {
			return err
		}
		q.r.Log("warn", "ringing agent "+offer.Agent+": "+err.Error())
		l.stage = agentOver
		q.fails(l, flows.OfferUnavailable)
		return nil
	}
	l.party = party
	q.legs[party], q.order = l, append(q.order, l)
	q.r.QueueTells(flows.QueueOffered, flows.Fact{Text: offer.Agent, Leg: string(party)})
	q.tell(l, flows.OfferRinging)
	return nil
}

// prefix is what stands before the caller's name on the agent's telephone.
func (q *queueRun) prefix() string {
	minutes := strconv.Itoa(int(q.view.Waited / time.Minute))
	return strings.NewReplacer("{minutes}", minutes, "{queue}", q.of).Replace(q.rules.CallerIDPrefix)
}

// tell tells the queue how far an offer is.
func (q *queueRun) tell(l *queueLeg, state flows.OfferState) {
	q.place.Told(l.offer.ID, flows.OfferNews{State: state, At: q.r.Now()})
}

// fails tells the queue that an offer came to nothing.
func (q *queueRun) fails(l *queueLeg, how flows.OfferState) {
	if q.state.Done == nil {
		q.state.Done = map[string]flows.OfferState{}
	}
	q.state.Done[l.offer.ID] = how
	q.tell(l, how)
	q.forget(l)
}

// forget takes an agent off the list. Where they had taken the call those are offered anew who were hung up for them.
func (q *queueRun) forget(l *queueLeg) {
	taken := l.taken()
	defer func() {
		if taken {
			q.release()
		}
	}()
	delete(q.legs, l.party)
	q.order = slices.DeleteFunc(q.order, func(other *queueLeg) bool { return other == l })
	if q.ready == l {
		q.ready = nil
	}
}

// drop hangs an agent up, for whom the offer comes to nothing.
func (q *queueRun) drop(ctx context.Context, l *queueLeg, how flows.OfferState, cause flows.Cause) error {
	q.fails(l, how)
	return q.hangUp(ctx, l, cause)
}

func (q *queueRun) hangUp(ctx context.Context, l *queueLeg, cause flows.Cause) error {
	if l.offer.Standby != "" { // the caller may be on the way there since another process ran the call
		return q.goesAstray(ctx)
	}
	if l.stage == agentOver || l.party == "" {
		return nil
	}
	l.stage = agentOver
	return q.r.HangupLeg(ctx, l.party, cause)
}

// hangUpAll hangs up all agents: the wait is over.
func (q *queueRun) hangUpAll(ctx context.Context) error {
	for _, l := range slices.Clone(q.order) {
		q.forget(l)
		if err := q.hangUp(ctx, l, flows.CauseNormal); err != nil {
			return err
		}
	}
	return nil
}

// hangUpGone hangs up agents who are not offered any more, and forgets offers that the queue has taken back.
func (q *queueRun) hangUpGone(ctx context.Context) error {
	offered := func(id string) bool {
		return slices.ContainsFunc(q.view.Offers, func(o flows.QueueOffer) bool { return o.ID == id })
	}
	for id := range q.state.Done {
		if !offered(id) {
			delete(q.state.Done, id)
		}
	}
	for _, l := range slices.Clone(q.order) {
		if offered(l.offer.ID) {
			continue
		}
		q.forget(l)
		if err := q.hangUp(ctx, l, causeElsewhere); err != nil {
			return err
		}
	}
	return nil
}

// legEvent takes in what happens to an agent.
func (q *queueRun) legEvent(ctx context.Context, event *flows.Event) error {
	if event.Kind == flows.PlaybackEnded {
		for _, l := range q.order {
			if l.playing != "" && l.playing == event.Playback {
				l.playing = ""
				return q.heardOut(ctx, l)
			}
		}
		return nil
	}
	l := q.legs[event.Leg]
	if l == nil {
		return nil
	}
	switch {
	case event.Kind == flows.LegKey:
		return q.agentKey(ctx, l, event)
	case event.Kind != flows.LegChanged:
	case event.State == flows.Rang:
		l.rang = q.r.Now()
	case event.State == flows.Answered && l.stage == agentRings:
		l.answered = q.r.Now()
		q.tell(l, flows.OfferAnswered)
		return q.agentAnswers(ctx, l)
	case event.State == flows.LegGone:
		q.fails(l, offerStateOf(event, l))
		l.stage = agentOver
	}
	return nil
}

// offerStateOf is what the end of an agent's telephone means.
func offerStateOf(event *flows.Event, l *queueLeg) flows.OfferState {
	if !l.answered.IsZero() { // they hung up instead of taking the call
		return flows.OfferRejected
	}
	switch dialling.StatusOf(int(event.Cause), event.SIP, !l.rang.IsZero()) {
	case dialling.Busy:
		return flows.OfferBusy
	case dialling.Rejected:
		return flows.OfferRejected
	case dialling.NoAnswer:
		return flows.OfferNoAnswer
	}
	return flows.OfferUnavailable
}

// late takes in that the time of agents is up.
func (q *queueRun) late(ctx context.Context) error {
	now := q.r.Now()
	for _, l := range slices.Clone(q.order) {
		if l.until.IsZero() || now.Before(l.until) {
			continue
		}
		var err error
		switch l.stage {
		case agentRings:
			err = q.drop(ctx, l, flows.OfferNoAnswer, flows.CauseNoAnswer)
		case agentAsked: // a mailbox, most likely
			err = q.drop(ctx, l, flows.OfferNoAnswer, flows.CauseNormal)
		case agentDelayed:
			err = q.tellAgent(ctx, l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
