package queue

import (
	"slices"
	"time"
)

// Configure puts other rules in force, for those who wait already too. An entry of a queue that is not there any more
// ends as withdrawn.
func (e *Engine) Configure(now time.Time, config Config) Effects {
	e.begin(now)
	for _, x := range e.inOrder() {
		if !x.talking && !slices.ContainsFunc(config.Queues, func(q Queue) bool { return q.Name == x.queue.rules.Name }) {
			e.end(x, Withdrawn, ending{reason: "the queue is not there any more"})
		}
	}
	e.config = config
	was := e.queues
	e.dirtied, e.gauges = e.dirtied[:0], e.gauges[:0]
	e.queues = map[string]*queue{}
	for _, rules := range config.Queues {
		q := newQueue(rules)
		if old := was[rules.Name]; old != nil {
			q.counts, q.waits, q.abandoned, q.sticky = old.counts, old.waits, old.abandoned, old.sticky
			for _, c := range old.classes {
				e.alarms.set(&c.alarm, 0)
			}
		}
		e.queues[rules.Name] = q
	}
	e.employ(config.Agents)
	for _, x := range e.inOrder() {
		e.moveIn(x)
	}
	return e.finish()
}

// inOrder are all entries in the order of all queues.
func (e *Engine) inOrder() []*entry {
	all := make([]*entry, 0, len(e.entries))
	for _, x := range e.entries {
		all = append(all, x)
	}
	slices.SortFunc(all, beforeAll)
	return all
}

func newQueue(rules Queue) *queue {
	q := &queue{rules: rules, routing: slices.Clone(rules.Routing), order: newOrder(),
		classes: map[classKey]*class{}, wishes: map[string]*wish{}, numbers: map[string]*entry{},
		join: conditionsOf(rules.JoinEmpty), leave: conditionsOf(rules.LeaveEmpty)}
	if n := len(q.routing); n == 0 || q.routing[n-1].Until > 0 {
		q.routing = append(q.routing, Rule{})
	}
	return q
}

// employ has these agents and no others.
func (e *Engine) employ(agents []Agent) {
	was := e.agents
	e.agents = map[string]*agent{}
	profiles := map[*queue]map[string]*profile{}
	for _, rules := range agents {
		a := was[rules.ID]
		if e.agents[rules.ID] != nil {
			continue
		}
		if a == nil {
			a = &agent{id: rules.ID, loggedIn: rules.LoggedIn, since: e.now, presence: loggedOut, work: idle}
			a.alarm.agent = a
			if a.loggedIn {
				a.login, a.presence = e.now, available
			}
		}
		delete(was, rules.ID)
		e.agents[rules.ID] = a
		a.rules = rules
		e.assign(a, profiles)
	}
	for _, a := range sorted(was) {
		e.dismiss(a)
	}
	for _, q := range e.queues {
		q.goOnBehind()
	}
	for _, rules := range agents {
		e.refresh(e.agents[rules.ID])
	}
}

// assign makes an agent a member of the queues that the rules tell.
func (e *Engine) assign(a *agent, profiles map[*queue]map[string]*profile) {
	before := a.members
	a.members = nil
	for _, m := range a.rules.Members {
		q := e.queues[m.Queue]
		if q == nil || a.member(m.Queue) != nil {
			continue
		}
		if profiles[q] == nil {
			profiles[q] = map[string]*profile{}
		}
		fresh := &member{agent: a, queue: q, rules: m, place: q.members}
		q.members++
		fresh.profile = q.profileOf(&a.rules, &m, profiles[q])
		fresh.profile.members = append(fresh.profile.members, fresh)
		i := slices.IndexFunc(before, func(old *member) bool { return old.rules.Queue == m.Queue })
		if i >= 0 {
			fresh.counts = before[i].counts
		} else {
			fresh.counts = a.kept[m.Queue]
			e.fact(Fact{Kind: MemberAdded, Queue: m.Queue, Agent: a.id})
		}
		a.members = append(a.members, fresh)
	}
	for _, old := range before {
		if a.member(old.rules.Queue) == nil {
			e.fact(Fact{Kind: MemberRemoved, Queue: old.rules.Queue, Agent: a.id})
		}
	}
}

// dismiss lets an agent go who is in the configuration no more. A conversation goes on.
func (e *Engine) dismiss(a *agent) {
	for _, m := range a.members {
		e.fact(Fact{Kind: MemberRemoved, Queue: m.rules.Queue, Agent: a.id})
	}
	a.members = nil
	e.alarms.set(&a.alarm, 0)
	e.touchAgent(a)
}

// goOnBehind finds who was rung last.
func (q *queue) goOnBehind() {
	for _, p := range q.profiles {
		for _, m := range p.members {
			at := m.counts.LastOffer
			if !at.IsZero() && (q.last == nil || at.After(q.last.counts.LastOffer)) {
				q.last = m
			}
		}
	}
}

// moveIn puts an entry into the queue as it is now.
func (e *Engine) moveIn(x *entry) {
	q := e.queues[x.queue.rules.Name]
	if q == nil {
		return
	}
	x.queue, x.class, x.line = q, nil, nil
	if x.wish != nil {
		x.wish = q.wish(x.wish.need)
	}
	x.tried = slices.DeleteFunc(x.tried, func(a *agent) bool { return e.agents[a.id] != a })
	if x.talking {
		q.talking++
	} else {
		q.order.insert(x)
		if x.back != nil {
			q.callbacks++
			q.numbers[x.back.number] = x
		}
	}
	for _, o := range slices.Clone(x.offers) {
		if o.stage < answered && o.agent.member(o.queue) == nil {
			e.cancel(o, "no member any more")
			e.drop(o)
		}
	}
	e.settle(x)
}
