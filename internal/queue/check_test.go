package queue

import (
	"slices"

	"pgregory.net/rapid"
)

// check holds the engine against its laws, computed anew from what it knows of each.
func (w *world) check(t *rapid.T) {
	w.checkOffers(t)
	w.checkStandings(t)
	w.checkNobodyIdles(t)
	for _, id := range w.joined {
		x := w.e.entries[id]
		if x == nil {
			t.Fatalf("%s is gone and has not ended", id)
		}
		if !x.talking && (x.queue.order.rank(x) >= x.queue.order.len() || x.class == nil) {
			t.Fatalf("%s has no place", id)
		}
		if at := x.alarm.at; at != 0 && x.alarm.place > 0 && at <= nanos(w.now) {
			t.Fatalf("%s should have been woken", id)
		}
	}
}

// checkOffers: an agent has one offer at most, and both sides know the same ones.
func (w *world) checkOffers(t *rapid.T) {
	agents := map[*agent]string{}
	told := 0
	for id, x := range w.e.entries {
		if x.talking && (len(x.offers) != 1 || x.offers[0].stage != connected) {
			t.Fatalf("%s talks with %d", id, len(x.offers))
		}
		for _, o := range x.offers {
			if other := agents[o.agent]; other != "" {
				t.Fatalf("agent %s has offers of %s and %s", o.agent.id, other, id)
			}
			agents[o.agent] = id
			if o.agent.offer != o || o.entry != x {
				t.Fatalf("agent %s does not know of the offer of %s", o.agent.id, id)
			}
			if _, known := w.offers[o.id]; o.stage > held && o.stage < connected {
				told++
				if !known {
					t.Fatalf("nobody was told of %s", o.id)
				}
			}
		}
	}
	if told != len(w.offers) {
		t.Fatalf("%d offers, and %d are known outside: %v", told, len(w.offers), w.offers)
	}
	for _, a := range w.e.agents {
		if a.offer != nil && agents[a] == "" {
			t.Fatalf("agent %s has an offer of nobody", a.id)
		}
	}
}

// checkStandings: what is counted is what one counts.
func (w *world) checkStandings(t *rapid.T) {
	for name, q := range w.e.queues {
		var in, free, busy, paused int
		for _, a := range w.e.agents {
			m := a.member(name)
			if m == nil {
				continue
			}
			s := m.stands(nanos(w.now))
			if s != m.is {
				t.Fatalf("agent %s in %s is %+v and should be %+v", a.id, name, m.is, s)
			}
			count := func(sum *int, is bool) {
				if is {
					*sum++
				}
			}
			count(&in, s.there)
			count(&free, s.free)
			count(&busy, s.busy)
			count(&paused, s.onBreak)
			found := false
			m.profile.free.each(func(other *member) bool {
				found = found || other == m
				return true
			})
			if found != s.free {
				t.Fatalf("agent %s in %s is free: %v, and among the free ones: %v", a.id, name, s.free, found)
			}
		}
		if in != q.loggedIn || free != q.free || busy != q.busy || paused != q.onBreak {
			t.Fatalf("%s counts %d %d %d %d, there are %d %d %d %d", name, q.loggedIn, q.free, q.busy, q.onBreak, in, free, busy, paused)
		}
		w.checkQueue(t, q)
	}
}

func (w *world) checkQueue(t *rapid.T, q *queue) {
	waiting, talking := 0, 0
	for _, x := range w.e.entries {
		switch {
		case x.queue != q:
		case x.talking:
			talking++
		default:
			waiting++
		}
	}
	if waiting != q.order.len() || talking != q.talking {
		t.Fatalf("%d wait and %d talk, counted as %d and %d", waiting, talking, q.order.len(), q.talking)
	}
	place := 0
	q.order.each(func(x *entry) bool {
		if x.line != nil && x.line.class != x.class {
			t.Fatalf("%s stands in a foreign line", x.id)
		}
		if q.order.rank(x) != place {
			t.Fatalf("%s is at %d and not %d", x.id, q.order.rank(x), place)
		}
		place++
		return true
	})
	for i, l := range q.lines {
		if l.place != i+1 || l.entries.len() == 0 {
			t.Fatalf("line %d is at %d with %d", i, l.place, l.entries.len())
		}
	}
	if len(q.wishes) > len(w.e.entries) {
		t.Fatalf("%d wishes of %d entries", len(q.wishes), len(w.e.entries))
	}
}

