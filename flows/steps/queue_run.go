package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
	"github.com/ariapp/ariapp/flows/digits"
)

// queueRun is one caller in a queue, and the attendant of the step while the caller takes steps.
type queueRun struct {
	*queue
	r       *flows.Run
	signals flows.Signaller
	// of is the queue's name.
	of    string
	rules flows.QueueRules
	place flows.QueuePlace
	view  flows.QueueView
	legs  map[flows.Party]*queueLeg
	order []*queueLeg
	ear   queueEar
	// pad are the keys with which the caller leaves, or asks to be called back.
	pad *dialling.Keypad
	// ready is the agent who is to be joined with the caller, over how the wait has ended.
	ready *queueLeg
	over  flows.QueueResult
	// left tells that the place is given up, saved what was written down last.
	left  bool
	saved string
	// placed and expected are what was told of the place last, nil for nothing.
	placed   *flows.QueueStanding
	expected time.Duration
	// woken is when it was looked last though nothing happened.
	woken time.Time
	state queueState
	// talk is how the conversation went.
	talk queueTalked
	// exit is the key with which the caller left, number where they are called back, offers what offers them that.
	exit, number string
	offers       queueOffers
}

// prepare evaluates what is needed before the caller waits.
func (q *queueRun) prepare() error {
	class, err := q.music.Eval(q.r)
	if err != nil {
		return err
	}
	if class == "" {
		class = q.rules.Music
	}
	q.ear = queueEar{run: q, class: class, known: true}
	if q.ear.announces, err = q.announce.Eval(q.r); err != nil {
		return err
	}
	if q.callback != nil {
		if q.offers, err = q.callback.evaluate(q.r); err != nil {
			return err
		}
	}
	q.pad = dialling.NewKeypad(q.codes())
	return nil
}

// serve waits until there is an agent, or no reason to wait any more.
func (q *queueRun) serve(ctx context.Context) (flows.Next, error) {
	if q.state.Talk != nil {
		return q.talkOn(ctx)
	}
	for {
		if err := q.look(ctx); err != nil {
			return flows.Next{}, err
		}
		switch {
		case q.over != "":
			return q.leaves(ctx)
		case q.ready != nil:
			next, talked, err := q.connect(ctx)
			if err != nil || talked {
				return next, err
			}
			continue
		case q.state.Key != "":
			if next, goes, err := q.chosen(ctx); err != nil || goes {
				return next, err
			}
			continue
		case q.goesInside() && !q.offersNow():
			return q.inside(ctx)
		}
		if err := q.save(); err != nil { // first, so that who takes the call up tells what is told now
			return flows.Next{}, err
		}
		if err := q.hears(ctx); err != nil {
			return flows.Next{}, err
		}
		event, err := q.r.Next(ctx, q.wake())
		if err == nil {
			err = q.happens(ctx, event)
		}
		if err != nil {
			return flows.Next{}, err
		}
	}
}

// decided tells that the caller need not wait any more, or has pressed a key.
func (q *queueRun) decided() bool { return q.over != "" || q.ready != nil || q.state.Key != "" }

// look finds out how things are, rings agents and hangs up others.
func (q *queueRun) look(ctx context.Context) error {
	q.view = q.place.Look(q.r.Now())
	q.report(statusWaiting)
	if result := q.view.Result; result != "" && result != flows.QueueAnswered {
		q.over = result
		return q.hangUpAll(ctx)
	}
	if err := q.hangUpGone(ctx); err != nil {
		return err
	}
	return q.ring(ctx)
}

// happens takes in what happens while the caller hears music.
func (q *queueRun) happens(ctx context.Context, event *flows.Event) error {
	switch event.Kind {
	case flows.KeyPressed:
		if heard, err := q.back(ctx, event); heard || err != nil {
			return err
		}
		if q.press(event) == flows.NotMine {
			q.r.Keys().Push(event.Key, event.At)
		}
		return nil
	case flows.PlaybackEnded:
		if q.ear.ended(event) {
			return nil
		}
	case flows.TimeUp:
		if err := q.ear.late(ctx); err != nil {
			return err
		}
	}
	return q.beside(ctx, event)
}

// beside takes in what happens to agents, and the time.
func (q *queueRun) beside(ctx context.Context, event *flows.Event) error {
	if event.Kind == flows.TransferAsked {
		return referDecline(ctx, q.r, event.Transfer)
	}
	if event.Kind == flows.TimeUp {
		q.woken = q.r.Now()
		if due, waits := q.pad.Due(); waits && !q.r.Now().Before(due) {
			q.state.Key = q.pad.Decide()
		}
		return q.late(ctx)
	}
	return q.legEvent(ctx, event)
}

