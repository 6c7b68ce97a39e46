package lint

import (
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func endlessRecursion() Rule {
	return Rule{
		Name: "endless-recursion", Severity: source.Error,
		Summary: "Flows that call one another and never come back.",
		Doc: "A `call` waits until the flow comes to its end. When that flow can only call on, every round waits one flow " +
			"deeper, until `limits.max_nesting` ends the call with the apology. Where nobody waits for the end of a " +
			"flow, lead there by `goto`; or give it a way to its end, or a `return`. It is a warning where the call can " +
			"end on the way round, so that only callers who go round often meet the limit.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - play: hello-world\n    - call: second\n" +
			"  second:\n    - wait: 1s\n    - call: main\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - play: hello-world\n    - call: second\n    - hangup\n" +
			"  second:\n    - wait: 1s\n    - return\n",
		Check: func(p *Pass) {
			told := map[*flows.Placed]bool{}
			for _, trap := range p.Graph.traps {
				if trap.call != nil {
					told[trap.call] = true
					for _, step := range trap.steps {
						told[step] = true
					}
					p.recursion(trap.call, "")
				}
			}
			for _, call := range deepening(p.Graph) {
				if !told[call] {
					p.recursion(call, source.Warning)
				}
			}
		},
	}
}

func (p *Pass) recursion(call *flows.Placed, severity source.Severity) {
	name := ""
	for _, e := range p.Graph.edges[call] {
		if e.Enters != nil && e.Way.Goes == flows.Through {
			name = e.Way.Target.Name
		}
	}
	p.Add(source.Finding{Pos: call.Pos, Width: len(call.Kind), Severity: severity, Message: fmt.Sprintf(
		"%s never comes back and leads to this step again: each round waits one flow deeper, until limits.max_nesting "+
			"ends the call; lead there by goto, or let %s come to its end", name, name)})
}

// deepening are the calls of flows that never come back, and lead to the same call again.
func deepening(g *Graph) []*flows.Placed {
	next := func(step *flows.Placed) []*flows.Placed {
		var next []*flows.Placed
		for _, e := range g.Edges(step) {
			if e.To != nil && g.reached[e.To] {
				next = append(next, e.To)
			}
		}
		return next
	}
	part := map[*flows.Placed]int{}
	for i, steps := range g.components(g.steps, next) {
		for _, step := range steps {
			part[step] = i
		}
	}
	var calls []*flows.Placed
	for _, step := range g.steps {
		for _, e := range g.edges[step] {
			if g.reached[step] && e.Enters != nil && g.owner[e.Enters] != nil && !g.ComesBack(e.Enters) &&
				part[step] == part[e.To] {
				calls = append(calls, step)
			}
		}
	}
	return calls
}
