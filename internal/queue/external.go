package queue

import "slices"

// ask is an order of agents that somebody else finds. Meanwhile one agent, the one that longest_idle would ring, is
// held: so nobody overtakes, and the answer may be none.
type ask struct {
	id    string
	held  *offer
	until int64
}

// asks wants an order for an entry from outside.
func (e *Engine) asks(x *entry, o *offer) {
	x.ask = &ask{id: o.id, held: o, until: e.now + int64(orderWithin)}
	e.asked[o.id] = x
	free := []*member{o.agent.member(o.queue)}
	for _, p := range x.queue.ready {
		if x.takes(p) {
			p.free.each(func(m *member) bool {
				if m.agent != o.agent {
					free = append(free, m)
				}
				return true
			})
		}
	}
	slices.SortFunc(free, rung)
	q := Ask{ID: o.id, Entry: x.id, Queue: o.queue, Until: clock(x.ask.until)}
	for _, m := range free {
		q.Agents = append(q.Agents, m.agent.id)
	}
	e.out.Asks = append(e.out.Asks, q)
}

// ordered rings the first of an order who is free still, else the one that was held.
func (e *Engine) ordered(x *entry, order []string) {
	o := x.ask.held
	delete(e.asked, x.ask.id)
	x.ask = nil
	for _, id := range order {
		a := e.agents[id]
		if a == nil || a == o.agent {
			if a != nil {
				break
			}
			continue
		}
		if m := a.member(x.queue.rules.Name); m != nil && m.is.free && x.class.takes[m.profile.place] {
			o.agent.offer = nil
			e.refresh(o.agent)
			o.agent, o.level = a, m.rules.Level
			if m.rules.RingTimeout != nil {
				o.ring = *m.rules.RingTimeout
			}
			a.offer = o
			e.stamp(m)
			break
		}
	}
	e.make(o)
	e.refresh(o.agent)
	e.settle(x)
}
