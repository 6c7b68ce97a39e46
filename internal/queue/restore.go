package queue

import (
	"maps"
	"slices"
	"time"
)

// Restore takes up what another process has written down: entries are away until then, or until they come back.
func (e *Engine) Restore(now time.Time, entries []EntryRecord, agents []AgentRecord, until time.Time) Effects {
	e.begin(now)
	for _, r := range agents {
		if a := e.agents[r.ID]; a != nil {
			e.restoreAgent(a, r)
		}
	}
	for _, q := range e.queues {
		q.last = nil
		q.goOnBehind()
	}
	for _, r := range entries {
		if q := e.queues[r.Queue]; q != nil && e.entries[r.ID] == nil {
			e.restoreEntry(q, r, nanos(until))
		}
	}
	return e.finish()
}

func (e *Engine) restoreAgent(a *agent, r AgentRecord) {
	for _, m := range a.members {
		if m.is.free {
			e.release(m, false)
			m.is.free = false
			m.queue.free--
		}
	}
	a.loggedIn, a.in, a.endpoint = r.LoggedIn, slices.Clone(r.In), r.Endpoint
	e.standBy(a, r.Standby, r.At)
	a.onBreak, a.reason, a.paused = r.OnBreak, r.Reason, r.Paused
	a.lastCall, a.lastMissed, a.holdTill = nanos(r.LastCall), nanos(r.LastMissed), nanos(r.HoldTill)
	a.restFrom, a.restTill, a.restQueue = nanos(r.RestFrom), nanos(r.RestTill), r.RestQueue
	a.login, a.breakFrom = nanos(r.Login), nanos(r.Break)
	if r.Device != "" && a.device == "" {
		a.device = r.Device
	}
	e.restoreDay(a, &r)
	a.kept = maps.Clone(r.Queues)
	for name, counts := range a.kept {
		if r.Day != e.today.day {
			counts.Calls, counts.Talk = 0, 0
			a.kept[name] = counts
		}
	}
	for _, m := range a.members {
		m.counts = a.kept[m.rules.Queue]
	}
	e.refresh(a)
	a.since = nanos(r.Since)
}

func (e *Engine) restoreEntry(q *queue, r EntryRecord, until int64) {
	x := e.newEntry(q, Joined{ID: r.ID, Queue: r.Queue, From: r.From, Call: r.Call, Priority: r.Priority,
		Require: r.Require, MaxWait: r.MaxWait, Agent: r.Agent, Asterisk: r.Asterisk,
		Private: r.Private})
	x.since, x.begun = nanos(r.Since), nanos(r.Since)
	if !r.Begun.IsZero() {
		x.begun = nanos(r.Begun)
	}
	x.door, x.offered, x.rungFrom = int32(r.Position), int32(r.Offered), nanos(r.RungFrom)
	for _, id := range r.Tried {
		if a := e.agents[id]; a != nil {
			x.tried = append(x.tried, a)
		}
	}
	e.entries[x.id] = x
	x.shown, x.kept = r.CallbackOffered, r.CalledBack || r.Number != ""
	if r.Number != "" {
		x.back = &callBack{number: r.Number, walk: r.Walk, again: nanos(r.Again), since: nanos(r.Kept),
			attempts: r.Attempts, calls: r.Calls, at: r.CallsAt, until: nanos(r.CallsUntil)}
		q.callbacks++
		e.noteNumber(x)
	} else {
		x.away = until
	}
	if r.CalledBack && r.Called != "" {
		x.called = &callBack{number: r.Called, walk: r.Walk, since: nanos(r.Kept), attempts: r.Attempts}
	}
	for _, o := range r.Offers {
		e.adopt(x, o, nanos(r.TalkFrom))
	}
	for _, o := range x.offers {
		if x.back != nil {
			o.guard = max(o.guard, x.back.until)
		}
	}
	e.takeSeat(x)
}

// takeSeat has an entry wait or talk that comes from elsewhere.
func (e *Engine) takeSeat(x *entry) {
	q := x.queue
	if len(x.offers) == 1 && x.offers[0].stage == connected {
		x.talking = true
		q.talking++
	} else {
		q.order.insert(x)
	}
	e.settle(x)
}