// press takes a key of the caller.
func (q *queueRun) press(event *flows.Event) flows.Heed {
	if q.state.Promised != "" { // nothing is to be chosen any more
		return flows.NotMine
	}
	q.state.Key = q.pad.Press(event.Key, event.At)
	if _, waits := q.pad.Due(); waits {
		return flows.Minded
	}
	if q.state.Key == "" {
		return flows.NotMine
	}
	return flows.Summon
}

// wake is when something is to be done though nothing happens.
func (q *queueRun) wake() time.Time { return sooner(q.Due(), q.ear.due()) }

// Due is when the attendant is to be woken.
func (q *queueRun) Due() time.Time {
	at := q.place.Due()
	if q.r.InsideIsIdle() {
		at = sooner(at, q.offerDue())
	}
	if least := q.woken.Add(queueWakeLeast); !at.IsZero() && !q.woken.IsZero() && at.Before(least) {
		at = least
	}
	for _, l := range q.order {
		if l.stage != agentOver {
			at = sooner(at, l.until)
		}
	}
	if due, waits := q.pad.Due(); waits {
		at = sooner(at, due)
	}
	return at
}

// Heard takes in what happens while the caller takes steps.
func (q *queueRun) Heard(ctx context.Context, _ *flows.Run, event *flows.Event) (flows.Heed, error) {
	heed := flows.NotMine
	if event.Kind == flows.KeyPressed {
		if heed = q.press(event); heed != flows.Summon {
			return heed, nil
		}
	} else if err := q.beside(ctx, event); err != nil {
		return heed, err
	}
	if err := q.look(ctx); err != nil {
		return heed, err
	}
	if err := q.save(); err != nil {
		return heed, err
	}
	if q.decided() || q.r.InsideIsIdle() && q.offersNow() {
		heed = flows.Summon
	}
	return heed, nil
}

// Refresh tells the steps inside how things are now.
func (q *queueRun) Refresh(*flows.Run) {
	q.view = q.place.Look(q.r.Now())
	q.tellPlace()
	q.report(statusWaiting)
}

// tellPlace tells how things are where the caller hears it, or steps may read it, unless that was told already: else
// everybody's place would be told whenever anybody comes or goes.
func (q *queueRun) tellPlace() {
	placed, expected := q.view.Standing()
	if q.placed != nil && placed == *q.placed && expected == q.expected {
		return
	}
	q.placed, q.expected = &placed, expected
	q.r.QueueTells(flows.QueuePlaced, flows.Fact{Text: q.of, Outcome: placed.String(), Took: expected})
}

// goesInside tells that the caller takes steps now. A round of them lasts a second at least. Who was promised a call
// takes none any more.
func (q *queueRun) goesInside() bool {
	return (q.waiting != nil || q.flow != nil) && q.state.Back == nil && q.state.Promised == "" &&
		!q.r.Now().Before(q.state.Again)
}

// inside has the caller take the steps of the wait.
func (q *queueRun) inside(ctx context.Context) (flows.Next, error) {
	if err := q.ear.hush(ctx, q.r); err != nil {
		return flows.Next{}, err
	}
	q.state.Again = q.r.Now().Add(queueRoundLeast)
	if err := q.keep(); err != nil {
		return flows.Next{}, err
	}
	if q.flow == nil {
		return flows.Attended(q.waiting, q), nil
	}
	q.tellPlace()
	args, now := map[string]any{}, q.result(statusWaiting)
	for name := range queueGifts() {
		if _, has := q.flow.Flow.Params[name]; has {
			args[name] = now[name]
		}
	}
	return flows.AttendedFlow(q.flow, args, q).By(wayWaiting), nil
}

// queueGifts are the values of the flow of those who wait, as they are at the beginning.
func queueGifts() map[string]any {
	return map[string]any{"position": 0, "size": 0, "waited": time.Duration(0), "ewt": time.Duration(0), "agents": 0}
}

// hears has the caller hear what there is to hear.
func (q *queueRun) hears(ctx context.Context) error {
	q.r.Want(func(key digits.Key) bool { return q.state.Back != nil || q.beginsCode(key) })
	if inside := q.waiting != nil || q.flow != nil; inside && q.state.Back == nil {
		if q.offersNow() {
			_, err := q.ear.offer(ctx)
			return err
		}
		return q.ear.play(ctx, true) // for a moment
	}
	return q.ear.follow(ctx)
}

// wayWaiting is the way into the flow of those who wait.
const wayWaiting = "waiting_flow"
