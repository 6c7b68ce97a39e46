package queue

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Entry is how things are with an entry, false for one that is over.
func (e *Engine) Entry(now time.Time, id string) (EntryView, bool) {
	x := e.entries[id]
	if x == nil {
		return EntryView{}, false
	}
	return e.entryView(x, max(nanos(now), e.now), -1), true
}

func (e *Engine) entryView(x *entry, now int64, position int) EntryView {
	q := x.queue
	v := EntryView{ID: x.id, Queue: q.rules.Name, Call: x.call, From: x.from, Priority: x.priority,
		Size: q.order.len(), Joined: int(x.door), Waited: time.Duration(now - x.since), Agents: q.loggedIn, Free: q.free,
		Talking: x.talking, Away: x.away != 0}
	if x.back != nil {
		v.Number, v.Calls = x.back.number, x.back.calls
	}
	for _, o := range x.offers {
		if o.stage > held {
			v.Offers = append(v.Offers, o.view())
		}
	}
	if x.talking {
		v.Waited = time.Duration(x.offers[0].talkAt - x.since)
		return v
	}
	if position < 0 {
		position = q.order.rank(x) + 1
	}
	v.Position = position
	wait, known := e.estimate(x.class, position)
	v.Wait, v.WaitKnown = time.Duration(wait), known
	return v
}

// Waiting are the entries of a queue in their order.
func (e *Engine) Waiting(now time.Time, queue string) []EntryView {
	q := e.queues[queue]
	if q == nil {
		return nil
	}
	views := make([]EntryView, 0, q.order.len())
	q.order.each(func(x *entry) bool {
		views = append(views, e.entryView(x, max(nanos(now), e.now), len(views)+1))
		return true
	})
	return views
}

// Queue is how things are with a queue.
func (e *Engine) Queue(now time.Time, name string) (QueueView, bool) {
	q := e.queues[name]
	if q == nil {
		return QueueView{}, false
	}
	return e.queueView(q, max(nanos(now), e.now)), true
}

func (e *Engine) queueView(q *queue, now int64) QueueView {
	v := QueueView{Name: q.rules.Name, Strategy: q.rules.Strategy, Waiting: q.order.len() - q.callbacks,
		Callbacks: q.callbacks, Talking: q.talking, Agents: q.loggedIn, Free: q.free, Busy: q.busy, OnBreak: q.onBreak,
		Longest: q.longest(now)}
	if !e.today.isOver(now) {
		v.Counts = q.counts
	}
	c := q.classes[classKey{}]
	if c == nil {
		c = q.class(0, nil, "")
		defer c.unused()
	}
	wait, known := e.estimate(c, q.order.len()+1)
	v.Wait, v.WaitKnown = time.Duration(wait), known
	if q.order.len() == 0 && q.free > 0 {
		v.Wait, v.WaitKnown = 0, true
	}
	return v
}

// Queues are all queues by name.
func (e *Engine) Queues(now time.Time) []QueueView {
	views := make([]QueueView, 0, len(e.queues))
	for _, q := range sorted(e.queues) {
		views = append(views, e.queueView(q, max(nanos(now), e.now)))
	}
	return views
}

// Agent is how things are with an agent.
func (e *Engine) Agent(now time.Time, id string) (AgentView, bool) {
	a := e.agents[id]
	if a == nil {
		return AgentView{}, false
	}
	return e.agentView(a, max(nanos(now), e.now)), true
}

