package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfNumbers are the compiler's rules about numbers and patterns.
func heldOfNumbers() []Rule {
	return []Rule{
		{Name: "pattern", Severity: source.Error, AlsoWarns: true,
			Summary: "What is no pattern of the dialplan.",
			Doc: "X is any digit, Z 1 to 9, N 2 to 9, `[15-7]` one of these, `.` the rest, and `_` begins a pattern. A number " +
				"that looks like a pattern without its `_` is a warning.",
			Bad:  "numbers: {\"_2[X\": main}\nflows:\n  main: [{play: hello-world}]\n",
			Good: "numbers: {_2X: main}\nflows:\n  main: [{play: hello-world}]\n",
		},
		{Name: "shadowed-number", Severity: source.Warning,
			Summary: "A number that no call reaches, as another one takes all of its calls.",
			Doc: "The more definite pattern wins wherever it stands, as in the dialplan; of two that are alike the first " +
				"does. " +
				"Delete the other one; `ariapp check --fix` does where both lead to the same flow.",
			Bad:  "numbers: {_2XX: main, _2xx: second}\nflows:\n  main: [{play: hello-world}]\n  second: [{play: vm-goodbye}]\n",
			Good: "numbers: {_2XX: main, _3XX: second}\nflows:\n  main: [{play: hello-world}]\n  second: [{play: vm-goodbye}]\n",
		},
	}
}
