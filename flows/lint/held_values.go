package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfValues are the compiler's rules about values and their names.
func heldOfValues() []Rule {
	return []Rule{
		{Name: "wrong-type", Severity: source.Error,
			Summary: "A value of another sort than its place takes.",
			Doc: "A text where a number belongs, a list where a name belongs, a variable that is a number here and a " +
				"text there. The finding says what the place takes, and what stands there.\n\nAmong the values that a " +
				"place may refuse are secrets: no text, log, prompt, URL or store takes one, and they are compared by " +
				"`same(a, b)`, never by `==`. Numbers that one dials are texts: `\"0815\"` in quotes, as `0815` " +
				"without them is kept as it is, but `815` is a number.",
			Bad: "numbers: {_.: main}\nvars: {tries: 0}\nflows:\n  main:\n    - set: {tries: many}\n" +
				"    - wait: {time: soon}\n    - log: \"${vars.tries}\"\n",
			Good: "numbers: {_.: main}\nvars: {tries: 0}\nflows:\n  main:\n    - set: {tries: 3}\n" +
				"    - wait: {time: 2s}\n    - log: \"${vars.tries}\"\n",
		},
		{Name: "unknown-name", Severity: source.Error,
			Summary: "A name in an expression that its scope does not have.",
			Doc: "Expressions read `vars`, `config`, `secrets`, `call`, `error`, the flow's own `flow.…` and the results " +
				"of its steps, `steps.id.…`. A variable is known as soon as `vars` declares it or any step sets it; a " +
				"step's result is known in its own flow only. The finding lists what the scope has.",
			Bad:  "numbers: {_.: main}\nvars: {customer: \"\"}\nflows:\n  main: [{log: \"${vars.custmer}\"}]\n",
			Good: "numbers: {_.: main}\nvars: {customer: \"\"}\nflows:\n  main: [{log: \"${vars.customer}\"}]\n",
		},
	}
}
