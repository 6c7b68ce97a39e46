package steps

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// queueTalked is what there is to tell of a conversation.
type queueTalked struct {
	agent, by, key, transfer string
	// led is where a transfer has ended it.
	led  string
	took time.Duration
}

// Who ended a conversation in a queue, beside [endedByCaller] and [endedByLimit].
const (
	endedByAgent    = "agent"
	endedByTransfer = "transfer"
	// endedAfterWord is for the queue only: who has come in the agent's place talks on with the caller.
	endedAfterWord = "attended"
)

// connect joins the caller with the agent who is ready, and lets them talk. talked is false where the agent hung up
// before.
func (q *queueRun) connect(ctx context.Context) (next flows.Next, talked bool, err error) {
	l := q.ready
	if l.offer.Standby == "" || !q.r.Port().Answered() { // who comes to the line of an agent hears music on the way
		if err := q.ear.hush(ctx, q.r); err != nil {
			return next, false, err
		}
	}
	if err := q.r.Answer(ctx); err != nil {
		return next, false, err
	}
	q.state.Back = nil
	if l.offer.Standby != "" {
		return q.meet(ctx, l)
	}
	d, err := q.newTalk(l)
	if err != nil {
		return next, false, err
	}
	if err := d.ourTransfers(ctx, true); err != nil {
		return next, false, err
	}
	dl := d.order[0]
	if err := d.bring(ctx, dl); err != nil {
		if !errors.Is(err, flows.ErrPartyGone) {
			return next, false, err
		}
		if err := q.r.Unbridge(ctx, d.bridge); err != nil {
			return next, false, err
		}
		return next, false, errors.Join(q.drop(ctx, l, flows.OfferRejected, flows.CauseNormal), d.ourTransfers(ctx, false))
	}
	q.joined(l)
	next, err = q.lets(ctx, d, dl, nil)
	return next, true, err
}

// joined tells the queue that caller and agent hear each other.
func (q *queueRun) joined(l *queueLeg) {
	l.stage, q.talk.agent = agentTalks, l.offer.Agent
	q.order, q.legs = []*queueLeg{l}, map[flows.Party]*queueLeg{}
	q.tell(l, flows.OfferConnected)
	q.view = q.place.Look(q.r.Now())
	was := q.view
	was.Offers = nil
	q.state.Was = &was
	q.tellPlace()
	q.r.QueueTells(flows.QueueConnected, flows.Fact{Text: l.offer.Agent, Leg: string(l.party), Took: q.view.Waited})
}

// newTalk is a conversation as dial leads it.
func (q *queueRun) newTalk(l *queueLeg) (*dialRun, error) {
	how := q.talkRules()
	d := &dialRun{dial: &how, r: q.r, legs: map[flows.Party]*dialLeg{}, keysEnd: map[flows.Party]time.Time{},
		ear: dialEar{kind: earlyNone}, exit: dialling.NewKeypad(nil)}
	d.reports = func(dialling.Status) {
		q.talk.by, q.talk.key = q.endedBy(d), d.result.key
		q.talk.transfer, q.talk.led, q.talk.took = d.result.transfer, d.result.led, d.result.talked
		q.report(string(flows.QueueAnswered))
	}
	d.keeps = func(s dialState) error {
		q.state.Talk = &s
		return q.save()
	}
	d.replaced = func(party flows.Party) error {
		if party != l.party {
			return nil
		}
		return q.agentGone(l, d.bridge)
	}
	dl := &dialLeg{party: l.party, state: legTaken, status: dialling.Answered, dialled: l.dialled, rang: l.rang,
		began: l.answered}
	dl.spot.leg.Endpoint = l.offer.Endpoint
	d.legs[l.party], d.order, d.joined = dl, []*dialLeg{dl}, dl
	var err error
	d.warnings, err = q.r.Media(how.limit.warning)
	return d, err
}

