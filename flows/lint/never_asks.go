package lint

import (
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func neverAsks() Rule {
	return Rule{
		Name: "never-asks", Severity: source.Warning,
		Summary: "A loop that plays on and on and never waits for the caller.",
		Doc: "What leads out of it depends on nothing that happens in it, so that who is in it stays in it: the caller " +
			"hears the same until `limits` end the call. Ask something in it (`menu`, `collect`, a prompt that is " +
			"`interruptible`), or give it a bound (`repeat` with `times`). A loop without any way out is " +
			"[no-ending](no-ending.md).",
		Bad: "numbers: {_.: main}\nvars: {mode: wait}\nflows:\n  main:\n    - repeat:\n        while: vars.mode == " +
			"\"wait\"\n" +
			"        steps: [{play: hello-world}]\n    - hangup\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - repeat:\n        times: 5\n" +
			"        steps: [{play: hello-world}]\n    - hangup\n",
		Check: func(p *Pass) {
			stuck := map[*flows.Placed]bool{}
			for _, trap := range p.Graph.traps {
				for _, step := range trap.steps {
					stuck[step] = true
				}
			}
			for _, loop := range p.loops(p.leavesNoSay) {
				timed := slices.ContainsFunc(loop, func(step *flows.Placed) bool { return step.Spec.Pace == flows.Timed })
				if timed && !stuck[loop[0]] && !p.varies(loop, false) {
					p.AtStep(loop[0], "this loop never waits for the caller, and nothing in it can end it (%s); "+
						"ask something in it, or give it a bound", listed(loop))
				}
			}
		},
	}
}

// leavesNoSay tells whether the caller can do nothing while the step lasts.
func (p *Pass) leavesNoSay(step *flows.Placed) bool {
	switch step.Spec.Pace {
	case flows.Instant:
		return true
	case flows.Timed:
		interruptible := p.Field(step, "interruptible")
		return interruptible == nil && (step.Flow() == nil || len(p.Graph.hotkeys(step.Flow())) == 0)
	}
	return false
}
