package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfKeys are the rules about the file's mappings.
func heldOfKeys() []Rule {
	return []Rule{
		{Name: "unknown-key", Severity: source.Error,
			Summary: "A key that is not known where it stands.",
			Doc:     "Mostly a slip of the pen, or a wrong indentation: the finding offers the nearest name, or lists all.",
			Bad:     inMain("- play: {media: hello-world, intreruptible: true}\n"),
			Good:    inMain("- play: {media: hello-world, interruptible: true}\n"),
		},
		{Name: "duplicate-key", Severity: source.Error,
			Summary: "A key that stands twice.",
			Doc:     "In one mapping, in two files that are included, or beside a step and among its fields.",
			Bad:     "numbers: {_.: main}\nvars: {tries: 1, tries: 2}\nflows:\n  main: [{log: \"${vars.tries}\"}]\n",
			Good:    "numbers: {_.: main}\nvars: {tries: 1}\nflows:\n  main: [{log: \"${vars.tries}\"}]\n",
		},
		{Name: "empty-flow", Severity: source.Error,
			Summary: "A flow without steps.",
			Doc:     "A call that came there would end at once. `- hangup` says that this is meant.",
			Bad:     "numbers: {_.: main}\nflows:\n  main: []\n",
			Good:    "numbers: {_.: main}\nflows:\n  main: [hangup]\n",
		},
		{Name: "no-flows", Severity: source.Error,
			Summary: "A file without `flows`.",
			Doc:     "They are what calls are led through; see [the tutorial](../tutorial.md).",
			Bad:     "numbers: {_.: main}\n",
			Good:    inMain("- play: hello-world\n"),
		},
		{Name: "no-numbers", Severity: source.Error,
			Summary: "A file without `numbers`.",
			Doc:     "They lead calls to flows: without them no call would find one.",
			Bad:     "flows:\n  main: [{play: hello-world}]\n",
			Good:    inMain("- play: hello-world\n"),
		},
		{Name: "too-deep", Severity: source.Error, Beside: true,
			Summary: "Steps that stand too deep in steps.",
			Doc:     "Put the inner ones into a flow of their own, and `call` it.",
			Bad:     inMain("- if: {is: call.to == \"1\", then: {if: {is: call.to == \"2\", then: hangup}}} # and so on\n"),
			Good:    inMain("- call: inner\n") + "  inner:\n    - if: {is: call.to == \"2\", then: hangup}\n",
		},
	}
}
