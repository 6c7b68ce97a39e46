package queue

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// Configure puts other rules in force, for those who wait already too. An entry of a queue that is not there any more
// ends as withdrawn. It costs what has changed: a queue whose rules and members are the same stays as it is, with all
// who wait there. The config must not be changed afterwards.
func (e *Engine) Configure(now time.Time, config Config) Effects {
	e.begin(now)
	e.keepTime(config.Zone)
	if e.markGone(config.Queues) {
		for _, x := range e.inOrder(func(x *entry) bool { return !x.talking && x.queue.gone }) {
			e.end(x, Withdrawn, ending{reason: "the queue is not there any more"})
		}
	}
	anew := e.outdated(&config)
	e.config = config
	was := e.queues
	e.queues = make(map[string]*queue, len(config.Queues))
	for _, rules := range config.Queues {
		old := was[rules.Name]
		if old != nil && !anew[rules.Name] || e.queues[rules.Name] != nil {
			e.queues[rules.Name] = cmp.Or(e.queues[rules.Name], old)
			continue
		}
		q := newQueue(rules, &e.effort)
		if old != nil {
			q.counts, q.waits, q.abandoned, q.sticky = old.counts, old.waits, old.abandoned, old.sticky
			for _, w := range old.wishes {
				q.asking.add(w.need)
			}
		}
		e.queues[rules.Name] = q
	}
	e.leaveBehind(was)
	e.employ(config.Agents, anew)
	if len(anew) > 0 {
		for _, x := range e.inOrder(func(x *entry) bool { return x.queue.gone }) {
			e.moveIn(x)
		}
	}
	e.out.Rebuilt = slices.Sorted(maps.Keys(anew))
	return e.finish()
}

// keepTime has another zone's midnight end the day. Where it is another day there, that has begun.
func (e *Engine) keepTime(zone *time.Location) {
	anew := newCalendar(zone, e.now)
	over := anew.day != e.today.day
	e.today = anew
	if over {
		e.newDay()
	}
}

// markGone marks the queues that are not there any more, and tells whether there are any.
func (e *Engine) markGone(queues []Queue) bool {
	there := make(map[string]bool, len(queues))
	for i := range queues {
		there[queues[i].Name] = true
	}
	some := false
	for name, q := range e.queues {
		if !there[name] {
			q.gone, some = true, true
		}
	}
	return some
}

// outdated are the queues that are new, or are other ones now, by their rules or their members.
func (e *Engine) outdated(config *Config) map[string]bool {
	anew, members := map[string]bool{}, make(map[string]int, len(config.Queues))
	for _, rules := range config.Queues {
		if old := e.queues[rules.Name]; old == nil || !reflect.DeepEqual(old.rules, rules) {
			anew[rules.Name] = true
		}
	}
	for i := range config.Agents {
		rules := &config.Agents[i]
		a := e.agents[rules.ID]
		for j := range rules.Members {
			m := &rules.Members[j]
			q := e.queues[m.Queue]
			if q == nil || anew[m.Queue] {
				continue
			}
			if a == nil || !a.isSame(q, rules, m, members[m.Queue]) {
				anew[m.Queue] = true
			}
			members[m.Queue]++
		}
	}
	for name, q := range e.queues {
		if q.gone || members[name] != q.members {
			anew[name] = true
		}
	}
	return anew
}

// isSame tells whether an agent is the same member of a queue as before, in the same place.
func (a *agent) isSame(q *queue, rules *Agent, m *Membership, place int) bool {
	old := a.member(m.Queue)
	return old != nil && old.queue == q && old.place == place && maps.Equal(a.rules.Skills, rules.Skills) &&
		reflect.DeepEqual(old.rules, *m)
}

// leaveBehind lets go of what belongs to queues that are other ones now.
func (e *Engine) leaveBehind(was map[string]*queue) {
	for name, old := range was {
		if e.queues[name] == old {
			continue
		}
		old.gone = true
		for _, c := range old.classes {
			e.alarms.set(&c.alarm, 0)
		}
	}
	e.dirtied = slices.DeleteFunc(e.dirtied, func(l *line) bool { return l.class.queue.gone })
	e.gauges = slices.DeleteFunc(e.gauges, func(q *queue) bool { return q.gone })
}

