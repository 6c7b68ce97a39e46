package app

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/jobs"
	"github.com/ariapp/ariapp/internal/queue"
)

// backNumber is what may be called back: nothing that means something within an endpoint.
var backNumber = regexp.MustCompile(`^\+?[0-9*#]{2,32}$`)

// callBack has somebody called back, whose turn it is. It does not wait.
func (q *queueing) callBack(call queue.CallBack) {
	at := q.lines.begin(call.Offer.ID) // before the offer may be taken back
	if !q.beside(func() {
		defer q.lines.end(call.Offer.ID)
		q.back(call, at)
	}) {
		q.lines.end(call.Offer.ID) // it is found as it is kept
	}
}

// back calls somebody back, and tells the queue when that comes to nothing. What becomes of a call that is answered
// is told as it walks. An agent who waits on the line is not called: the customer comes to them.
func (q *queueing) back(call queue.CallBack, at *line) {
	rules, log := q.hall.Callback(call.Queue), q.app.log.With("queue", call.Queue, "entry", call.Entry)
	customer, err := q.customerOrder(call, rules)
	if err != nil {
		log.Error("nobody can be called back", "error", err)
		q.calledBack(call.Offer.ID, time.Time{}, err.Error())
		return
	}
	if until := q.closed(rules); !until.IsZero() {
		q.notYet(call.Offer.ID, until, "closed")
		return
	}
	if err := q.app.mayCall(customer); err != nil {
		log.Warn("somebody is not called back", "error", err)
		q.notPlaced(call.Offer.ID, rules, err)
		return
	}
	defer q.app.readied(q.ctx, customer.back)()
	switch {
	case call.Offer.Standby != "":
		customer.Asterisk = call.Offer.At
		q.callCustomer(call, customer, rules, at, nil, nil)
	case rules.CustomerFirst:
		q.callCustomer(call, customer, rules, at, nil, nil)
	default:
		q.callAgent(call, customer, rules, at)
	}
}

// callCustomer calls whoever wants to be called back, unless somebody else does. The call is given up when nobody wants
// it any more, and when the line of an agent who was called first has ended or was canceled; nil for none. It returns
// when the customer has answered, or does not.
func (q *queueing) callCustomer(call queue.CallBack, o Outgoing, rules acd.Callback, at *line, ended,
	canceled <-chan struct{}) (answered bool) {
	offer, question := call.Offer.ID, 2*(o.back.Confirm.Timeout+promptMost)
	if l, err := q.app.linkFor(o.Asterisk); err == nil { // it is written down: who looks for the call knows where it is
		o.Asterisk = l.server.Name
	}
	until := time.Now().Add(ringTime + question)
	if err := q.hall.Calls(q.ctx, call.Entry, offer, until, o.Asterisk); err != nil {
		if q.ctx.Err() == nil {
			q.app.log.Info("somebody is not called back", "queue", call.Queue, "entry", call.Entry, "error", err)
			pause := callbackPause
			if errors.Is(err, acd.ErrUnwritten) { // it may be long until the store is back: no agent is rung all the time
				pause = max(pause, rules.RetryDelay)
			}
			q.notYet(offer, time.Now().Add(pause), err.Error())
		}
		return false
	}
	placed, err := q.app.originateHeld(q.ctx, o)
	if err != nil {
		if q.ctx.Err() == nil {
			q.app.log.Warn("somebody is not called back", "queue", call.Queue, "entry", call.Entry, "error", err)
			q.notPlaced(call.Offer.ID, rules, err)
		}
		return false
	}
	giveUp := true
	select {
	case <-ended:
	case <-canceled:
	case <-at.unwanted:
	case <-placed.done.over:
		giveUp = false
	case <-q.ctx.Done():
		giveUp = false
	}
	if giveUp {
		placed.done.at.link.giveUp(placed.done.at)
	}
	reached, err := placed.Wait(q.ctx)
	if err != nil || reached.Answered {
		return err == nil
	}
	if q.leaves(placed) {
		return false
	}
	q.calledBack(offer, time.Now().Add(rules.RetryDelay), reached.Cause.String())
	return false
}

