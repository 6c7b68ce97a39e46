package queue

import (
	"slices"
	"time"
)

// told takes what became of an offer. What was told already has no effect.
func (e *Engine) told(t Told) {
	x := e.entries[t.Entry]
	if x == nil {
		return
	}
	if t.State == CallbackOffered {
		e.showsCallback(x)
		return
	}
	i := slices.IndexFunc(x.offers, func(o *offer) bool { return o.id == t.Offer })
	if i < 0 || x.offers[i].stage == held {
		return
	}
	o := x.offers[i]
	switch t.State {
	case Ringing:
		if o.stage == made {
			o.stage = ringing
			e.refresh(o.agent)
			e.touch(x)
		}
	case AgentAnswered:
		if o.stage < answered {
			o.stage, o.guard = answered, o.answeredGuard()
			e.refresh(o.agent)
			e.settle(x)
		}
	case Connected:
		if o.stage < connected {
			e.connect(o)
		}
	case Canceled:
		if o.stage < connected {
			e.drop(o)
			e.settle(x)
		}
	case NoAnswer, Busy, Rejected, NotThere:
		if o.stage < connected {
			e.fails(o, t.State, t.Spared)
		}
	case ConversationEnd:
		if o.stage == connected {
			e.hangUp(x, t.By, t.Text)
			return
		}
		e.drop(o)
		e.settle(x)
	}
}

// answeredGuard is the guard of an offer that an agent has answered: none where a caller waits for them, who tells. Of
// a call-back there is no caller yet, and whoever was to call them may be gone.
func (o *offer) answeredGuard() int64 {
	if o.entry.back == nil {
		return 0
	}
	return o.since + int64(o.ring+callbackGuard)
}

// connect begins a conversation: the entry waits no longer, and who else rings for it is hung up.
func (e *Engine) connect(o *offer) {
	x, a, q := o.entry, o.agent, o.entry.queue
	position, size := q.order.rank(x)+1, q.order.len()
	for _, other := range slices.Backward(slices.Clone(x.offers)) {
		if other != o {
			e.cancel(other, string(Answered))
			e.drop(other)
		}
	}
	o.stage, o.talkAt, o.guard = connected, e.now, 0
	waited := e.now - x.begun
	q.counts.answered(waited, &q.rules)
	q.waits.note(waited)
	if m := a.member(q.rules.Name); m != nil {
		m.counts.Missed = 0
	}
	e.leaveOrder(x)
	x.talking, x.away = true, 0
	q.talking++
	e.tellEnd(End{Entry: x.id, Queue: q.rules.Name, Result: Answered, Offer: o.id})
	e.fact(Fact{Kind: EntryConnected, Queue: q.rules.Name, Entry: x.id, Call: x.call, From: x.from, Agent: a.id,
		Offer: o.id, Position: position, JoinPosition: int(x.door), Size: size, Waited: e.waited(x),
		Rang: time.Duration(e.now - o.since), CalledBack: x.kept})
	if x.kept {
		q.counts.CalledBack++
	}
	e.refresh(a)
	e.settle(x)
}

// hangUp ends a conversation; the agent rests.
func (e *Engine) hangUp(x *entry, by, text string) {
	q := x.queue
	o := x.offers[0]
	a := o.agent
	talked := time.Duration(e.now - o.talkAt)
	a.lastCall = e.now
	q.talking--
	q.counts.Talk += talked
	if q.rules.StickyAgent > 0 {
		q.sticky.keep(x.from, remembered{at: e.now, agent: a.id})
	}
	m := a.member(q.rules.Name)
	rest := q.rules.WrapUp
	if m != nil {
		m.counts.Calls++
		m.counts.Talk += talked
		m.counts.LastCall = clock(e.now)
		rest = m.wrapUp()
	}
	q.waits.handled(int(x.stage), int64(talked+rest))
	e.fact(Fact{Kind: TalkEnded, Queue: q.rules.Name, Entry: x.id, Call: x.call, From: x.from, Agent: a.id, Offer: o.id,
		JoinPosition: int(x.door), Waited: time.Duration(o.talkAt - x.since), Talked: talked, By: by,
		Text: text})
	if rest > 0 && e.agents[a.id] == a {
		a.restFrom, a.restTill, a.restQueue = e.now, e.now+int64(rest), q.rules.Name
		e.fact(Fact{Kind: WrapUpBegun, Queue: q.rules.Name, Agent: a.id})
	}
	e.drop(o)
	e.forget(x)
}

// wrapUp is how long a member rests.
func (m *member) wrapUp() time.Duration {
	switch {
	case m.rules.WrapUp != nil:
		return *m.rules.WrapUp
	case m.agent.rules.WrapUp != nil:
		return *m.agent.rules.WrapUp
	}
	return m.queue.rules.WrapUp
}

// fails takes an offer that came to nothing by the agent's side: the agent is left alone for a while, and paused if it
// was too often. Who is spared has not missed it, and may ring all the same as long as they would have: whoever called
// them has no answer, and perhaps cannot hang up.
func (e *Engine) fails(o *offer, how OfferState, spared bool) {
	x, a, q := o.entry, o.agent, o.entry.queue
	if !spared {
		e.missed(o, how)
	}
	b := q.rules.Backoff
	alone := map[OfferState]time.Duration{NoAnswer: b.NoAnswer, Busy: b.Busy, Rejected: b.Reject, NotThere: b.Unavailable}
	a.lastMissed = e.now
	a.holdTill = max(e.now+int64(alone[how]), o.since+int64(q.rules.Retry))
	if spared {
		a.holdTill = max(a.holdTill, o.since+int64(o.ring))
	}
	if !slices.Contains(x.tried, a) {
		x.tried = append(x.tried, a)
	}
	e.drop(o)
	if x.back != nil {
		e.putOff(x, true)
	}
	e.settle(x)
}

// missed counts an offer that came to nothing, and pauses the agent when it was one too many.
func (e *Engine) missed(o *offer, how OfferState) {
	x, a, q := o.entry, o.agent, o.entry.queue
	e.fact(Fact{Kind: OfferFailed, Queue: q.rules.Name, Entry: x.id, Call: x.call, Agent: a.id, Offer: o.id, State: how,
		Rang: time.Duration(e.now - o.since), Taken: o.stage >= answered})
	q.counts.Missed++
	rules, m := &q.rules.AutoPause, a.member(q.rules.Name)
	if m == nil {
		return
	}
	if how == NoAnswer || how == Busy && rules.Busy || how == NotThere && rules.Unavailable {
		m.counts.Missed++
	}
	spared := rules.Grace > 0 && a.lastCall != 0 && e.now-a.lastCall <= int64(rules.Grace)
	if rules.NoAnswer == 0 || m.counts.Missed < rules.NoAnswer || spared {
		return
	}
	m.counts.Missed = 0
	queues := []string{q.rules.Name}
	if rules.All {
		queues = nil
	}
	e.pause(a.id, "auto_"+string(how), queues)
}
