package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfTargets are the compiler's rules about where flows lead.
func heldOfTargets() []Rule {
	return []Rule{
		{Name: "dead-target", Severity: source.Error,
			Summary: "A `goto` or `call` to what does not exist.",
			Doc: "A `goto` leads to the `id` of a step of the same flow, or to a flow; a `call` to a flow. The nearest " +
				"name is " +
				"offered. A step of another flow cannot be jumped to: give it a flow of its own.",
			Bad:  inMain("- play: {id: again, media: hello-world}\n- goto: agian\n  when: call.from == \"\"\n"),
			Good: inMain("- play: {id: again, media: hello-world}\n- goto: last\n- wait: {id: last, time: 1s}\n"),
		},
		{Name: "ambiguous-target", Severity: source.Error,
			Summary: "A target that names a step of the flow and a flow.",
			Doc:     "Rename one of them: nobody could tell which is meant.",
			Bad: "numbers: {_.: main}\nflows:\n  main:\n    - goto: help\n      when: call.from == \"\"\n" +
				"    - play: {id: help, media: hello-world}\n  help: [hangup]\n",
			Good: "numbers: {_.: main}\nflows:\n  main:\n    - goto: help\n      when: call.from == \"\"\n" +
				"    - play: {id: greeting, media: hello-world}\n  help: [hangup]\n",
		},
		{Name: "jump-into", Severity: source.Error,
			Summary: "A `goto` from outside into steps that belong to a step running around them.",
			Doc: "The steps of a `repeat`, a handler, `on_hangup` and the like can only be entered from their beginning: " +
				"whoever jumps into them would come to an end that belongs to nothing.",
			Bad: inMain("- goto: inside\n  when: call.from == \"\"\n- repeat:\n    times: 3\n" +
				"    steps: [{play: {id: inside, media: hello-world}}]\n"),
			Good: inMain("- goto: around\n  when: call.from == \"\"\n- wait: 1s\n- repeat:\n    id: around\n    times: 3\n" +
				"    steps: [{play: hello-world}]\n"),
		},
		{Name: "duplicate-id", Severity: source.Error,
			Summary: "An `id` that two steps of a flow have.",
			Doc:     "An id is where a `goto` leads, and what `steps.<id>` means; it is one step's.",
			Bad:     inMain("- play: {id: first, media: hello-world}\n- play: {id: first, media: vm-goodbye}\n"),
			Good:    inMain("- play: {id: first, media: hello-world}\n- play: {id: second, media: vm-goodbye}\n"),
		},
		{Name: "unknown-flow", Severity: source.Error,
			Summary: "A number that leads to a flow that does not exist.",
			Doc:     "What stands behind a number is the name of one of `flows`.",
			Bad:     "numbers: {_.: mian}\nflows:\n  main: [{play: hello-world}]\n",
			Good:    "numbers: {_.: main}\nflows:\n  main: [{play: hello-world}]\n",
		},
		{Name: "unknown-schedule", Severity: source.Error,
			Summary: "A step that names a schedule which the file does not have.",
			Doc: "The schedules are those under `schedules`; `unknown-table`, `unknown-mailbox`, `unknown-parking`, " +
				"`unknown-queue` and `unknown-signing-key` are the same for `tables`, `mailboxes`, `parking`, `queues` and " +
				"`http.keys`.",
			Bad: "numbers: {_.: main}\nschedules: {office: {zone: UTC, weekly: {mon-fri: 09:00-17:00}}}\n" +
				"flows:\n  main: [{hours: {schedule: ofice, closed: hangup}}, {play: hello-world}]\n",
			Good: "numbers: {_.: main}\nschedules: {office: {zone: UTC, weekly: {mon-fri: 09:00-17:00}}}\n" +
				"flows:\n  main: [{hours: {schedule: office, closed: hangup}}, {play: hello-world}]\n",
		},
		{Name: "unknown-table", Severity: source.Error,
			Summary: "A `lookup` in a table which the file does not have.",
			Doc:     "The tables are those under `tables`; see [lookup](../lookup.md).",
			Bad: "numbers: {_.: main}\ntables: {customers: {rows: {\"1\": {name: Ann}}}}\nflows:\n  main:\n" +
				"    - lookup: {id: who, table: customer, key: \"${call.from}\", on_error: hangup}\n" +
				"    - log: \"${steps.who.status}\"\n",
			Good: "numbers: {_.: main}\ntables: {customers: {rows: {\"1\": {name: Ann}}}}\nflows:\n  main:\n" +
				"    - lookup: {id: who, table: customers, key: \"${call.from}\", on_error: hangup}\n" +
				"    - log: \"${steps.who.status}\"\n",
		},
		{Name: "unknown-signing-key", Severity: source.Error, Beside: true,
			Summary: "A request that is to be signed with a key which the file does not have.",
			Doc:     "The keys are those under `http.keys`; see [http](../http.md).",
			Bad:     inMain("- http: {url: 'https://crm.example.com/', sign: crm, on_error: hangup}\n"),
			Good: "http: {keys: {crm: 0123456789abcdef0123456789abcdef}}\n" +
				inMain("- http: {url: 'https://crm.example.com/', sign: crm, on_error: hangup}\n"),
		},
	}
}
