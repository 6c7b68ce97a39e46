package queue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// least is a skill with the level that somebody asks for.
type least struct {
	skill string
	level int
}

// asking is what the rules and wishes of a queue have asked for so far. Agents of whom all of that is true alike are
// alike for the queue, however their skills differ: that keeps the profiles few.
type asking struct {
	wants []least // in order
	exact bool    // so much was asked for that every difference counts
}

func compareLeast(a, b least) int {
	return cmp.Or(strings.Compare(a.skill, b.skill), cmp.Compare(a.level, b.level))
}

// add takes what is needed into account, and tells whether it was new.
func (s *asking) add(need map[string]int) bool {
	fresh := false
	for skill, level := range need {
		if s.exact {
			break
		}
		want := least{skill, level}
		i, known := slices.BinarySearchFunc(s.wants, want, compareLeast)
		if known {
			continue
		}
		fresh = true
		s.wants = slices.Insert(s.wants, i, want)
		s.exact = len(s.wants) > askedMax
	}
	return fresh
}

// key is the same for skills that nobody who was heard of could tell apart.
func (s *asking) key(skills map[string]int) string {
	if s.exact {
		return skillKey(skills)
	}
	answers := make([]byte, len(s.wants))
	for i, want := range s.wants {
		answers[i] = '0'
		if skills[want.skill] >= want.level {
			answers[i] = '1'
		}
	}
	return string(answers)
}

// regroup finds the profiles of a queue anew, after somebody has asked for what nobody asked for before. It looks at
// all members; each skill and level is new once only.
func (e *Engine) regroup(q *queue) {
	var members []*member
	for _, p := range q.profiles {
		members = append(members, p.members...)
	}
	slices.SortFunc(members, func(a, b *member) int { return cmp.Compare(a.place, b.place) })
	for _, m := range members {
		if m.is.free {
			m.profile.free.remove(m)
		}
	}
	q.profiles, q.ready = nil, nil
	q.known = map[string]*profile{}
	for _, m := range members {
		q.profileOf(m.agent, &m.rules).enter(m)
		m.profile.count(standing{}, m.is)
	}
	for _, c := range q.classes {
		c.takes = nil
		c.gauge()
		for _, l := range c.lines {
			if l.entries.len() > 0 {
				e.dirty(l)
			}
		}
	}
	for _, m := range members {
		if m.is.free {
			e.release(m, true)
		}
	}
}

// profileKey tells apart whom the same entries may not have alike.
func (q *queue) profileKey(m *Membership, weight int, named []bool, skills map[string]int, at string) string {
	return fmt.Sprintf("%d %q %d %v %q %s", m.Level, m.Group, weight, named, at, q.asking.key(skills))
}