// leaves tells whether what becomes of a try is for whoever decides next to find out: its call was given up as this
// process ends, which may be able to write nothing down, and then it would be told, and done, once more.
func (q *queueing) leaves(p Placed) bool { return p.done.abandoned.Load() && q.hall.Reigns() }

// notPlaced tells that a call to a customer could not be asked for: later where there is a time for it, never where it
// is forbidden. What Asterisk has refused has rung nowhere, as when the trunk is away, and is no attempt.
func (q *queueing) notPlaced(offer string, rules acd.Callback, err error) {
	later, again := (*jobs.LaterError)(nil), time.Now().Add(max(rules.RetryDelay, callbackPause))
	switch when := whenOf(err); {
	case errors.As(when, &later):
		q.notYet(offer, later.After, err.Error())
	case errors.Is(when, jobs.ErrNever):
		q.calledBack(offer, time.Time{}, err.Error())
	case unsure(err): // it may have rung
		q.calledBack(offer, again, err.Error())
	default:
		q.notYet(offer, again, err.Error())
	}
}

// closed is until when nobody is to be called, zero for who may be called now.
func (q *queueing) closed(rules acd.Callback) time.Time {
	if rules.Schedule == "" {
		return time.Time{}
	}
	now := time.Now()
	d, err := presentHours{q.app}.Decide(q.ctx, rules.Schedule, now)
	switch {
	case err == nil && d.Open:
		return time.Time{}
	case err != nil || d.Until.IsZero():
		return now.Add(max(rules.RetryDelay, callbackPause))
	}
	return d.Until
}

// customerOrder is the call to whoever wants to be called back.
func (q *queueing) customerOrder(call queue.CallBack, rules acd.Callback) (Outgoing, error) {
	if !backNumber.MatchString(call.Number) {
		return Outgoing{}, fmt.Errorf("calling %q back: no number", call.Number)
	}
	if rules.Endpoint == "" {
		return Outgoing{}, fmt.Errorf("calling %s back: queues.%s.callback has no endpoint", call.Number, call.Queue)
	}
	back := &keptBack{Queue: call.Queue, Walk: call.Walk,
		Customer: strings.ReplaceAll(rules.Endpoint, "{number}", call.Number)}
	if heard, _ := q.hall.Rules(call.Queue); heard.Callback != nil {
		back.Confirm = heard.Callback.Confirm
	}
	return Outgoing{id: acd.CallID(call.Offer.ID), back: back, By: "queue " + call.Queue, Endpoint: back.Customer,
		CallerID: flows.CallerID{Number: rules.CallerID}}, nil
}

// mayCall asks the rules of the file whether somebody may be called at all, before an agent is troubled.
func (a *App) mayCall(o Outgoing) error {
	g := a.generation()
	if g == nil {
		return nil // that is told when the call is made
	}
	defer g.release(a)
	rules, ok := g.reach().Outbound.(checker)
	if !ok {
		return nil
	}
	return rules.Check(o.Endpoint)
}

// backGone tells the queue that a call that calls somebody back has ended, which nobody has seen.
func (l *link) backGone(left leftCall) {
	if o := left.Outgoing; o != nil {
		l.backHeard(o.Back, flows.Fact{Kind: flows.CallOver, Call: left.Channel, At: time.Now()})
	}
}

// backHeard tells the queue what becomes of a call that calls somebody back.
func (l *link) backHeard(back *keptBack, f flows.Fact) {
	q := l.app.queues.Load()
	if back == nil || q == nil {
		return
	}
	if offer, is := acd.OfferOfLine(f.Call); is {
		q.lineHeard(l, back, offer, f)
		return
	}
	offer, is := acd.OfferOfCall(f.Call)
	if !is || f.Kind != flows.CallOver && f.Kind != flows.QueueLeft {
		return
	}
	if f.Call == acd.MetID(offer) { // whom they have talked with, or have not
		l.stray(acd.LineID(offer))
	}
	if f.Kind == flows.CallOver {
		again := time.Now().Add(q.hall.Callback(back.Queue).RetryDelay)
		q.calledBack(offer, again, "not taken") // of no effect when they wait again, or did
	}
}
