package queue

import (
	"slices"
	"time"
)

// keepCallback lets a caller go who wants to be called back. The entry keeps its place; one number has one place, the
// first.
func (e *Engine) keepCallback(x *entry, number string, walk []byte) {
	q := x.queue
	if number == "" {
		number = x.from
	}
	if x.back != nil && x.back.number == number { // it was told before
		return
	}
	if other := q.numbers[e.sameNumber(number)]; other != nil && other != x {
		if before(other, x) < 0 || other.back.calls != "" { // whose telephone rings is not called for another place
			e.end(x, CallbackWanted, ending{number: number, reason: "it has a place already"})
			return
		}
		e.end(other, Withdrawn, ending{number: number, reason: "the number has a place further in front"})
	}
	if x.back != nil { // the same place, with another number
		x.forgetNumber()
		x.back.number, x.back.walk = number, walk
		e.noteNumber(x)
		e.touch(x)
		return
	}
	for len(x.offers) > 0 {
		e.cancel(x.offers[0], string(CallbackWanted))
		e.drop(x.offers[0])
	}
	x.back = &callBack{number: number, walk: walk, since: e.now, again: e.now + int64(q.rules.Callback.InitialDelay)}
	x.away, x.tried, x.kept = 0, nil, true
	e.noteNumber(x)
	q.callbacks++
	q.counts.Callbacks++
	e.fact(Fact{Kind: CallbackKept, Queue: q.rules.Name, Entry: x.id, Call: x.call, From: x.from, Number: number,
		Position: q.order.rank(x) + 1, JoinPosition: int(x.door), Waited: e.waited(x)})
	e.settle(x)
}

// sameNumber is what all ways to write a number have in common.
func (e *Engine) sameNumber(number string) string {
	if e.config.SameNumber == nil {
		return number
	}
	return e.config.SameNumber(number)
}

// noteNumber has the queue know that a number has a place. Two that an older version let in keep theirs; the first is
// known, the others are further ones.
func (e *Engine) noteNumber(x *entry) {
	same, q := e.sameNumber(x.back.number), x.queue
	x.back.same = same
	other := q.numbers[same]
	if other == nil || other == x {
		q.numbers[same] = x
		return
	}
	if before(x, other) < 0 {
		q.numbers[same], x = x, other
	}
	q.further[same] = append(q.further[same], x)
}

// forgetNumber has the number of an entry have no place any more, unless it has a further one.
func (x *entry) forgetNumber() {
	q, same := x.queue, x.back.same
	further := slices.DeleteFunc(q.further[same], func(other *entry) bool { return other == x })
	if q.numbers[same] == x {
		delete(q.numbers, same)
		if len(further) > 0 {
			first := slices.MinFunc(further, before)
			q.numbers[same] = first
			further = slices.DeleteFunc(further, func(other *entry) bool { return other == first })
		}
	}
	if q.further[same] = further; len(further) == 0 {
		delete(q.further, same)
	}
}

// showsCallback counts that a caller has heard that they may be called back, each once.
func (e *Engine) showsCallback(x *entry) {
	if x.shown {
		return
	}
	x.shown = true
	x.queue.counts.CallbacksOffered++
	e.fact(Fact{Kind: CallbackShown, Queue: x.queue.rules.Name, Entry: x.id, Call: x.call, From: x.from,
		Waited: e.waited(x)})
	e.touch(x)
}

// expiry is when a call-back is not made any more, 0 for never.
func (x *entry) expiry() int64 {
	if x.back == nil || x.queue.rules.Callback.Expires <= 0 {
		return 0
	}
	return x.back.since + int64(x.queue.rules.Callback.Expires)
}

