package lint

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
)

// loops are the rounds that calls can make over steps of a sort alone. What
// hotkeys do and what follows a failure is not looked at.
func (p *Pass) loops(of func(*flows.Placed) bool) [][]*flows.Placed {
	g := p.Graph
	may := func(from *flows.Placed, e Edge) bool {
		return g.reached[from] && of(from) && (e.To == nil || of(e.To)) && e.Enters == nil &&
			e.Way.Label != "on_error" && !strings.HasPrefix(e.Way.Label, "hotkeys.")
	}
	done := g.finishing(may)
	next := func(step *flows.Placed) []*flows.Placed { return g.next(step, may, done) }
	var loops [][]*flows.Placed
	for _, part := range g.components(g.steps, next) {
		if cyclic(part, next) {
			loops = append(loops, part)
		}
	}
	return loops
}

// varies tells whether something in a loop may make the next round another one:
// a variable that is set, a result that may differ, a count of rounds.
func (p *Pass) varies(loop []*flows.Placed, instant bool) bool {
	return slices.ContainsFunc(p.withCalled(loop), func(step *flows.Placed) bool { return p.resultVaries(step, instant) })
}

// withCalled are steps and those of all flows that they call.
func (p *Pass) withCalled(steps []*flows.Placed) []*flows.Placed {
	all, seen := slices.Clone(steps), map[*flows.Block]bool{}
	for i := 0; i < len(all); i++ {
		for _, e := range p.Graph.edges[all[i]] {
			if e.Enters == nil || seen[e.Enters] || strings.HasPrefix(e.Way.Label, "hotkeys.") {
				continue
			}
			seen[e.Enters] = true
			all = append(all, p.Graph.within[e.Enters]...)
		}
	}
	return all
}

// resultVaries tells whether the next round may find something else behind a step.
// Of kinds that are not known here one must think so.
func (p *Pass) resultVaries(step *flows.Placed, instant bool) bool {
	switch step.Kind {
	case "answer", "call", "continue", "goto", "hangup", "if", "log", "play", "progress", "reject", "return", "ring",
		"say", "silence", "split", "switch", "tone":
		return false
	case "hours":
		return !instant // a schedule opens while time passes
	case "repeat":
		while := p.Field(step, "while")
		return p.Field(step, "times") != nil || while != nil && strings.Contains(while.Value, ".round")
	}
	return true
}
