package steps

import (
	"cmp"
	"context"
	"errors"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// meet joins the caller with an agent who waits on the line, and lets them talk. talked is false where the agent was
// not to be had, or has hung up before the two were joined: the wait goes on.
func (q *queueRun) meet(ctx context.Context, l *queueLeg) (next flows.Next, talked bool, err error) {
	rooms := q.r.World().Rooms
	if rooms == nil {
		q.fails(l, flows.OfferUnavailable)
		return next, false, nil
	}
	q.r.Want(func(digits.Key) bool { return true }) // who comes to an agent presses no hotkeys
	t, err := q.newStandbyTalk(l)
	if err != nil {
		return next, false, err
	}
	there, err := t.comes(ctx, rooms)
	if err == nil && there {
		err = t.lasts(ctx)
	}
	switch {
	case err != nil:
		return next, false, err
	case q.state.Talk == nil:
		err = q.goesAstray(ctx)
		q.fails(l, t.missed())
		q.report(statusWaiting)
		return next, false, err
	case !there:
		if err := t.isLost(ctx); err != nil {
			return next, true, err
		}
	}
	next, err = q.partsFrom(t)
	return next, true, err
}

// missed is what became of an agent who was not joined with the caller: they were asked and did not take the call, or
// were not to be had.
func (t *standbyTalk) missed() flows.OfferState {
	if t.w.meeting != nil && t.w.view.Over && t.queueRun.rules.Confirm.Key != "" {
		return flows.OfferNoAnswer
	}
	return flows.OfferUnavailable
}

// comes has the caller come to the agent, with music on the way; false where nobody is there.
func (t *standbyTalk) comes(ctx context.Context, rooms flows.Rooms) (bool, error) {
	w, call, notify := t.w, t.r.Call(), t.r.Port().(flows.Notifiable).Notifier()
	who := flows.PickUp{Call: t.with.offer.Standby, By: call.ID, From: call.From, Asterisk: call.Asterisk,
		Word: t.word(), Notify: notify, At: t.r.Now()}
	if !who.Word.None() {
		w.patience = meetWordTime
	}
	if before := t.state.Visit; before != nil {
		w.state = *before
		past := w.state.Meeting
		who.Past, w.talks, w.away = &past, w.state.Talks, t.state.Types != ""
		w.inBridge = w.state.InBridge && !w.away
		if err := w.settle(ctx); err != nil {
			return false, err
		}
	}
	if !w.inBridge && !w.away {
		if err := errors.Join(t.ear.cut(ctx), t.ear.play(ctx, true)); err != nil {
			return false, err
		}
	}
	if who.Past == nil {
		if err := awaitRooms(ctx, t.r, notify); err != nil {
			return false, err
		}
	}
	meeting, err := t.pickUp(ctx, rooms, who)
	if err != nil {
		if nobodyThere(err) {
			err = nil
		}
		return false, err
	}
	w.meeting, w.view = meeting, meeting.Look()
	return true, nil
}

// lasts lets the two talk.
func (t *standbyTalk) lasts(ctx context.Context) error {
	err := t.w.talk(ctx)
	if err == nil && t.begun {
		if t.talk.by == "" && t.w.status == "ended" {
			t.talk.by = endedByAgent
		}
		err = errors.Join(t.quiet(ctx), t.tape.end(ctx, t.r))
	}
	t.w.leave(ctx)
	if !t.begun {
		t.report(statusWaiting) // the results of the visit are none of the queue's
		return err
	}
	t.talk.by = cmp.Or(t.talk.by, endedByCaller)
	t.talk.took = t.r.Now().Sub(t.w.talks)
	t.report(string(flows.QueueAnswered))
	return err
}

// isLost ends a conversation of another process to which the caller comes back too late: the agent waits for others.
func (t *standbyTalk) isLost(ctx context.Context) error {
	t.talk.by = endedByAgent
	if !t.w.talks.IsZero() {
		t.talk.took = t.r.Now().Sub(t.w.talks)
	}
	t.tape.goOn(t.r, t.state.Talk.Tape)
	return errors.Join(t.tape.end(ctx, t.r), t.ear.hush(ctx, t.r), t.goesAstray(ctx))
}

// partsFrom goes on behind a conversation.
func (q *queueRun) partsFrom(t *standbyTalk) (flows.Next, error) {
	q.talk.by = cmp.Or(q.talk.by, endedByAgent)
	q.leave(flows.QueueAnswered, flows.QueueLeaving{})
	if t.way != nil {
		return flows.Enter(t.way), nil
	}
	goesOn, err := q.dial.goesOn.Eval(q.r)
	if err != nil || goesOn {
		return flows.Advance().By(wayTalked), err
	}
	return flows.End(flows.CauseNormal).By(wayOver), nil
}

// goesAstray ends a visit that leads to nobody: the caller is taken out of its bridge, and nobody waits for them there.
func (q *queueRun) goesAstray(ctx context.Context) error {
	visit := q.state.Visit
	if q.state.Visit = nil; visit == nil || visit.Meeting.Bridge == "" {
		return nil
	}
	call := q.r.Call()
	if rebuilt, ok := q.r.World().Rooms.(flows.Rebuilt); ok {
		rebuilt.Elsewhere(call.Asterisk, call.ID)
	}
	return q.r.Port().(flows.Parties).Part(ctx, visit.Meeting.Bridge, flows.Caller)
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