// calledBack takes how a call-back went: it is tried again, or over. Where the number was not called, whatever has
// failed, that is no attempt: it rests as one does that no agent has taken, so that nobody is rung all the time. Of a
// try whose offer is not told, an older version's, it is not known whether the number was called.
func (e *Engine) calledBack(c CalledBack) {
	x := e.entries[c.ID]
	if x == nil || x.back == nil || c.Offer != "" && !x.tries(c.Offer) {
		return
	}
	nobody := c.Offer != "" && x.back.calls == ""
	if !nobody && !c.Untried {
		e.wasCalled(x)
	}
	x.back.calls, x.back.until, x.back.at = "", 0, ""
	for len(x.offers) > 0 {
		e.cancel(x.offers[0], "called back")
		e.drop(x.offers[0])
	}
	if c.Untried || nobody {
		x.back.attempts = max(0, x.back.attempts-1)
	}
	if most := x.queue.rules.Callback.Attempts; c.Again.IsZero() || most > 0 && x.back.attempts >= most {
		e.end(x, Failed, ending{reason: c.Why})
		return
	}
	x.back.again = nanos(c.Again)
	if nobody && !c.Untried {
		x.back.again = max(x.back.again, e.now+int64(callbackRest))
	}
	e.settle(x)
}

// wasCalled counts that the number of a call-back was called: it is known when something has become of that, as what
// Asterisk refuses rings nowhere.
func (e *Engine) wasCalled(x *entry) {
	x.queue.counts.CallbacksTried++
	f := Fact{Kind: CallbackTried, Queue: x.queue.rules.Name, Entry: x.id, Number: x.back.number}
	if len(x.offers) > 0 {
		f.Agent = x.offers[0].agent.id
	}
	e.fact(f)
}

// calls notes that the number of a call-back is about to be called.
func (e *Engine) calls(c Calls) {
	x := e.entries[c.ID]
	if x == nil || x.back == nil || x.back.calls != "" || !x.tries(c.Offer) {
		return
	}
	x.back.calls, x.back.at = c.Offer, c.At
	x.back.until = max(nanos(c.Until), e.now+int64(callbackGuard))
	for _, o := range x.offers { // they wait for as long
		o.guard = max(o.guard, x.back.until)
	}
	e.settle(x)
}

// tries tells whether a call-back is being tried for an offer.
func (x *entry) tries(id string) bool {
	if x.back.calls != "" {
		return x.back.calls == id
	}
	return slices.ContainsFunc(x.offers, func(o *offer) bool { return o.id == id })
}

// putOff has a call-back tried again when its agent has failed: the number was not called, or whoever calls tells.
// Where no other agent is free it rests for a while: those behind it have their turn with agents who do not answer.
// Whoever is being called already is not called for another one.
func (e *Engine) putOff(x *entry, failed bool) {
	if x.back.calls != "" {
		return
	}
	if most := x.queue.rules.Callback.Attempts; most > 0 && x.back.attempts > 0 {
		x.back.attempts--
	}
	x.back.again = e.now
	if failed && e.pick(x) == nil {
		x.back.again += int64(callbackRest)
	}
}

// comesToCall is an entry whose number was called: there is a caller again.
func (e *Engine) comesToCall(x *entry) {
	q := x.queue
	e.wasCalled(x)
	q.callbacks--
	x.forgetNumber()
	x.called, x.back = x.back, nil
	x.called.calls, x.called.until, x.called.at = "", 0, ""
	x.begun = e.now
	for _, o := range x.offers {
		if o.stage >= answered {
			o.guard = 0
			continue
		}
		o.since, o.guard = e.now, e.now+int64(o.ring+offerGrace)
		e.out.Offers = append(e.out.Offers, o.view())
	}
}

// wantsAgain has somebody be called once more who was called back and has come, but whose call is lost, as whoever had
// it has ended: they were promised a call, and have had no talk.
func (e *Engine) wantsAgain(x *entry) bool {
	q, b := x.queue, x.called
	if b == nil || q.numbers[e.sameNumber(b.number)] != nil {
		return false
	}
	if most := q.rules.Callback.Attempts; most > 0 && b.attempts >= most {
		return false
	}
	for len(x.offers) > 0 {
		e.cancel(x.offers[0], "lost")
		e.drop(x.offers[0])
	}
	x.back, x.called, x.tried = b, nil, nil
	b.again = e.now + int64(q.rules.Callback.RetryDelay)
	q.callbacks++
	e.noteNumber(x)
	e.settle(x)
	return true
}

// Callbacks are a queue's rules for calling back. Zero means no bound, or at once.
type Callbacks struct {
	// InitialDelay is the least time before the first attempt, RetryDelay the time between two, of which whoever calls
	// tells the end.
	InitialDelay, RetryDelay time.Duration
	// Attempts is how often a number is called, Expires how long the place is kept.
	Attempts int
	Expires  time.Duration
}