func (e *Engine) agentView(a *agent, now int64) AgentView {
	v := AgentView{ID: a.id, Name: a.rules.Name, Endpoint: a.endpoint, Standby: a.standby, Reason: a.reason,
		Paused: maps.Clone(a.paused), Since: clock(a.since), Device: a.device}
	p, w := a.state(now)
	v.Presence, v.Work = string(p), string(w)
	if w == idle && a.work == wrappingUp {
		v.Since = clock(a.restTill)
	}
	for _, m := range a.members {
		v.Members = append(v.Members, m.rules)
		if a.isIn(m.rules.Queue) {
			v.Queues = append(v.Queues, m.rules.Queue)
		}
		v.Missed += m.counts.Missed
		if !e.today.isOver(now) {
			v.Calls += m.counts.Calls
			v.Talk += m.counts.Talk
		}
	}
	slices.Sort(v.Queues)
	e.viewDay(a, &v, now)
	if o := a.offer; o != nil {
		v.Queue, v.Connected = o.queue, o.stage == connected
		if o.stage > held {
			v.Entry, v.Call, v.Asterisk, v.Private = o.entry.id, o.entry.call, o.entry.asterisk, o.entry.private
		}
	}
	return v
}

// Agents are all agents by number.
func (e *Engine) Agents(now time.Time) []AgentView {
	views := make([]AgentView, 0, len(e.agents))
	for _, a := range e.agents {
		views = append(views, e.agentView(a, max(nanos(now), e.now)))
	}
	slices.SortFunc(views, func(a, b AgentView) int { return cmp.Compare(a.ID, b.ID) })
	return views
}

// EntryRecord is an entry as it is to be written down, false for one that is over.
func (e *Engine) EntryRecord(id string) (EntryRecord, bool) {
	x := e.entries[id]
	if x == nil {
		return EntryRecord{}, false
	}
	r := EntryRecord{ID: x.id, Queue: x.queue.rules.Name, Call: x.call, Asterisk: x.asterisk, From: x.from,
		CalledBack: x.kept && x.back == nil, CallbackOffered: x.shown, Private: x.private,
		Priority: x.priority, Agent: x.prefers, Since: clock(x.since), Position: int(x.door),
		RungFrom: clock(x.rungFrom), Offered: int(x.offered)}
	if x.maxWait >= 0 {
		r.MaxWait = new(time.Duration(x.maxWait))
	}
	if x.wish != nil {
		r.Require = maps.Clone(x.wish.need)
	}
	if x.begun != x.since {
		r.Begun = clock(x.begun)
	}
	for _, o := range x.offers {
		if o.stage > held {
			r.Offers = append(r.Offers, o.view())
		}
		if o.stage == connected {
			r.TalkFrom = clock(o.talkAt)
		}
	}
	for _, a := range x.tried {
		r.Tried = append(r.Tried, a.id)
	}
	if b := x.called; b != nil && x.back == nil {
		r.Called, r.Kept, r.Attempts, r.Walk = b.number, clock(b.since), b.attempts, b.walk
	}
	if b := x.back; b != nil {
		r.Number, r.Again, r.Kept, r.Attempts, r.Walk = b.number, clock(b.again), clock(b.since), b.attempts, b.walk
		r.Calls, r.CallsUntil, r.CallsAt = b.calls, clock(b.until), b.at
	}
	return r, true
}

// AgentRecord is an agent as it is to be written down, false for one that is not there.
func (e *Engine) AgentRecord(id string) (AgentRecord, bool) {
	a := e.agents[id]
	if a == nil {
		return AgentRecord{}, false
	}
	r := AgentRecord{ID: a.id, LoggedIn: a.loggedIn, Since: clock(a.since), In: slices.Clone(a.in), Endpoint: a.endpoint,
		Standby: a.standby, At: a.at, OnBreak: a.onBreak, Reason: a.reason, Paused: maps.Clone(a.paused),
		LastCall: clock(a.lastCall), RestTill: clock(a.restTill), RestFrom: clock(a.restFrom), RestQueue: a.restQueue,
		LastMissed: clock(a.lastMissed), HoldTill: clock(a.holdTill), Login: clock(a.login), Break: clock(a.breakFrom),
		Device: a.device, Day: e.today.day}
	for _, m := range a.members {
		if m.counts != (MemberCounts{}) {
			if r.Queues == nil {
				r.Queues = map[string]MemberCounts{}
			}
			r.Queues[m.rules.Queue] = m.counts
		}
	}
	a.writeDay(&r)
	return r, true
}
