package queue

import "slices"

// agent is one agent's state.
type agent struct {
	id       string
	rules    Agent
	loggedIn bool
	in       []string // the queues logged into, nil for all
	endpoint string
	standby  string // the call on whose line they wait, at that Asterisk
	at       string
	onBreak  bool
	reason   string
	paused   map[string]string // queues paused one by one, with their reasons
	device   Device
	// since is when the present state began, login and breakFrom when that of logging in and of the break did.
	since, login, breakFrom int64
	presence                presence
	work                    work
	lastCall, lastMissed    int64 // the end of it
	restFrom, restTill      int64
	restQueue               string
	holdTill                int64 // no offer before
	offer                   *offer
	members                 []*member
	kept                    map[string]MemberCounts // of queues that it may be a member of again
	day                     workday
	alarm                   alarm
	changed                 bool
}

type presence string

type work string

// The words of [AgentView].
const (
	loggedOut presence = "logged_out"
	available presence = "available"
	onBreak   presence = "on_break"

	idle         work = "idle"
	reserved     work = "reserved"
	isRinging    work = "ringing"
	inCall       work = "in_call"
	wrappingUp   work = "wrapup"
	externalCall work = "external_call"
)

// conditions are a set of [Condition].
type conditions uint16

const (
	isPaused conditions = 1 << iota
	hasPenalty
	isInUse
	rings
	isUnavailable
	isInvalid
	isUnknown
	wrapsUp
	isLoggedOut
)

// conditionsOf are the conditions of a list.
func conditionsOf(list []Condition) conditions {
	all := map[Condition]conditions{Paused: isPaused, Penalty: hasPenalty, InUse: isInUse, RingingNow: rings,
		Unavailable: isUnavailable, Invalid: isInvalid, Unknown: isUnknown, WrapUp: wrapsUp, LoggedOut: isLoggedOut}
	set := conditions(0)
	for _, c := range list {
		set |= all[c]
	}
	return set
}

// standing is what a member counts as in its queue.
type standing struct {
	there, present, free, busy, onBreak, forJoin, forLeave bool
}

func (a *agent) isIn(queue string) bool {
	return a.loggedIn && (a.in == nil || slices.Contains(a.in, queue))
}

func (a *agent) pausedIn(queue string) bool {
	_, one := a.paused[queue]
	return a.onBreak || one
}

func (a *agent) member(queue string) *member {
	for _, m := range a.members {
		if m.rules.Queue == queue {
			return m
		}
	}
	return nil
}

// deviceOf is the state of the agent's device as far as it counts: who waits on the line is always there.
func (a *agent) deviceOf() Device {
	if a.standby != "" {
		return DeviceNotInUse
	}
	return a.device
}

// conditions are those that an agent is in, as seen from a queue.
func (a *agent) conditions(queue string, now int64) conditions {
	var set conditions
	add := func(when bool, c conditions) {
		if when {
			set |= c
		}
	}
	device := a.deviceOf()
	add(!a.isIn(queue), isLoggedOut)
	add(a.pausedIn(queue), isPaused)
	add(device == DeviceInUse || device == DeviceBusy || device == DeviceOnHold || device == DeviceRingInUse, isInUse)
	add(device == DeviceRinging || device == DeviceRingInUse, rings)
	add(device == DeviceUnavailable, isUnavailable)
	add(device == DeviceInvalid, isInvalid)
	add(device == DeviceUnknown || device == "", isUnknown)
	add(a.restTill > now, wrapsUp)
	if a.offer != nil {
		add(a.offer.stage >= answered, isInUse)
		add(a.offer.stage < answered, rings)
	}
	return set
}

// canRing tells whether a device may be rung.
func (m *member) canRing(set conditions) bool {
	if set&(isUnavailable|isInvalid) != 0 {
		return false
	}
	inUse := m.queue.rules.RingInUse
	if m.rules.RingInUse != nil {
		inUse = *m.rules.RingInUse
	}
	return inUse || set&(isInUse|rings) == 0
}

