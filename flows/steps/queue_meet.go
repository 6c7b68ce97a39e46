package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

// meet joins the caller with an agent who waits on the line.
func (q *queueRun) meet(ctx context.Context, l *queueLeg) (next flows.Next, talked bool, err error) {
	rooms, notifiable := q.r.World().Rooms, q.r.Port().(flows.Notifiable)
	if rooms == nil {
		q.fails(l, flows.OfferUnavailable)
		return next, false, nil
	}
	w := &visitor{run: q.r, port: q.r.Port().(flows.Parties), status: "failed"}
	talk, err := q.newStandbyTalk(w)
	if err != nil {
		return next, false, err
	}
	w.beside = talk
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
	if q.state.Talk == nil {
		q.state.Talk = &dialState{}
	}
	q.joined(l)
	q.report(string(flows.QueueAnswered))
	err = w.talk(ctx)
	if err == nil {
		err = talk.ended(ctx)
	}
	w.leave(ctx)
	if q.talk.by == "" {
		q.talk.by = endedByCaller
	}
	if !w.talks.IsZero() {
		q.talk.took = q.r.Now().Sub(w.talks)
	}
	q.report(string(flows.QueueAnswered))
	if err != nil {
		return next, true, err
	}
	q.leave(flows.QueueAnswered, flows.QueueLeaving{})
	if talk.way != nil {
		return flows.Enter(talk.way), true, nil
	}
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
