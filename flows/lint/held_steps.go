package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfSteps are the compiler's rules about steps and their fields.
func heldOfSteps() []Rule {
	return append([]Rule{
		{Name: "unknown-step", Severity: source.Error,
			Summary: "A step of a kind that does not exist.",
			Doc:     "The kinds are on [steps](../steps/README.md); a Go program may bring more of its own.",
			Bad:     inMain("- playback: hello-world\n"),
			Good:    inMain("- play: hello-world\n"),
		},
		{Name: "missing-field", Severity: source.Error,
			Summary: "A step, or another mapping, without a field that it needs.",
			Doc:     "The finding says what belongs there; the page of the step has its fields.",
			Bad:     inMain("- play: {interruptible: true}\n"),
			Good:    inMain("- play: {media: hello-world, interruptible: true}\n"),
		},
		{Name: "exclusive-fields", Severity: source.Error,
			Summary: "Fields that exclude each other.",
			Doc:     "One of them says already what the other would say otherwise.",
			Bad:     inMain("- collect: {id: pin, length: 4, max: 6}\n- log: \"${steps.pin.status}\"\n"),
			Good:    inMain("- collect: {id: code, min: 4, max: 6}\n- log: \"${steps.code.status}\"\n"),
		},
		{Name: "unknown-value", Severity: source.Error,
			Summary: "A word that is none of those a field knows.",
			Doc:     "The finding lists those that it knows.",
			Bad:     inMain("- hangup: engaged\n"),
			Good:    inMain("- hangup: busy\n"),
		},
		{Name: "expression", Severity: source.Error,
			Summary: "An expression that is none.",
			Doc: "What stands in `${…}`, and in `when`, `is` and `while`, is an expression; how they are written is on " +
				"[flows](../flows.md). The mark is where it could not be read on.",
			Bad:  inMain("- hangup: busy\n  when: call.from = \"100\"\n- play: hello-world\n"),
			Good: inMain("- hangup: busy\n  when: call.from == \"100\"\n- play: hello-world\n"),
		},
		{Name: "no-end", Severity: source.Error,
			Summary: "A question that would be asked for ever.",
			Doc: "With `attempts`, `max_noinput` and `max_nomatch` all 0 a silent caller would be asked until the call's " +
				"time is " +
				"up.",
			Bad:  inMain("- collect: {id: number, attempts: 0}\n- log: \"${steps.number.status}\"\n"),
			Good: inMain("- collect: {id: number, attempts: 3}\n- log: \"${steps.number.status}\"\n"),
		},
		{Name: "needs-telephone", Severity: source.Error,
			Summary: "A step in `on_hangup`, or in the flow of `messages`, that needs a caller.",
			Doc: "There the call is over: nobody hears a prompt or presses a key. What needs no telephone says so on its " +
				"page: " +
				"`log`, `set`, `http`, `store` and the like. The flow of [messages](../messages.md) has no caller at all.",
			Bad: "numbers: {_.: main}\nflows:\n  main:\n    on_hangup: {play: vm-goodbye}\n    steps: [{play: hello-world}]\n",
			Good: "numbers: {_.: main}\nflows:\n  main:\n    on_hangup: {log: \"${call.from} is gone\"}\n" +
				"    steps: [{play: hello-world}]\n",
		},
	}, heldOfEntries()...)
}

// heldOfEntries are those about what callers can enter.
func heldOfEntries() []Rule {
	return []Rule{
		{Name: "unreachable-choice", Severity: source.Error,
			Summary: "A choice of a menu that no caller can make.",
			Doc: "Another choice takes all its entries; or it needs a key that ends the entry, or one that no telephone has; " +
				"or `match: first` always takes a shorter one.",
			Bad: inMain("- menu:\n    prompt: hello-world\n    choices:\n      _[1-4]: {play: hello-world}\n" +
				"      _[23]: {play: vm-goodbye}\n    on_exhausted: hangup\n- hangup\n"),
			Good: inMain("- menu:\n    prompt: hello-world\n    choices:\n      _[23]: {play: vm-goodbye}\n" +
				"      _[1-4]: {play: hello-world}\n    on_exhausted: hangup\n- hangup\n"),
		},
		{Name: "unreachable-entry", Severity: source.Error,
			Summary: "A value or pattern that nobody can enter.",
			Doc: "The length that the step allows does not fit it, it needs a key that ends the entry, or one that no " +
				"telephone " +
				"has.",
			Bad:  inMain("- collect: {id: number, max: 3, pattern: _2XXX}\n- log: \"${steps.number.status}\"\n"),
			Good: inMain("- collect: {id: number, max: 4, pattern: _2XXX}\n- log: \"${steps.number.status}\"\n"),
		},
		{Name: "rule", Severity: source.Error,
			Summary: "What a question accepts contradicts itself.",
			Doc:     "A least length above the greatest, a value that is no run of keys, every key a terminator.",
			Bad:     inMain("- collect: {id: number, min: 6, max: 4}\n- log: \"${steps.number.status}\"\n"),
			Good:    inMain("- collect: {id: number, min: 4, max: 6}\n- log: \"${steps.number.status}\"\n"),
		},
	}
}
