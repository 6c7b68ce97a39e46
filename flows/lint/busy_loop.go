package lint

import (
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func busyLoop() Rule {
	return Rule{
		Name: "busy-loop", Severity: source.Error,
		Summary: "A loop of steps that take no time and change nothing.",
		Doc: "Nothing in it waits, plays or asks, and no round differs from the one before: within a moment " +
			"`limits.max_steps` ends the call with the apology. A loop that waits for something, as for a schedule to " +
			"open, needs a `wait` in it, and the caller a word.",
		Bad: "numbers: {_.: main}\nschedules: {office: {zone: UTC, weekly: {mon-fri: 09:00-17:00}}}\nflows:\n  main:\n" +
			"    - hours: {id: look, schedule: office, closed: {goto: look}}\n    - play: hello-world\n",
		Good: "numbers: {_.: main}\nschedules: {office: {zone: UTC, weekly: {mon-fri: 09:00-17:00}}}\nflows:\n  main:\n" +
			"    - hours: {id: look, schedule: office, closed: [{moh: 1m}, {goto: look}]}\n    - play: hello-world\n",
		Check: func(p *Pass) {
			told := map[*flows.Placed]bool{}
			tell := func(loop []*flows.Placed) {
				if told[loop[0]] {
					return
				}
				for _, step := range loop {
					told[step] = true
				}
				p.AtStep(loop[0], "a loop that takes no time (%s): only limits.max_steps ends it; "+
					"put a wait into it, or give it a bound", listed(loop))
			}
			for _, trap := range p.Graph.traps {
				if trap.instant && trap.call == nil {
					tell(trap.steps)
				}
			}
			for _, loop := range p.loops(func(step *flows.Placed) bool { return step.Spec.Pace == flows.Instant }) {
				if !p.varies(loop, true) {
					tell(loop)
				}
			}
		},
	}
}
