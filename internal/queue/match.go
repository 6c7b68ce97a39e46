package queue

import "container/heap"

// heads orders lines by who is first in each.
type heads []*line

func (h heads) Len() int { return len(h) }

func (h heads) Less(i, j int) bool {
	*h[i].entries.effort++
	return beforeAll(h[i].turn, h[j].turn) < 0
}

func (h heads) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].heap, h[j].heap = i+1, j+1
}

// Push and Pop are for container/heap.
func (h *heads) Push(l any) {
	*h = append(*h, l.(*line))
	l.(*line).heap = len(*h)
}

// Pop takes the last one.
func (h *heads) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	last.heap = 0
	return last
}

// match gives agents to entries. Before an event nobody waits for an agent who is free. So a pair that can be made now
// is of a line that was changed, or of one that takes an agent who has become free: those are the dirty ones. The
// first of all their entries chooses first, then the next one, until none of them finds anybody.
func (e *Engine) match() {
	if e.still {
		return
	}
	var lines heads
	e.gather(&lines)
	for len(lines) > 0 {
		l := heap.Pop(&lines).(*line)
		x := l.turn
		if !e.fill(x) {
			e.pass(&lines, l)
			continue
		}
		e.settle(x)
		e.dirty(l)
		e.gather(&lines)
	}
}

// pass gives the turn to the next one of a line, if that may help: who rings for ring_all does not ring anybody again
// in its round, and so somebody behind may have the agent.
func (e *Engine) pass(lines *heads, l *line) {
	if l.most == anyLevel {
		return
	}
	x := l.turn
	if next, some := l.entries.seek(func(y *entry) bool { return before(y, x) > 0 }); some {
		l.turn = next
		heap.Push(lines, l)
	}
}

// gather adds the dirty lines to those that are looked at.
func (e *Engine) gather(lines *heads) {
	for _, l := range e.dirtied {
		l.dirty, l.turn = false, l.head
		switch {
		case l.heap > 0:
			heap.Fix(lines, l.heap-1)
		case l.entries.len() > 0:
			heap.Push(lines, l)
		}
	}
	e.dirtied = e.dirtied[:0]
}

// fill makes the offers that an entry wants, and tells whether there were any.
func (e *Engine) fill(x *entry) bool {
	wanted := x.wants(e.now) - len(x.offers)
	if x.queue.rules.Strategy == RingAll && wanted > 1 {
		chosen := x.all()
		for _, m := range chosen {
			e.offer(x, m)
		}
		return len(chosen) > 0
	}
	some := false
	for ; wanted > 0; wanted-- {
		m := e.choose(x)
		if m == nil {
			break
		}
		e.offer(x, m)
		some = true
	}
	return some
}

// offer reserves an agent for an entry, and has them rung.
func (e *Engine) offer(x *entry, m *member) {
	a := m.agent
	ring := x.queue.rules.RingTimeout
	if m.rules.RingTimeout != nil {
		ring = *m.rules.RingTimeout
	}
	if ring <= 0 {
		ring = ringDefault
	}
	o := &offer{id: e.offerID(x), entry: x, agent: a, queue: x.queue.rules.Name, level: m.rules.Level, ring: ring,
		since: e.now}
	if len(x.offers) == 0 {
		x.rungFrom = e.now
	}
	x.offers = append(x.offers, o)
	a.offer = o
	e.stamp(m)
	switch {
	case x.queue.rules.Strategy == External && x.ask == nil && x.back == nil && x.away == 0:
		e.asks(x, o)
	default:
		e.make(o)
	}
	e.refresh(a)
}

// stamp marks a member as the last one rung. No two have the same time, so that records tell the order.
func (e *Engine) stamp(m *member) {
	q, at := m.queue, e.now
	if q.last != nil {
		at = max(at, nanos(q.last.counts.LastOffer)+1)
	}
	q.last, m.counts.LastOffer = m, clock(at)
}

// make tells an offer to who is to ring.
func (e *Engine) make(o *offer) {
	x := o.entry
	if x.away != 0 {
		return
	}
	o.stage, o.since, o.guard = made, e.now, e.now+int64(o.ring+offerGrace)
	e.fact(Fact{Kind: EntryOffered, Queue: o.queue, Entry: x.id, Call: x.call, Agent: o.agent.id, Offer: o.id,
		Waited: e.waited(x)})
	if x.back == nil {
		e.out.Offers = append(e.out.Offers, o.view())
		return
	}
	o.guard = e.now + int64(callbackGuard)
	x.back.attempts++
	e.out.CallBacks = append(e.out.CallBacks, CallBack{Entry: x.id, Queue: o.queue, Number: x.back.number, Offer: o.view(),
		Attempt: x.back.attempts, Waited: e.waited(x), Walk: x.back.walk})
}