// may tells, from the rules alone, whether an entry may have an agent of its queue at its present rule.
func (w *world) may(x *entry, m *member) bool {
	r := x.queue.routing[x.class.rule]
	need := map[string]int{}
	for skill, least := range r.Require {
		need[skill] = least
	}
	if x.wish != nil {
		for skill, least := range x.wish.need {
			need[skill] = least
		}
	}
	for skill, least := range need {
		if m.agent.rules.Skills[skill] < least {
			return false
		}
	}
	if on, at := m.agent.at, x.asterisk; m.agent.standby != "" && on != "" && at != "" && on != at && x.back == nil {
		return false // who waits on the line of one Asterisk cannot be joined with a caller of another
	}
	return (len(r.Agents) == 0 || slices.Contains(r.Agents, m.agent.id)) &&
		(r.MinLevel == nil || m.rules.Level >= *r.MinLevel) && (r.MaxLevel == nil || m.rules.Level <= *r.MaxLevel) &&
		(m.rules.Group == "" || slices.Contains(r.IncludeOverflow, m.rules.Group))
}

// checkNobodyIdles: no agent is free whom somebody wants and may have, and ring_all rings all of its level.
func (w *world) checkNobodyIdles(t *rapid.T) {
	for id, x := range w.e.entries {
		if x.talking || len(x.offers) >= x.wants(nanos(w.now)) {
			continue
		}
		if slices.ContainsFunc(x.offers, func(o *offer) bool { return o.stage >= answered }) {
			continue
		}
		for _, a := range w.e.agents {
			m := a.member(x.queue.rules.Name)
			if again := len(x.offers) > 0 && x.queue.rules.Strategy == RingAll && slices.Contains(x.tried, a); again {
				continue // one round rings each once
			}
			if m != nil && m.is.free && w.may(x, m) && m.rules.Level <= x.most() {
				t.Fatalf("agent %s is free, and %s waits for one in %s (%s, rule %d of stage %d)", a.id, id, x.queue.rules.Name,
					x.queue.rules.Strategy, x.class.rule, x.stage)
			}
		}
	}
	w.checkRules(t)
}

// checkRules: the rule that counts is the first one, from that of the waited time on, that somebody who is there satisfies.
func (w *world) checkRules(t *rapid.T) {
	for id, x := range w.e.entries {
		if x.talking {
			continue
		}
		stage := 0
		for i, r := range x.queue.routing {
			stage = i
			if r.Until == 0 || w.now.Sub(clock(x.since)) < r.Until {
				break
			}
		}
		if int(x.stage) != stage || x.class.stage != stage {
			t.Fatalf("%s is at rule %d and should be at %d", id, x.stage, stage)
		}
		was, want := x.class.rule, stage
		for rule := stage; rule < len(x.queue.routing); rule++ {
			x.class.rule = rule
			if slices.ContainsFunc(sorted(w.e.agents), func(a *agent) bool {
				m := a.member(x.queue.rules.Name)
				return m != nil && a.isIn(m.rules.Queue) && w.may(x, m)
			}) {
				want = rule
				break
			}
		}
		x.class.rule = was
		if want != was {
			t.Fatalf("for %s rule %d counts, and should %d", id, was, want)
		}
	}
}

// checkOvertaking: an agent who is offered to somebody could not have gone to one in front who has nobody and wants one.
func (w *world) checkOvertaking(offered []Offer) {
	for _, o := range offered {
		// With an order from outside the agent was reserved before.
		x, a := w.e.entries[o.Entry], w.e.agents[o.Agent]
		if x == nil || o.Since != clock(w.e.now) || w.asked[o.ID] {
			continue
		}
		for id, y := range w.e.entries {
			if y.line == nil || len(y.offers) > 0 || beforeAll(y, x) > 0 {
				continue
			}
			if m := a.member(y.queue.rules.Name); m != nil && w.may(y, m) && w.freeWithout(m) {
				w.t.Fatalf("at %s %s has got agent %s, and %s is in front", w.now.Sub(start()), x.id, a.id, id)
			}
		}
	}
}

// freeWithout tells whether a member would be free if there were no offer.
func (w *world) freeWithout(m *member) bool {
	o := m.agent.offer
	m.agent.offer = nil
	defer func() { m.agent.offer = o }()
	return m.stands(w.e.now).free
}