// talkRules are those of the step, with the queue's recording where the step says nothing of it.
func (q *queueRun) talkRules() dial {
	how := q.dial
	if !how.record.set && !how.record.refused {
		how.record = recordingOf(q.rules.Record)
	}
	return how
}

// endedBy tells who ended the conversation.
func (q *queueRun) endedBy(d *dialRun) string {
	switch {
	case d.result.led != "":
		return endedByTransfer
	case d.result.by == endedByCallee:
		return endedByAgent
	}
	return d.result.by
}

// lets has the two talk until one hangs up.
func (q *queueRun) lets(ctx context.Context, d *dialRun, dl *dialLeg, before *dialState) (flows.Next, error) {
	next, err := d.talk(ctx, dl, before)
	if err == nil {
		q.leave(flows.QueueAnswered, flows.QueueLeaving{})
	}
	return next, err
}

// talkOn goes on with a conversation that another process has left.
func (q *queueRun) talkOn(ctx context.Context) (flows.Next, error) {
	before := *q.state.Talk
	if len(q.order) == 0 {
		return flows.Next{}, errors.New("the queue's conversation has nobody in it")
	}
	l := q.order[0]
	q.talk.agent = l.offer.Agent
	q.tell(l, flows.OfferConnected)
	if l.offer.Standby != "" {
		next, _, err := q.meet(ctx, l)
		return next, err
	}
	d, err := q.newTalk(l)
	if err != nil {
		return flows.Next{}, err
	}
	dl := d.order[0]
	d.bridge, dl.inBridge = before.Bridge, true
	for _, kept := range before.Legs {
		dl.joined = kept.Joined
	}
	if !q.r.Has(l.party) {
		dl.state = legOver
	}
	return q.lets(ctx, d, dl, &before)
}

// agentGone tells the queue that the agent has put somebody else into their place: they are free, and the caller has
// left the queue, though the talk goes on.
func (q *queueRun) agentGone(l *queueLeg, bridge string) error {
	if q.left {
		return nil
	}
	q.left, q.state.Gone = true, true
	q.place.Told(l.offer.ID, flows.OfferNews{State: flows.OfferOver, At: q.r.Now(), By: endedAfterWord, Text: bridge})
	q.r.QueueTells(flows.QueueLeft, flows.Fact{Text: q.of, Outcome: string(flows.QueueAnswered), Took: q.view.Waited})
	return q.save()
}

// leave tells the queue that the caller is gone, or that a conversation is over. It is told once.
func (q *queueRun) leave(why flows.QueueResult, detail flows.QueueLeaving) {
	if q.left {
		return
	}
	q.left = true
	now := q.r.Now()
	if q.state.Talk != nil && len(q.order) > 0 {
		why = flows.QueueAnswered
		q.talk.by = cmp.Or(q.talk.by, endedByCaller)
		q.place.Told(q.order[0].offer.ID, flows.OfferNews{State: flows.OfferOver, At: now, By: q.talk.by, Text: q.talk.led})
	} else {
		q.view = q.place.Look(now)
		q.tellPlace()
		q.place.Leave(why, detail, now)
	}
	q.report(string(why))
	q.r.QueueTells(flows.QueueLeft, flows.Fact{Text: q.of, Outcome: string(why), Took: q.view.Waited})
}

// recordingOf is how a queue has its conversations recorded.
func recordingOf(rules flows.QueueRecording) callRecording {
	switch {
	case rules.Off:
		return callRecording{refused: true}
	case !rules.On:
		return callRecording{}
	}
	c := newCallRecording()
	c.demand, c.perLeg = rules.Demand, flows.Fixed(rules.PerLeg)
	c.beepEvery, c.min, c.max = flows.Fixed(rules.BeepEvery), flows.Fixed(rules.Min), flows.Fixed(rules.Max)
	if rules.Name != "" {
		c.name, c.named = flows.Fixed(rules.Name), true
	}
	if rules.Format != "" {
		c.format, c.formatted = flows.Fixed(rules.Format), true
	}
	return c
}
