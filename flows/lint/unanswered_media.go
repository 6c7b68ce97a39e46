package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func unansweredMedia() Rule {
	return Rule{
		Name: "unanswered-media", Severity: source.Warning,
		Summary: "Keys are asked for on a call that is neither answered nor in progress.",
		Doc: "Most telephone companies pass no keys on before a call is answered, and let nothing be heard before they are " +
			"told of progress: a `menu` or `collect` with `answer: false`, or an `early` prompt that is `interruptible`, " +
			"waits there for what cannot come. Let `answer` stand before it, or at least `progress`; or leave the step to " +
			"answer by itself, as it does without `answer: false`. Where the dialplan has answered already, say so on the line.",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - menu:\n        prompt: hello-world\n        answer: false\n" +
			"        choices: {1: {play: vm-goodbye}}\n        on_exhausted: hangup\n    - hangup\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - progress\n    - menu:\n        prompt: hello-world\n" +
			"        answer: false\n        choices: {1: {play: vm-goodbye}}\n        on_exhausted: hangup\n    - hangup\n",
		Check: func(p *Pass) {
			closed := p.closedSteps()
			for _, step := range p.Graph.Steps() {
				if closed[step] && p.asksUnanswered(step) {
					p.AtStep(step, "%s waits for keys on a call that may be neither answered nor in progress here, and they "+
						"may never come; put answer or progress before it", step.Kind)
				}
			}
		},
	}
}

// asksUnanswered tells whether a step wants keys without answering the call.
func (p *Pass) asksUnanswered(step *flows.Placed) bool {
	switch step.Kind {
	case "menu", "collect":
		return isFalse(p.Field(step, "answer"))
	case "play", "say":
		return isTrue(p.Field(step, "early")) && isTrue(p.Field(step, "interruptible"))
	}
	return false
}

// opens tells whether behind a step the call is answered or in progress, for all that the file tells.
func (p *Pass) opens(step *flows.Placed) bool {
	switch step.Kind {
	case "menu", "collect", "moh":
		return !isFalse(p.Field(step, "answer"))
	case "play", "say":
		early := p.Field(step, "early")
		return early == nil || !isTrue(early)
	case "tone":
		answer := p.Field(step, "answer")
		return answer != nil && !isFalse(answer)
	case "answer", "progress", "silence", "override":
		return true
	}
	return step.Spec.Pace == flows.AnyPace // a kind of somebody's own may well answer
}

// closedSteps are the steps that some call comes to unanswered and without progress.
func (p *Pass) closedSteps() map[*flows.Placed]bool {
	g := p.Graph
	may := func(from *flows.Placed, e Edge) bool { return e.Way.Label == "passed" || !p.opens(from) }
	done := g.finishing(may)
	closed := map[*flows.Placed]bool{}
	var todo []*flows.Placed
	visit := func(steps ...*flows.Placed) {
		for _, step := range steps {
			if !closed[step] {
				closed[step] = true
				todo = append(todo, step)
			}
		}
	}
	for _, route := range p.Program.Numbers() {
		visit(route.Flow.Block.Steps[0])
	}
	for len(todo) > 0 {
		step := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		visit(g.next(step, may, done)...)
	}
	return closed
}

func isTrue(n *source.Node) bool {
	return n != nil && slices.Contains([]string{"true", "yes", "on"}, n.Value)
}

func isFalse(n *source.Node) bool {
	return n != nil && slices.Contains([]string{"false", "no", "off"}, n.Value)
}
