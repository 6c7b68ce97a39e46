package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func noExhaustion() Rule {
	return Rule{
		Name: "no-exhaustion", Severity: source.Warning,
		Summary: "A question of which nobody says what happens when the caller does not answer it.",
		Doc: "A `menu` that nobody answers goes on behind it; when nothing stands there, the call just ends. A `collect` " +
			"that nobody answers goes on with an empty value, and what uses it does not know. Say what happens: " +
			"`on_exhausted` in the step, in the flow, or under `defaults` for all; steps behind the menu; or look at " +
			"`steps.<id>.status` before the value is used.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - collect: {id: number, prompt: agent-user, length: 4}\n" +
			"    - continue: {context: phones, extension: \"1${steps.number.value}\"}\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - collect: {id: number, prompt: agent-user, pattern: _2XX, " +
			"on_exhausted: [{play: vm-goodbye}, hangup]}\n" +
			"    - continue: {context: phones, extension: \"${steps.number.value}\"}\n",
		Check: func(p *Pass) {
			direct := p.Graph.entered()
			for _, step := range p.Graph.Steps() {
				if !p.Graph.Reached(step) || !slices.ContainsFunc(p.Program.Ways(step), isExhausted) {
					continue
				}
				if step.Spec.Asks {
					p.silentEnd(step, direct)
				} else {
					p.emptyValue(step)
				}
			}
		},
	}
}

// isExhausted tells the way of a question that nobody answered.
func isExhausted(way flows.Way) bool { return way.Label == "exhausted" || isExhaustedHandler(way) }

func isExhaustedHandler(way flows.Way) bool {
	return way.Goes == flows.Into && (way.Label == "on_exhausted" || len(way.Label) > len("on_exhausted") &&
		way.Label[:len("on_exhausted.")] == "on_exhausted.")
}

// entered are the flows of which the end is the end of a call: those of numbers, and where these go.
func (g *Graph) entered() map[*flows.Flow]bool {
	entered := map[*flows.Flow]bool{}
	for _, route := range g.program.Numbers() {
		entered[route.Flow] = true
	}
	for changed := true; changed; {
		changed = false
		for _, step := range g.steps {
			for _, e := range g.edges[step] {
				if e.Way.Goes == flows.Jump && e.Way.Target.Flow != nil && entered[step.Flow()] && !entered[e.Way.Target.Flow] {
					entered[e.Way.Target.Flow], changed = true, true
				}
			}
		}
	}
	return entered
}

// silentEnd reports a menu behind which the call ends without a word.
func (p *Pass) silentEnd(menu *flows.Placed, entered map[*flows.Flow]bool) {
	flow := menu.Flow()
	for _, e := range p.Graph.Edges(menu) {
		if e.Way.Label == "exhausted" && e.Exit == Returns && flow != nil && entered[flow] {
			p.AtStep(menu, "a caller who does not answer is hung up on without a word: the menu has no on_exhausted, "+
				"and nothing stands behind it; add one, here or under defaults")
			return
		}
	}
}

// emptyValue reports a collect of which a later step uses the value, though there may be none.
func (p *Pass) emptyValue(collect *flows.Placed) {
	behind := p.unanswered(collect)
	if len(behind) == 0 || collect.Kind != "collect" {
		return
	}
	var used *flows.Use
	uses := p.Program.Uses()
	for i, use := range uses {
		for _, read := range use.Reads {
			if len(read.Path) < 3 || read.Path[0] != "steps" || read.Path[1] != collect.ID || use.Flow != collect.Flow() {
				continue
			}
			switch {
			case read.Path[2] != "value", decides(use):
				return // somebody looks whether there is one
			case used == nil && use.Step != nil && behind[use.Step]:
				used = &uses[i]
			}
		}
	}
	if used != nil {
		p.AtStep(collect, "%s uses the value at line %d though the caller may have given none: nothing looks at "+
			"steps.%s.status, and no on_exhausted leads elsewhere; do one of them", used.Step.Kind, used.Node.Line, collect.ID)
	}
}

// decides tells whether an expression chooses a way, so that an empty value goes its own.
func decides(use flows.Use) bool {
	return slices.Contains([]string{"when", "is", "while"}, use.Field) ||
		use.Step != nil && use.Step.Kind == "switch" && use.Field == "value"
}

// unanswered are the steps that are taken behind a question that nobody answered, until it is asked again.
func (p *Pass) unanswered(question *flows.Placed) map[*flows.Placed]bool {
	seen := map[*flows.Placed]bool{}
	var todo []*flows.Placed
	visit := func(e Edge) {
		if e.To != nil && e.To != question && !seen[e.To] {
			seen[e.To] = true
			todo = append(todo, e.To)
		}
	}
	for _, e := range p.Graph.Edges(question) {
		if isExhausted(e.Way) {
			visit(e)
		}
	}
	for len(todo) > 0 {
		step := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, e := range p.Graph.Edges(step) {
			visit(e)
		}
	}
	return seen
}
