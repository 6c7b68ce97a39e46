package queue

import (
	"slices"
	"time"
)

// estimate is what a queue has learned of how long things take.
type estimate struct {
	handling []int64 // by rule: a moving mean of conversation and wrap-up, 0 for not known
	all      int64
	waits    []int64 // the last ones of those who had to wait
	next     int
}

// handled takes a conversation with its wrap-up.
func (s *estimate) handled(rule int, took int64) {
	for len(s.handling) <= rule {
		s.handling = append(s.handling, 0)
	}
	s.handling[rule] = moved(s.handling[rule], took)
	s.all = moved(s.all, took)
}

func moved(old, sample int64) int64 {
	sample = max(sample, 1)
	if old == 0 {
		return sample
	}
	return (3*old + sample) / 4
}

// note takes a wait that has ended with an agent. Who did not wait says nothing about those who do.
func (s *estimate) note(waited int64) {
	switch {
	case waited < int64(time.Second):
	case len(s.waits) < waitsKept:
		s.waits = append(s.waits, waited)
	default:
		s.waits[s.next] = waited
		s.next = (s.next + 1) % waitsKept
	}
}

// bound is the wait that nine of ten did not exceed, 0 for not known.
func (s *estimate) bound() int64 {
	if len(s.waits) < waitsLeast {
		return 0
	}
	waits := slices.Sorted(slices.Values(s.waits))
	return waits[len(waits)*9/10]
}

// estimate is how long it takes from now until the one at that position has an agent: everybody in front, and the one
// before whom it is, takes a mean conversation, and so many agents work at it. It is not more than nine of ten waited
// lately, or than somebody waits now.
func (e *Engine) estimate(c *class, position int) (wait int64, known bool) {
	q := c.queue
	mean := q.waits.all
	if c.stage < len(q.waits.handling) && q.waits.handling[c.stage] > 0 {
		mean = q.waits.handling[c.stage]
	}
	if mean == 0 {
		return 0, false
	}
	wait = int64(position) * mean / int64(max(1, c.capable()))
	if bound := q.waits.bound(); bound > 0 {
		wait = min(wait, max(bound, int64(q.longest(e.now))))
	}
	return wait, true
}

// longest is how long the one has waited who waits longest. Of one priority the first has waited longest.
func (q *queue) longest(now int64) time.Duration {
	longest := int64(0)
	x, some := q.order.first()
	for some {
		longest = max(longest, now-x.since)
		priority := x.priority
		x, some = q.order.seek(func(y *entry) bool { return y.priority < priority })
	}
	return time.Duration(longest)
}
