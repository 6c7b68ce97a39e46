package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/queue"
)

// Where an agent is called first, they have a call of their own: the line. They take it, hear what there is to tell,
// and wait on it as one in standby does. Only then the customer is called, who comes to them as any caller of the queue
// comes to an agent in standby.

// line is an agent who is called first and whose customer is not there yet.
type line struct {
	// waits is closed when the agent waits on the line, canceled when the queue has taken its offer back, unwanted when
	// nobody is to be called back any more for it.
	waits, canceled, unwanted chan struct{}
}

// isCanceled tells whether the queue has taken the offer back.
func (l *line) isCanceled() bool {
	select {
	case <-l.canceled:
		return true
	default:
		return false
	}
}

// lines are those that somebody here looks after, by the offer.
type lines struct {
	mu sync.Mutex
	of map[string]*line
	// failed are agents who could not be called the last time, with where and why; mute are those of whom Asterisk did
	// not answer then, with where; waits is why nobody could be called.
	failed, mute map[string]string
	waits        outages
}

// begin notes an offer that somebody looks after, until end.
func (l *lines) begin(offer string) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := &line{waits: make(chan struct{}), canceled: make(chan struct{}), unwanted: make(chan struct{})}
	l.of[offer] = one
	return one
}

func (l *lines) end(offer string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.of, offer)
}

// has tells whether somebody looks after a line.
func (l *lines) has(offer string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of[offer] != nil
}

// waiting notes that an agent waits on the line.
func (l *lines) waiting(offer string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if one := l.of[offer]; one != nil {
		closeOnce(one.waits)
	}
}

// canceled notes that an offer is taken back; false when nobody looks after it here.
func (l *lines) canceled(c queue.Cancel) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.of[c.Offer]
	if one == nil {
		return false
	}
	closeOnce(one.canceled)
	if c.Why == string(queue.Withdrawn) {
		closeOnce(one.unwanted)
	}
	return true
}

// closeOnce closes a channel that may be closed already; the lock that guards it is held.
func closeOnce(done chan struct{}) {
	select {
	case <-done:
	default:
		close(done)
	}
}

// isThere tells whether a call of ours rings or is walked here.
func (a *App) isThere(at place) bool { return a.expecting.has(at) || a.calls.get(at) != nil }

// callAgent calls an agent, and the customer when the agent waits on the line. The queue may take the agent back at any
// time: then nobody is called for them any more.
func (q *queueing) callAgent(call queue.CallBack, customer Outgoing, rules acd.Callback, at *line) {
	offer := call.Offer.ID
	order := q.lineOrder(call, customer)
	placed, err := q.app.originateHeld(q.ctx, order)
	if err != nil {
		if q.ctx.Err() == nil {
			q.noLine(call, order, err)
		}
		return
	}
	q.lines.called(call.Offer.Agent)
	select {
	case <-placed.done.over:
	case <-at.canceled:
		placed.done.at.link.giveUp(placed.done.at)
	case <-q.ctx.Done():
	}
	reached, err := placed.Wait(q.ctx)
	if err != nil {
		return
	}
	switch {
	case reached.Answered:
	case q.leaves(placed):
		return
	case placed.done.abandoned.Load(): // that says nothing against the agent
		q.calledBack(offer, time.Now(), "whoever called has ended")
		return
	default:
		q.became(offer, noOffer(reached), "")
		return
	}
	if !q.awaitLine(call, placed, at) {
		return
	}
	if until := q.closed(rules); !until.IsZero() { // since the agent was called
		q.notYet(offer, until, "closed")
		placed.done.at.link.endLeg(placed.ID)
		return
	}
	customer.id, customer.Asterisk = acd.MetID(offer), placed.Asterisk
	if !q.callCustomer(call, customer, rules, at, placed.done.ended, at.canceled) && q.ctx.Err() == nil {
		placed.done.at.link.endLeg(placed.ID)
	}
}

// awaitLine waits until the agent who was called first waits for the customer, and tells the queue if they do not. Who
// waits may do so at another instance: calls meet where the door is.
func (q *queueing) awaitLine(call queue.CallBack, placed Placed, at *line) (waiting bool) {
	select {
	case <-at.waits:
	case <-at.canceled:
	case <-placed.Ended():
	case <-q.ctx.Done():
		return false
	}
	if at.isCanceled() {
		placed.done.at.link.endLeg(placed.ID)
		return false
	}
	select {
	case <-at.waits:
		return true
	case <-placed.done.ended:
		q.became(call.Offer.ID, queue.Rejected, "") // or a mailbox, that presses no key
	default: // before they waited: it cannot be told from here when they do
		placed.done.at.link.endLeg(placed.ID)
		q.calledBack(call.Offer.ID, time.Now().Add(callbackPause), "the agent's call is another instance's")
	}
	return false
}

