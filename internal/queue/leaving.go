package queue

import (
	"slices"
	"time"
)

// ending is what there is to say of an end beside its result.
type ending struct {
	key, number, reason string
}

// left ends an entry from the caller's side.
func (e *Engine) left(l Left) {
	x := e.entries[l.ID]
	switch {
	case x == nil:
	case l.Why == CallbackWanted && (x.talking || l.Call != "" && l.Call != x.call): // they are called back by now
	case x.talking:
		e.hangUp(x, "caller", "")
	case l.Why == CallbackWanted:
		e.keepCallback(x, l.Number, l.Walk)
	default:
		e.end(x, l.Why, ending{key: l.Key, number: l.Number})
	}
}

// end ends an entry that waits.
func (e *Engine) end(x *entry, why Result, with ending) {
	q := x.queue
	position, size := q.order.rank(x)+1, q.order.len()
	if x.back != nil && x.back.calls != "" {
		e.wasCalled(x)
		e.cancelCall(x, why)
	}
	for _, o := range slices.Backward(slices.Clone(x.offers)) {
		e.cancel(o, string(why))
		e.drop(o)
	}
	waited := e.now - x.begun
	if x.back == nil {
		q.counts.ended(why)
		q.counts.left(why, waited, &q.rules)
		if why == Abandoned && q.rules.ResumeAbandoned > 0 {
			q.abandoned.keep(x.from, remembered{at: e.now, since: x.since, door: x.door, priority: x.priority})
		}
	}
	e.tellEnd(End{Entry: x.id, Queue: q.rules.Name, Result: why})
	f := Fact{Kind: EntryEnded, Queue: q.rules.Name, Entry: x.id, Call: x.call, From: x.from, Result: why, Key: with.key,
		Number: with.number, Reason: with.reason, Position: position, JoinPosition: int(x.door), Size: size,
		Waited: e.waited(x)}
	if x.back != nil {
		f.Number = x.back.number
	}
	e.fact(f)
	e.forget(x)
}

// tellEnd tells an end, and remembers it for a while: whoever repeats that such an entry joins, or is there, is told
// again.
func (e *Engine) tellEnd(end End) {
	e.out.Ends = append(e.out.Ends, end)
	e.over[end.Entry] = end
	e.overOrder = append(e.overOrder, moment{end.Entry, e.now})
	n := 0
	for ; e.now-e.overOrder[n].at > int64(endedKept); n++ {
		delete(e.over, e.overOrder[n].id)
	}
	e.overOrder = e.overOrder[n:]
}

type moment struct {
	id string
	at int64
}

// hasEnded repeats the end of an entry that is over.
func (e *Engine) hasEnded(id string) bool {
	end, over := e.over[id]
	if over && e.entries[id] == nil {
		e.out.Ends = append(e.out.Ends, end)
		return true
	}
	return false
}

// forget takes an entry out of everything.
func (e *Engine) forget(x *entry) {
	q := x.queue
	e.leaveOrder(x)
	if x.ask != nil {
		delete(e.asked, x.ask.id)
	}
	x.gone = true
	e.alarms.set(&x.alarm, 0)
	e.touch(x)
	delete(e.entries, x.id)
	q.dropWish(x.wish)
}

// leaveOrder takes an entry out of those who wait.
func (e *Engine) leaveOrder(x *entry) {
	q := x.queue
	e.delist(x)
	q.order.remove(x)
	if x.back != nil {
		q.callbacks--
		x.forgetNumber()
		x.back = nil
	}
}

// drop frees the agent of an offer.
func (e *Engine) drop(o *offer) {
	x, a := o.entry, o.agent
	for i := len(x.offers) - 1; i >= 0; i-- {
		if x.offers[i] == o {
			x.offers = slices.Delete(x.offers, i, i+1)
			break
		}
	}
	if len(x.offers) == 0 {
		x.offers = nil
	}
	if a.offer == o {
		a.offer = nil
	}
	if x.ask != nil && x.ask.held == o {
		delete(e.asked, x.ask.id)
		x.ask = nil
	}
	e.refresh(a)
}

// cancel has an offer hung up by who rings; a held one rings nowhere.
func (e *Engine) cancel(o *offer, why string) {
	if o.stage > held {
		e.out.Cancels = append(e.out.Cancels, Cancel{Offer: o.id, Entry: o.entry.id, Agent: o.agent.id, Why: why,
			Back: o.entry.kept})
	}
}

// cancelCall has the call to the number of a call-back be hung up where its agent has gone meanwhile: there is no offer
// any more with which it would be.
func (e *Engine) cancelCall(x *entry, why Result) {
	if !slices.ContainsFunc(x.offers, func(o *offer) bool { return o.id == x.back.calls }) {
		e.out.Cancels = append(e.out.Cancels, Cancel{Offer: x.back.calls, Entry: x.id, Why: string(why), Back: true})
	}
}

// waited is how long an entry has waited, since it was in its place.
func (e *Engine) waited(x *entry) time.Duration { return time.Duration(e.now - x.since) }
