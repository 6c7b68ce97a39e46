package lint

import (
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func unreachableStep() Rule {
	return Rule{
		Name: "unreachable-step", Severity: source.Warning,
		Summary: "A step that no call comes to.",
		Doc: "It stands behind a step that never goes on (`hangup`, `continue`, `goto`, `return`, a `call` of a flow that " +
			"never comes back, a menu of which every way leads elsewhere), or in steps that nothing takes. Only the " +
			"first of several is named. Delete it, or give the walk a way there.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - play: hello-world\n    - hangup\n    - play: vm-goodbye\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - play: hello-world\n    - play: vm-goodbye\n" +
			"    - hangup\n",
		Check: func(p *Pass) {
			for _, step := range p.Graph.Steps() {
				if p.Graph.Reached(step) || step.Flow() != nil && !p.Graph.Used(step.Flow()) {
					continue // or the flow is said to be unused
				}
				if why := keptAway(p.Graph, step); why != "" {
					p.AtStep(step, "no call comes to this step: %s; delete it, or give it a way", why)
				}
			}
		},
	}
}

// keptAway says why no call comes to a step; "" where that is said of another one.
func keptAway(g *Graph, step *flows.Placed) string {
	b := step.Block()
	if at := g.place[step]; at > 0 {
		if before := b.Steps[at-1]; g.Reached(before) {
			return fmt.Sprintf("the %s before it %s", before.Kind, elsewhere(g, before))
		}
		return ""
	}
	around := b.Parent()
	switch {
	case around != nil && g.Reached(around):
		return fmt.Sprintf("the %s takes no such way (%s)", around.Kind, b.Label())
	case around != nil || step.Flow() == nil || b == step.Flow().Block:
		return ""
	}
	return fmt.Sprintf("nothing in the flow takes its %s", b.Label())
}

// elsewhere says where a step leads that never goes on.
func elsewhere(g *Graph, step *flows.Placed) string {
	kinds := map[string]bool{}
	for _, e := range g.Edges(step) {
		switch {
		case e.Enters != nil && e.Way.Goes == flows.Through:
			kinds["calls "+e.Way.Target.Name+", which never comes back"] = true
		case e.Exit == Ends && e.Way.Goes == flows.Away:
			kinds["sends the call elsewhere"] = true
		case e.Exit == Ends && e.Way.Goes == flows.Over && step.Kind == "moh":
			kinds["has no time and lasts until the call ends"] = true
		case e.Exit == Ends && e.Way.Goes == flows.Over:
			kinds["ends the call"] = true
		case e.Way.Goes == flows.Out:
			kinds["ends the flow"] = true
		case e.Way.Goes == flows.Jump:
			kinds["always goes to "+e.Way.Target.Name] = true
		default:
			kinds[""] = true
		}
	}
	if len(kinds) == 1 {
		for kind := range kinds {
			if kind != "" {
				return kind
			}
		}
	}
	return "has only ways that lead elsewhere"
}
