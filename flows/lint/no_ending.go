package lint

import "github.com/ariapp/ariapp/flows/source"

func noEnding() Rule {
	return Rule{
		Name: "no-ending", Severity: source.Error,
		Summary: "A place from which no call comes to an end.",
		Doc: "From there the call goes round until the caller hangs up or `limits` end it with the apology: no way " +
			"leads to " +
			"`hangup`, `continue`, `reject`, or the end of the flow. Give one of the steps that are named a way out: a " +
			"choice that leads on, a bound for the loop (`repeat` with `times`), a `hangup` behind it. Loops of steps " +
			"that take no time are [busy-loop](busy-loop.md), flows that call one another " +
			"[endless-recursion](endless-recursion.md).",
		Bad: "numbers: {_.: main}\nflows:\n  main:\n    - play: {id: again, media: hello-world}\n" +
			"    - wait: 2s\n    - goto: again\n",
		Good: "numbers: {_.: main}\nflows:\n  main:\n    - repeat:\n        times: 3\n        steps:\n" +
			"          - play: hello-world\n          - wait: 2s\n    - hangup\n",
		Check: func(p *Pass) {
			for _, trap := range p.Graph.traps {
				if trap.call == nil && !trap.instant {
					p.AtStep(trap.steps[0], "from here no call comes to an end: it goes round (%s) until the caller hangs up "+
						"or limits end it; let one of these steps lead to a hangup or to the end of the flow", listed(trap.steps))
				}
			}
		},
	}
}