// offerCanceled takes in that the queue has taken an offer back: whoever calls the agent for it may be another
// instance, that has decided before this one, and the agent may wait on a line that nobody looks after any more. So may
// the telephone ring of a customer who is not to be called any more.
func (q *queueing) offerCanceled(c queue.Cancel) {
	if q.lines.canceled(c) {
		return
	}
	for _, l := range q.app.links {
		if line := acd.LineID(c.Offer); q.app.calls.get(place{l, line}) != nil {
			l.stray(line)
		}
	}
	q.canceledElsewhere(c)
}

// canceledElsewhere has an offer be taken back for which nobody here calls. All that may do so are asked at once: an
// Asterisk that does not answer, or an instance that is gone without a word, has no telephone ring on at another one.
func (q *queueing) canceledElsewhere(c queue.Cancel) {
	if c.Back {
		q.beside(func() { q.hall.TellCanceled(q.ctx, c) })
	}
	if c.Why != string(queue.Withdrawn) {
		return
	}
	for _, l := range q.app.links {
		if l.isUp.Load() {
			q.beside(func() { l.endRinging(q.ctx, c.Offer) })
		}
	}
}

// endRinging hangs up the telephone of a customer that rings for an offer.
func (l *link) endRinging(ctx context.Context, offer string) {
	for _, id := range []string{acd.CallID(offer), acd.MetID(offer)} {
		if channel, err := l.client.Channels.Get(ctx, id); err == nil && channel.State != ari.ChannelStateUp {
			l.endLeg(id)
		}
	}
}

// noOffer is what an agent's telephone that was not answered means.
func noOffer(reached Reached) queue.OfferState {
	switch reached.Cause {
	case flows.CauseBusy:
		return queue.Busy
	case flows.CauseRejected:
		return queue.Rejected
	case flows.CauseNoAnswer, flows.CauseNormal, 0:
		return queue.NoAnswer
	}
	return queue.NotThere
}

// lineOrder is the call to an agent who is called first.
func (q *queueing) lineOrder(call queue.CallBack, customer Outgoing) Outgoing {
	heard, _ := q.hall.Rules(call.Queue)
	back := &keptBack{Queue: call.Queue, Line: true, Confirm: heard.Confirm, Told: heard.AgentAnnounce,
		Waits: ringTime + heard.MemberDelay + 2*(customer.back.Confirm.Timeout+promptMost)}
	if heard.ReportHoldTime {
		back.Told = append(back.Told[:len(back.Told):len(back.Told)], steps.WaitedMedia(call.Waited)...)
	}
	agent := q.hall.Reach(call.Offer, "")
	return Outgoing{id: acd.LineID(call.Offer.ID), back: back, By: "queue " + call.Queue, Endpoint: agent.Endpoint,
		Asterisk: agent.Asterisk, Timeout: call.Offer.Ring,
		CallerID: flows.CallerID{Name: call.Queue, Number: call.Number}}
}

// lineHeard takes in what becomes of the call of an agent who is called first.
func (q *queueing) lineHeard(l *link, back *keptBack, offer string, f flows.Fact) {
	switch {
	case f.Kind == flows.WalkResumed && !q.lines.has(offer):
		q.beside(func() { q.lineLeft(l, offer) })
	case f.Kind == flows.FlowBegun:
		q.became(offer, queue.AgentAnswered, "")
	case f.Kind == flows.StepBegun && strings.HasSuffix(f.Step, "/"+lineStep):
		q.lines.waiting(offer)
	case f.Kind != flows.CallOver, q.lines.has(offer), l.app.isThere(place{l, acd.MetID(offer)}):
	default: // a process before this one has called the agent, and nobody the customer
		pause := max(q.hall.Callback(back.Queue).RetryDelay, callbackPause)
		q.calledBack(offer, time.Now().Add(pause), "the agent's call is over") // of no effect when they have talked
	}
}

// lineLeft ends the line of an agent whom a process before this one has called, if nobody calls the customer: that one
// may have died before, or while they rang.
func (q *queueing) lineLeft(l *link, offer string) {
	if pause(q.ctx, lineLookAfter) != nil || q.lines.has(offer) {
		return
	}
	if _, err := l.client.Channels.Get(q.ctx, acd.MetID(offer)); errors.Is(err, ari.ErrNotFound) {
		l.endLeg(acd.LineID(offer)) // what comes of its end is told as it ends
	}
}