// stands is what a member counts as now.
func (m *member) stands(now int64) standing {
	a, q := m.agent, m.queue
	set := a.conditions(q.rules.Name, now)
	s := standing{there: set&isLoggedOut == 0, onBreak: set&isPaused != 0, forJoin: set&q.join == 0,
		forLeave: set&q.leave == 0}
	s.onBreak = s.onBreak && s.there
	s.present = s.there && !s.onBreak && set&(isUnavailable|isInvalid) == 0
	s.free = s.present && a.offer == nil && a.restTill <= now && a.holdTill <= now && m.canRing(set)
	s.busy = s.present && (a.offer != nil || set&(isInUse|rings) != 0 || a.restTill > now)
	return s
}

// refresh takes into account that something about an agent has changed.
func (e *Engine) refresh(a *agent) {
	for _, m := range a.members {
		e.refreshMember(m)
	}
	if p, w := a.state(e.now); p != a.presence || w != a.work {
		a.presence, a.work, a.since = p, w, e.now
	}
	at := int64(0)
	for _, till := range []int64{a.holdTill, a.restTill} {
		if till > e.now && (at == 0 || till < at) {
			at = till
		}
	}
	e.alarms.set(&a.alarm, at)
	e.touchAgent(a)
}

// state are the words for what an agent does.
func (a *agent) state(now int64) (presence, work) {
	p, w := available, idle
	switch set := a.conditions("", now); {
	case a.offer != nil && a.offer.stage >= answered:
		w = inCall
	case a.offer != nil && a.offer.stage == ringing:
		w = isRinging
	case a.offer != nil:
		w = reserved
	case a.restTill > now:
		w = wrappingUp
	case set&(isInUse|rings) != 0:
		w = externalCall
	}
	switch {
	case !a.loggedIn:
		p = loggedOut
	case a.onBreak:
		p = onBreak
	}
	return p, w
}

func (e *Engine) refreshMember(m *member) {
	was, is := m.is, m.stands(e.now)
	if was == is {
		return
	}
	m.is = is
	q, p := m.queue, m.profile
	there := p.there
	forLeave := p.forLeave
	count(&q.loggedIn, was.there, is.there)
	count(&q.free, was.free, is.free)
	count(&q.busy, was.busy, is.busy)
	count(&q.onBreak, was.onBreak, is.onBreak)
	p.count(was, is)
	if was.free != is.free {
		e.release(m, is.free)
	}
	if (there == 0) != (p.there == 0) {
		e.gaugeLater(q)
	}
	if (forLeave == 0) != (p.forLeave == 0) {
		for _, c := range q.inRules() {
			e.lookEmpty(c)
		}
	}
}

// count counts a member who was that and is this.
func (p *profile) count(was, is standing) {
	count(&p.there, was.there, is.there)
	count(&p.present, was.present, is.present)
	count(&p.forJoin, was.forJoin, is.forJoin)
	count(&p.forLeave, was.forLeave, is.forLeave)
}

func count(sum *int, was, is bool) {
	if is && !was {
		*sum++
	}
	if was && !is {
		*sum--
	}
}

// release puts a member among the free ones, or takes it out.
func (e *Engine) release(m *member, free bool) {
	q, p := m.queue, m.profile
	if !free {
		p.free.remove(m)
		if p.free.len() == 0 {
			last := q.ready[len(q.ready)-1]
			q.ready[p.ready-1] = last
			last.ready = p.ready
			q.ready, p.ready = q.ready[:len(q.ready)-1], 0
		}
		return
	}
	m.measure()
	p.free.insert(m)
	if p.ready == 0 {
		q.ready = append(q.ready, p)
		p.ready = len(q.ready)
	}
	e.effort += len(q.lines)
	for _, l := range q.lines {
		if l.accepts(p) {
			e.dirty(l)
		}
	}
}

// gaugeLater has the rules of a queue's classes found again before the next match.
func (e *Engine) gaugeLater(q *queue) {
	if !q.regauge {
		q.regauge = true
		e.gauges = append(e.gauges, q)
	}
}

func (e *Engine) touchAgent(a *agent) {
	if !a.changed {
		a.changed = true
		e.changedAgents = append(e.changedAgents, a.id)
	}
}

func (e *Engine) touch(x *entry) {
	if !x.changed {
		x.changed = true
		e.changedEntries = append(e.changedEntries, x.id)
	}
}
