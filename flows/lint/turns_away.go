package lint

import (
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// turnsAway tells whether the condition of a step keeps calls from another step: all of
// them pass it, and one of its answers leads elsewhere. when tells that the condition
// says whether the step runs at all, rather than which of its steps do.
func (g *Graph) turnsAway(step, from *flows.Placed, when bool) bool {
	if begin := Root(from).Steps[0]; begin != step && g.leads(begin, from, step) {
		return false
	}
	passes, runs, away := false, false, false
	for _, e := range g.Edges(step) {
		label := e.Way.Label
		if !g.own(e) || label == "on_error" || strings.HasPrefix(label, "hotkeys.") {
			continue
		}
		leads := e.To != nil && (e.To == from || g.leads(e.To, from, step))
		away = away || !leads
		if label == "passed" {
			passes = passes || leads
		} else {
			runs = runs || leads
		}
	}
	if when {
		return passes != runs
	}
	return away
}

// own tells an edge that stays among the steps of one flow and its handlers.
func (g *Graph) own(e Edge) bool { return e.Enters == nil || g.owner[e.Enters] == nil }

// leads tells whether calls come from one step to another one without passing a third.
func (g *Graph) leads(from, to, without *flows.Placed) bool {
	seen := map[*flows.Placed]bool{from: true, without: true}
	if from == without {
		return false
	}
	todo := []*flows.Placed{from}
	for len(todo) > 0 {
		step := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if step == to {
			return true
		}
		for _, e := range g.Edges(step) {
			if e.To != nil && g.own(e) && !seen[e.To] {
				seen[e.To] = true
				todo = append(todo, e.To)
			}
		}
	}
	return false
}
