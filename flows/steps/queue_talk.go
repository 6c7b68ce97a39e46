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
	if err := q.ear.hush(ctx, q.r); err != nil {
		return next, false, err
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
	q.r.QueueTells(flows.QueueConnected, flows.Fact{Text: l.offer.Agent, Leg: string(l.party), Took: q.view.Waited})
}

// newTalk is a conversation as dial leads it.
func (q *queueRun) newTalk(l *queueLeg) (*dialRun, error) {
	how := q.dial
	if !how.record.set && !how.record.refused {
		how.record = recordingOf(q.rules.Record)
	}
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

// meet joins the caller with an agent who waits on the line.
func (q *queueRun) meet(ctx context.Context, l *queueLeg) (next flows.Next, talked bool, err error) {
	rooms, notifiable := q.r.World().Rooms, q.r.Port().(flows.Notifiable)
	if rooms == nil {
		q.fails(l, flows.OfferUnavailable)
		return next, false, nil
	}
	w := &visitor{run: q.r, port: q.r.Port().(flows.Parties), status: "failed"}
	w.saves = func(s visitState) error {
		q.state.Visit = &s
		return q.save()
	}
	call := q.r.Call()
	who := flows.PickUp{Call: l.offer.Standby, By: call.ID, From: call.From, Asterisk: call.Asterisk,
		Notify: notifiable.Notifier(), At: q.r.Now()}
	if q.state.Visit != nil {
		w.state = *q.state.Visit
		past := w.state.Meeting
		who.Past, w.inBridge, w.talks = &past, w.state.InBridge, w.state.Talks
		if err := w.settle(ctx); err != nil {
			return next, true, err
		}
	} else if err := awaitRooms(ctx, q.r, notifiable.Notifier()); err != nil {
		return next, false, err
	}
	if w.meeting, err = q.pickUp(ctx, rooms, who); err != nil {
		if !nobodyThere(err) {
			return next, false, err
		}
		q.state.Talk, q.state.Visit = nil, nil
		q.fails(l, flows.OfferUnavailable)
		return next, false, nil
	}
	w.view = w.meeting.Look()
	q.state.Talk = &dialState{}
	q.joined(l)
	q.report(string(flows.QueueAnswered))
	err = w.talk(ctx)
	w.leave(ctx)
	q.talk.by = endedByCaller
	if w.status == "ended" {
		q.talk.by = endedByAgent
	}
	if !w.talks.IsZero() {
		q.talk.took = q.r.Now().Sub(w.talks)
	}
	if err != nil {
		return next, true, err
	}
	q.leave(flows.QueueAnswered, flows.QueueLeaving{})
	goesOn, err := q.dial.goesOn.Eval(q.r)
	if err != nil || goesOn {
		return flows.Advance().By(wayTalked), true, err
	}
	return flows.End(flows.CauseNormal).By(wayOver), true, nil
}

// pickUp takes an agent who waits on the line. One who comes from a talk is back in a moment.
func (q *queueRun) pickUp(ctx context.Context, rooms flows.Rooms, who flows.PickUp) (flows.Meeting, error) {
	for deadline := q.r.Now().Add(standbyTime); ; {
		meeting, err := rooms.PickUp(who)
		if err == nil || !nobodyThere(err) || who.Past != nil || !q.r.Now().Before(deadline) {
			return meeting, err
		}
		event, err := q.r.Next(ctx, q.r.Now().Add(queueWakeLeast))
		if err == nil && event.Kind != flows.TimeUp {
			err = q.beside(ctx, event)
		}
		if err != nil {
			return nil, err
		}
	}
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
