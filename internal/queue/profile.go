package queue

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// queue is one queue's state.
type queue struct {
	rules   Queue
	routing []Rule // never empty; the last one lasts for ever
	// order is all who wait, call-backs too; who is in a conversation is not in it.
	order    tree[*entry]
	profiles []*profile
	ready    []*profile // those with somebody free
	classes  map[classKey]*class
	wishes   map[string]*wish
	asking   asking
	known    map[string]*profile // profiles by what tells them apart
	lines    []*line             // those with somebody in them
	last     *member             // offered last
	members  int
	// Members by what they do.
	loggedIn, free, busy, onBreak int
	talking, callbacks            int
	numbers                       map[string]*entry   // call-backs by what the ways to write a number have in common
	further                       map[string][]*entry // those whose number has a place further in front
	regauge                       bool
	gone                          bool // it is another one by now, or none
	join, leave                   conditions
	counts                        Counts
	waits                         estimate
	abandoned, sticky             memory
}

// profile is the members of a queue whom the same entries may have: of one level, one group, on lines of one Asterisk
// or on none, and of skills that nobody has told apart.
type profile struct {
	queue  *queue
	place  int // in queue.profiles
	level  int
	weight int
	group  string
	skills map[string]int // of one of them
	named  []bool         // by rule: it names these agents, or none
	at     string         // the Asterisk on whose lines they wait, "" for those who are rung
	free   tree[*member]
	// members are all, for who was rung last.
	members []*member
	ready   int // place in queue.ready, from 1
	// Members by what they do: logged in, of those not on a break and reachable, and in no condition of join or leave.
	there, present, forJoin, forLeave int
}

// member is an agent's part in a queue.
type member struct {
	agent   *agent
	queue   *queue
	profile *profile
	rules   Membership
	place   int // in the configuration
	seat    int // in profile.members
	counts  MemberCounts
	a, b    int64 // what the strategy orders by, while free
	is      standing
}

// satisfies tells whether the profile's members are what a rule and a wish ask for.
func (p *profile) satisfies(rule int, w *wish) bool {
	r := &p.queue.routing[rule]
	if !p.named[rule] || !inLevels(r, p.level) {
		return false
	}
	if p.group != "" && !slices.Contains(r.IncludeOverflow, p.group) {
		return false
	}
	for skill, least := range r.Require {
		if w != nil {
			if _, own := w.need[skill]; own {
				continue
			}
		}
		if p.skills[skill] < least {
			return false
		}
	}
	if w == nil {
		return true
	}
	for skill, least := range w.need {
		if p.skills[skill] < least {
			return false
		}
	}
	return true
}

func inLevels(r *Rule, level int) bool {
	return (r.MinLevel == nil || level >= *r.MinLevel) && (r.MaxLevel == nil || level <= *r.MaxLevel)
}

// suits tells whether agents of a profile are what a rule and the entries of a class ask for, and can be joined with
// them.
func (c *class) suits(p *profile, rule int) bool { return c.meets(p) && p.satisfies(rule, c.wish) }

// profileOf finds or makes the profile of an agent's membership.
func (q *queue) profileOf(a *agent, m *Membership) *profile {
	skills := maps.Clone(a.rules.Skills)
	if skills == nil {
		skills = map[string]int{}
	}
	maps.Copy(skills, m.Skills)
	named := make([]bool, len(q.routing))
	for i, r := range q.routing {
		named[i] = len(r.Agents) == 0 || slices.Contains(r.Agents, a.id)
	}
	weight := 1
	if q.rules.Strategy == WeightedRandom {
		weight = max(m.Weight, 1)
	}
	key := q.profileKey(m, weight, named, skills, a.lineAt())
	p := q.known[key]
	if p == nil {
		p = &profile{queue: q, place: len(q.profiles), level: m.Level, weight: weight, group: m.Group, skills: skills,
			named: named, at: a.lineAt(), free: tree[*member]{effort: q.order.effort, compare: rung, key: (*member).sortKey}}
		q.known[key] = p
		q.profiles = append(q.profiles, p)
	}
	return p
}

func skillKey(skills map[string]int) string {
	var key strings.Builder
	for _, skill := range slices.Sorted(maps.Keys(skills)) {
		fmt.Fprintf(&key, "%q=%d ", skill, skills[skill])
	}
	return key.String()
}

// wish finds or makes the shared form of what an entry requires.
func (e *Engine) wish(q *queue, need map[string]int) *wish {
	if len(need) == 0 {
		return nil
	}
	key := skillKey(need)
	w := q.wishes[key]
	if w == nil {
		w = &wish{key: key, need: maps.Clone(need)}
		q.wishes[key] = w
		if q.asking.add(need) {
			e.regroup(q)
		}
	}
	w.users++
	return w
}

// dropWish forgets a wish with the last entry that has it.
func (q *queue) dropWish(w *wish) {
	if w == nil {
		return
	}
	if w.users--; w.users == 0 {
		delete(q.wishes, w.key)
	}
}

// rung orders free members as the strategy rings them, within a level.
func rung(x, y *member) int {
	return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), cmp.Compare(x.rules.Position, y.rules.Position),
		cmp.Compare(x.place, y.place))
}

func (m *member) sortKey() sortKey { return sortKey{m.a, m.b} }

// measure takes what the strategy orders by. It holds as long as the member is free.
func (m *member) measure() {
	idle := max(m.agent.lastCall, m.agent.lastMissed)
	switch position, place := int64(m.rules.Position), int64(m.place); m.queue.rules.Strategy {
	case LeastRecent:
		m.a, m.b = nanos(m.counts.LastCall), idle
	case FewestCalls:
		m.a, m.b = int64(m.counts.Calls), idle
	case LeastTalkTime:
		m.a, m.b = int64(m.counts.Talk), idle
	case RoundRobin, Random, WeightedRandom:
		m.a, m.b = place, 0
	case Ordered, Linear, RingAll, RingProgressively:
		m.a, m.b = position, place
	case SequentialByLevel:
		m.a, m.b = position, nanos(m.counts.LastOffer)
	default: // LongestIdle, and External until it has answered
		m.a, m.b = idle, 0
	}
}

// nanos are a time in the engine's form, 0 for none.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// clock is a time in the form of records and views.
func clock(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
