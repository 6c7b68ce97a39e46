package queue

// join lets a caller in, or says why not.
func (e *Engine) join(j Joined) {
	if e.entries[j.ID] != nil || e.hasEnded(j.ID) {
		return
	}
	q := e.queues[j.Queue]
	if q == nil {
		e.refuse(j, Failed, "no such queue")
		return
	}
	x := e.newEntry(q, j)
	if old, found := q.abandoned.take(j.From, e.now, int64(q.rules.ResumeAbandoned)); found {
		x.since, x.door = old.since, old.door
		x.priority = max(x.priority, old.priority)
	}
	x.stage = int32(q.stage(x.since, e.now))
	c := q.class(int(x.stage), x.wish, x.reachedAt())
	if why := e.guard(q, c); why != "" {
		c.unused()
		q.dropWish(x.wish)
		e.refuse(j, why, "")
		return
	}
	e.entries[x.id] = x
	q.order.insert(x)
	position := q.order.rank(x) + 1
	resumed := x.door != 0
	if !resumed {
		x.door = int32(position)
	}
	q.counts.Joined++
	e.fact(Fact{Kind: EntryJoined, Queue: j.Queue, Entry: x.id, Call: x.call, From: x.from, Position: position,
		JoinPosition: int(x.door), Size: q.order.len()})
	if resumed {
		e.fact(Fact{Kind: EntryResumed, Queue: j.Queue, Entry: x.id, Call: x.call, From: x.from, Position: position,
			JoinPosition: int(x.door), Waited: e.waited(x)})
	}
	e.settle(x)
}

// newEntry is an entry that is in no line yet.
func (e *Engine) newEntry(q *queue, j Joined) *entry {
	x := &entry{id: j.ID, call: j.Call, asterisk: j.Asterisk, from: j.From, prefers: j.Agent, queue: q,
		wish: e.wish(q, j.Require), priority: j.Priority, private: j.Private, since: e.now, begun: e.now, maxWait: -1}
	if j.MaxWait != nil {
		x.maxWait = int64(*j.MaxWait)
	}
	if x.prefers == "" {
		if had, found := q.sticky.look(j.From, e.now, int64(q.rules.StickyAgent)); found {
			x.prefers = had.agent
		}
	}
	x.alarm.entry = x
	return x
}

// guard says why nobody may join now, "" for that they may.
func (e *Engine) guard(q *queue, c *class) Result {
	waiting := q.order.len() - q.callbacks
	switch {
	case q.rules.MaxLen > 0 && waiting >= q.rules.MaxLen:
		return Full
	case len(q.rules.JoinEmpty) > 0 && c.nobody(q.join, func(p *profile) int { return p.forJoin }):
		return JoinedEmpty
	}
	d := q.rules.Diversion
	if over := int64(d.WaitOver); over > 0 && waiting > 0 {
		if wait, known := e.estimate(c, q.order.len()+1); known && wait > over {
			return Overflow
		}
	}
	if d.RatioOver > 0 && float64(waiting+1) > d.RatioOver*float64(q.loggedIn) {
		return Overflow
	}
	return ""
}

// refuse ends an entry that has not begun.
func (e *Engine) refuse(j Joined, why Result, reason string) {
	size := 0
	if q := e.queues[j.Queue]; q != nil {
		size = q.order.len()
		q.counts.ended(why)
	}
	e.tellEnd(End{Entry: j.ID, Queue: j.Queue, Result: why})
	e.fact(Fact{Kind: EntryEnded, Queue: j.Queue, Entry: j.ID, Call: j.Call, From: j.From, Result: why, Reason: reason,
		Size: size})
}

// reorder gives an entry another priority.
func (e *Engine) reorder(c Changed) {
	x := e.entries[c.ID]
	if x == nil || x.priority == c.Priority {
		return
	}
	if x.talking {
		x.priority = c.Priority
		e.touch(x)
		return
	}
	e.stand(x, nil)
	x.queue.order.remove(x)
	x.priority = c.Priority
	x.queue.order.insert(x)
	e.fact(Fact{Kind: PriorityChanged, Queue: x.queue.rules.Name, Entry: x.id, Call: x.call,
		Position: x.queue.order.rank(x) + 1})
	e.settle(x)
}

// nobody tells whether every agent of a queue is in one of some conditions, as seen by a class.
func (c *class) nobody(set conditions, fit func(*profile) int) bool {
	for _, p := range c.queue.profiles {
		if !c.meets(p) || set&hasPenalty != 0 && !inLevels(&c.queue.routing[c.rule], p.level) {
			continue
		}
		if fit(p) > 0 {
			return false
		}
	}
	return true
}

// lookEmpty sets a class's alarm when the last agent has gone for it, and takes it off when one is there.
func (e *Engine) lookEmpty(c *class) {
	q := c.queue
	if len(q.rules.LeaveEmpty) == 0 || c.entries == 0 || !c.nobody(q.leave, func(p *profile) int { return p.forLeave }) {
		c.empty = 0
		e.alarms.set(&c.alarm, 0)
		return
	}
	if c.empty == 0 {
		c.empty = e.now
		e.alarms.set(&c.alarm, e.now+max(int64(q.rules.LeaveEmptyAfter), 1))
	}
}

// leaveEmpty sends those away who have waited long enough for somebody to be there.
func (e *Engine) leaveEmpty(c *class) {
	if c.empty == 0 || c.entries == 0 {
		return
	}
	q, after := c.queue, max(int64(c.queue.rules.LeaveEmptyAfter), 1)
	var leave []*entry
	next := e.now + after
	q.order.each(func(x *entry) bool {
		if x.class == c && x.back == nil {
			if at := max(c.empty, x.begun) + after; at > e.now {
				next = min(next, at)
			} else if len(x.offers) == 0 {
				leave = append(leave, x)
			}
		}
		return true
	})
	e.alarms.set(&c.alarm, next)
	for _, x := range leave {
		e.end(x, LeftEmpty, ending{})
	}
}
