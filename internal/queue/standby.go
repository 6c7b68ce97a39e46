package queue

import (
	"cmp"
	"slices"
)

// Line is a call at an Asterisk on whose line an agent waits. At is "" where an older version has written it down.
type Line struct{ Call, At string }

// Lines are those on which agents wait.
func (e *Engine) Lines() []Line {
	var all []Line
	for call, agents := range e.lines {
		for _, a := range agents {
			all = append(all, Line{call, a.at})
		}
	}
	slices.SortFunc(all, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Call, b.Call), cmp.Compare(a.At, b.At)) })
	return slices.Compact(all)
}

// standBy has an agent wait on the line of a call at an Asterisk, or on none.
func (e *Engine) standBy(a *agent, call, asterisk string) {
	e.offLine(a)
	a.standby, a.at = call, asterisk
	if call != "" {
		e.lines[call] = append(e.lines[call], a)
	}
	for _, m := range a.members {
		e.house(m)
	}
}

// lineAt is the Asterisk at which an agent waits on the line, "" for one who is rung, or of whom it is not known.
func (a *agent) lineAt() string {
	if a.standby == "" {
		return ""
	}
	return a.at
}

// reachedAt is the Asterisk at which an entry's caller is, "" for none yet: who is called back is called where the
// agent is.
func (x *entry) reachedAt() string {
	if x.back != nil {
		return ""
	}
	return x.asterisk
}

// meets tells whether callers of a class and agents of a profile can be joined: those on a line cannot leave their
// Asterisk, and no trunk brings a caller to a line.
func (c *class) meets(p *profile) bool { return p.at == "" || c.at == "" || p.at == c.at }

// house puts a member into the profile where it belongs since its agent is on a line, or is no more. It looks at the
// kinds of entries of the queue, not at those who wait.
func (e *Engine) house(m *member) {
	q, was := m.queue, m.profile
	there, profiles := was.there, len(q.profiles)
	p := q.profileOf(m.agent, &m.rules)
	if p == was {
		return
	}
	if m.is.free {
		e.release(m, false)
	}
	was.leave(m)
	was.count(m.is, standing{})
	p.enter(m)
	p.count(standing{}, m.is)
	for _, c := range q.classes {
		if len(q.profiles) > profiles {
			c.takes = append(c.takes, c.suits(p, c.rule))
		}
		e.effort++
	}
	if m.is.free {
		e.release(m, true)
	}
	if (there == 0) != (was.there == 0) || p.there == 1 {
		e.gaugeLater(q)
	}
	for _, c := range q.inRules() {
		e.lookEmpty(c)
	}
}

// enter and leave have a member be one of a profile.
func (p *profile) enter(m *member) {
	m.profile, m.seat = p, len(p.members)
	p.members = append(p.members, m)
}

func (p *profile) leave(m *member) {
	last := p.members[len(p.members)-1]
	p.members[m.seat], last.seat = last, m.seat
	p.members = p.members[:len(p.members)-1]
}

// offLine has nobody find an agent by their line any more.
func (e *Engine) offLine(a *agent) {
	rest := slices.DeleteFunc(e.lines[a.standby], func(other *agent) bool { return other == a })
	if len(rest) == 0 {
		delete(e.lines, a.standby)
		return
	}
	e.lines[a.standby] = rest
}

// OnLine are the agents who wait on the line of a call at that Asterisk. Of whom it is not known at which they are, as
// an older version has written them down, the call alone counts.
func (e *Engine) OnLine(call, asterisk string) []string {
	var all []string
	for _, a := range e.lines[call] {
		if a.at == "" || asterisk == "" || a.at == asterisk {
			all = append(all, a.id)
		}
	}
	return all
}