// adopt takes over an offer that was made by an engine before this one.
func (e *Engine) adopt(x *entry, r Offer, talkFrom int64) {
	a := e.agents[r.Agent]
	if a == nil || a.offer != nil {
		e.out.Cancels = append(e.out.Cancels, Cancel{Offer: r.ID, Entry: x.id, Agent: r.Agent, Why: "not free any more",
			Back: x.kept})
		return
	}
	o := &offer{id: r.ID, entry: x, agent: a, queue: x.queue.rules.Name, level: r.Level, ring: r.Ring, stage: made,
		since: nanos(r.Since), guard: nanos(r.Since) + int64(r.Ring+offerGrace)}
	if x.back != nil {
		o.guard = nanos(r.Since) + int64(callbackGuard)
	}
	switch {
	case r.Connected:
		o.stage, o.talkAt, o.guard = connected, talkFrom, 0
		if o.talkAt == 0 {
			o.talkAt = e.now
		}
	case r.Answered:
		o.stage, o.guard = answered, o.answeredGuard()
	case r.Rings:
		o.stage = ringing
	}
	x.offers = append(x.offers, o)
	if x.rungFrom == 0 {
		x.rungFrom = o.since
	}
	a.offer = o
	e.refresh(a)
}

// comeBack takes a call that tells that it still has its place.
func (e *Engine) comeBack(c CameBack) {
	x := e.entries[c.ID]
	if x == nil {
		if !e.hasEnded(c.ID) {
			e.comeFromElsewhere(c)
		}
		return
	}
	was := x.away
	x.away, x.call, x.asterisk, x.private = 0, c.Call, c.Asterisk, x.private || c.Private
	if x.back != nil {
		e.comesToCall(x)
	}
	if x.talking {
		if was != 0 && !c.Talks {
			e.hangUp(x, "lost", "")
			return
		}
		e.settle(x)
		return
	}
	for _, r := range c.Offers {
		i := slices.IndexFunc(x.offers, func(o *offer) bool { return o.id == r.ID })
		if i < 0 {
			e.adopt(x, r, 0)
			i = len(x.offers) - 1
			if i < 0 || x.offers[i].id != r.ID {
				continue
			}
		}
		e.hearOf(x.offers[i], r)
	}
	for _, o := range slices.Clone(x.offers) {
		switch known := slices.ContainsFunc(c.Offers, func(r Offer) bool { return r.ID == o.id }); {
		case was == 0:
		case o.stage == held && x.ask == nil:
			e.make(o)
			e.refresh(o.agent)
		case o.stage > held && !known:
			e.out.Offers = append(e.out.Offers, o.view())
		}
	}
	for _, o := range x.offers {
		if o.stage == connected {
			o.stage = answered
			e.connect(o)
			return
		}
	}
	e.settle(x)
}

// hearOf takes how far an offer is, by the call that rings.
func (e *Engine) hearOf(o *offer, r Offer) {
	switch {
	case r.Connected && o.stage < connected:
		o.stage, o.guard = connected, 0
	case r.Answered && o.stage < answered:
		o.stage, o.guard = answered, o.answeredGuard()
	default:
		return
	}
	e.refresh(o.agent)
}

// comeFromElsewhere has an entry in its old place that this engine has not heard of.
func (e *Engine) comeFromElsewhere(c CameBack) {
	q := e.queues[c.Queue]
	if q == nil {
		e.refuse(c.Joined, Failed, "no such queue")
		return
	}
	x := e.newEntry(q, c.Joined)
	if !c.Since.IsZero() {
		x.since, x.begun = nanos(c.Since), nanos(c.Since)
	}
	x.door = int32(c.Position)
	e.entries[x.id] = x
	for _, r := range c.Offers {
		if !c.Talks || r.Connected {
			e.adopt(x, r, 0)
		}
	}
	if c.Talks && len(x.offers) == 0 {
		// It talks with somebody who is not known here: there is nothing to wait for.
		x.gone = true
		delete(e.entries, x.id)
		q.dropWish(x.wish)
		return
	}
	e.takeSeat(x)
}

// goAway has entries be out of sight for a while.
func (e *Engine) goAway(event Away) {
	for _, id := range event.IDs {
		if x := e.entries[id]; x != nil && x.back == nil {
			x.away = nanos(event.Until)
			e.settle(x)
		}
	}
}
