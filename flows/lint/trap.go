package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
)

// trap are steps between which a call goes round and never comes to an end.
type trap struct {
	steps []*flows.Placed
	// call is a step of them that calls a flow, so that each round waits one flow deeper; nil for none.
	call *flows.Placed
	// instant tells that none of them takes time.
	instant bool
}

// findTraps finds all of a program. Failures, and callers who hang up, are no ends.
func (g *Graph) findTraps() []trap {
	back := g.goodReturns()
	stuck := map[*flows.Placed]bool{}
	var all []*flows.Placed
	for _, step := range g.steps {
		if g.reached[step] && !g.ends[step] && !g.falls[step] && (!g.returns[step] || !back[step.Flow()]) {
			stuck[step] = true
			all = append(all, step)
		}
	}
	next := func(step *flows.Placed) []*flows.Placed {
		var next []*flows.Placed
		for _, e := range g.Edges(step) {
			if e.To != nil && stuck[e.To] {
				next = append(next, e.To)
			}
		}
		return next
	}
	var traps []trap
	for _, part := range g.components(all, next) {
		inside := func(to *flows.Placed) bool { return slices.Contains(part, to) }
		final := !slices.ContainsFunc(part, func(step *flows.Placed) bool {
			return slices.ContainsFunc(next(step), func(to *flows.Placed) bool { return !inside(to) })
		})
		if !final || !cyclic(part, next) {
			continue // it leads to one that is reported
		}
		one := trap{steps: part, instant: true}
		for _, step := range part {
			one.instant = one.instant && step.Spec.Pace == flows.Instant
			for _, e := range g.Edges(step) {
				if e.Enters != nil && g.owner[e.Enters] != nil && inside(e.To) && one.call == nil {
					one.call = step
				}
			}
		}
		traps = append(traps, one)
	}
	return traps
}

// goodReturns are the flows whose end leads to the end of a call: those that a
// number leads to, and those behind whose call an end can be reached.
func (g *Graph) goodReturns() map[*flows.Flow]bool {
	good := map[*flows.Flow]bool{nil: true}
	for _, route := range g.program.Numbers() {
		good[route.Flow] = true
	}
	for changed := true; changed; {
		changed = false
		for _, flow := range g.program.Flows() {
			if !good[flow] && slices.ContainsFunc(g.into[flow], func(from *flows.Placed) bool {
				return g.reached[from] && g.goodBehind(from, flow, good)
			}) {
				good[flow], changed = true, true
			}
		}
	}
	return good
}

// goodBehind tells whether an end can be reached from where a step leads to a flow that comes to its end.
func (g *Graph) goodBehind(from *flows.Placed, flow *flows.Flow, good map[*flows.Flow]bool) bool {
	for _, e := range g.edges[from] {
		switch {
		case e.Behind == flow.Block:
			if e.Exit == Ends || e.Exit == Falls || e.Exit == Returns && good[from.Flow()] {
				return true
			}
			if e.To != nil && (g.ends[e.To] || g.falls[e.To] || g.returns[e.To] && good[from.Flow()]) {
				return true
			}
		case e.Way.Goes == flows.Jump && e.Way.Target.Flow == flow && good[from.Flow()]:
			return true
		}
	}
	return false
}
