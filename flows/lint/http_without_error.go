package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func httpWithoutError() Rule {
	return Rule{
		Name: "http-without-error", Severity: source.Warning,
		Summary: "A request, a look-up or a stored value whose failure nobody takes.",
		Doc: "Services are slow, tables are locked, networks are cut: then the step fails, and a failure that no " +
			"`on_error` " +
			"takes ends the call with the apology. Say what happens instead: `on_error` of the step or of one around it, " +
			"of the flow, of a flow that calls it, or under `defaults` for all. In `on_hangup` a failure is only logged, " +
			"and nothing is said.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - http: {id: crm, url: 'https://crm.example.com/${call.from}'}\n" +
			"    - hangup\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - http: {id: crm, url: 'https://crm.example.com/${call.from}'," +
			"\n             on_error: {log: '${error.message}'}}\n    - hangup\n",
		Check: func(p *Pass) {
			for _, step := range p.Graph.Steps() {
				if slices.Contains([]string{"http", "lookup", "store"}, step.Kind) && p.Graph.Reached(step) &&
					!step.Block().Offline() && !p.Graph.taken(step, map[*flows.Flow]bool{}) {
					p.AtStep(step, "when %s fails nobody takes it, and the call ends with the apology; give it an on_error, "+
						"or the flow, or defaults", step.Kind)
				}
			}
		},
	}
}

// taken tells whether somebody takes the failure of a step: it or one around it,
// its flow, the file, or whoever waits for the flow.
func (g *Graph) taken(step *flows.Placed, seen map[*flows.Flow]bool) bool {
	var inside *flows.Block
	for at := step; at != nil; at = inside.Parent() {
		if at.OnError != nil && at.OnError != inside {
			return true
		}
		inside = at.Block()
	}
	for _, scope := range []*flows.Flow{nil, step.Flow()} {
		if hook := g.hook(scope, "on_error"); hook != nil && hook != inside {
			return true
		}
	}
	return g.takenOutside(step.Flow(), seen)
}

// takenOutside tells whether all that call a flow take its failures.
func (g *Graph) takenOutside(flow *flows.Flow, seen map[*flows.Flow]bool) bool {
	if flow == nil || seen[flow] {
		return true
	}
	seen[flow] = true
	for _, route := range g.program.Numbers() {
		if route.Flow == flow {
			return false
		}
	}
	for _, from := range g.into[flow] {
		waits := slices.ContainsFunc(g.edges[from], func(e Edge) bool { return e.Enters == flow.Block })
		switch {
		case !g.reached[from]:
		case waits && !g.taken(from, seen), !waits && !g.takenOutside(from.Flow(), seen):
			return false
		}
	}
	return true
}