// inOrder are those entries in the order of all queues.
func (e *Engine) inOrder(which func(*entry) bool) []*entry {
	var some []*entry
	for _, x := range e.entries {
		if which(x) {
			some = append(some, x)
		}
	}
	slices.SortFunc(some, beforeAll)
	return some
}

func newQueue(rules Queue, effort *int) *queue {
	q := &queue{rules: rules, routing: slices.Clone(rules.Routing), order: newOrder(effort),
		classes: map[classKey]*class{}, wishes: map[string]*wish{}, numbers: map[string]*entry{},
		further: map[string][]*entry{},
		known:   map[string]*profile{},
		join:    conditionsOf(rules.JoinEmpty), leave: conditionsOf(rules.LeaveEmpty)}
	if n := len(q.routing); n == 0 || q.routing[n-1].Until > 0 {
		q.routing = append(q.routing, Rule{})
	}
	for _, r := range q.routing {
		q.asking.add(r.Require)
	}
	return q
}

// employ has these agents and no others. Those whose queues are as they were stay as they are.
func (e *Engine) employ(agents []Agent, anew map[string]bool) {
	was := e.agents
	e.agents = make(map[string]*agent, len(agents))
	var moved []*agent
	for _, rules := range agents {
		a := was[rules.ID]
		if e.agents[rules.ID] != nil {
			continue
		}
		fresh := a == nil
		if fresh {
			a = &agent{id: rules.ID, loggedIn: rules.LoggedIn, since: e.now, presence: loggedOut, work: idle}
			a.alarm.agent = a
			if a.loggedIn {
				a.login, a.presence = e.now, available
			}
		}
		delete(was, rules.ID)
		e.agents[rules.ID] = a
		a.rules = rules
		if fresh || a.isAffected(anew) {
			e.assign(a)
			moved = append(moved, a)
		}
	}
	for _, a := range sorted(was) {
		e.dismiss(a)
	}
	for name := range anew {
		if q := e.queues[name]; q != nil {
			q.goOnBehind()
		}
	}
	for _, a := range moved {
		e.refresh(a)
	}
}

// isAffected tells whether an agent is, or was, a member of one of those queues.
func (a *agent) isAffected(anew map[string]bool) bool {
	return slices.ContainsFunc(a.rules.Members, func(m Membership) bool { return anew[m.Queue] }) ||
		slices.ContainsFunc(a.members, func(m *member) bool { return anew[m.rules.Queue] })
}

// assign makes an agent a member of the queues that the rules tell.
func (e *Engine) assign(a *agent) {
	before := a.members
	a.members = nil
	for _, m := range a.rules.Members {
		q := e.queues[m.Queue]
		if q == nil || a.member(m.Queue) != nil {
			continue
		}
		i := slices.IndexFunc(before, func(old *member) bool { return old.rules.Queue == m.Queue })
		if i >= 0 && before[i].queue == q { // all of that queue is as it was
			a.members = append(a.members, before[i])
			continue
		}
		fresh := &member{agent: a, queue: q, rules: m, place: q.members}
		q.members++
		q.profileOf(a, &m).enter(fresh)
		if i >= 0 {
			fresh.counts = before[i].counts
			if before[i].rules.Level != m.Level {
				e.fact(Fact{Kind: MemberChanged, Queue: m.Queue, Agent: a.id, Text: strconv.Itoa(m.Level)})
			}
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
	e.offLine(a)
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
		x.wish = e.wish(q, x.wish.need)
	}
	x.tried = slices.DeleteFunc(x.tried, func(a *agent) bool { return e.agents[a.id] != a })
	if x.talking {
		q.talking++
	} else {
		q.order.insert(x)
		if x.back != nil {
			q.callbacks++
			e.noteNumber(x)
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
