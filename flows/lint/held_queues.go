package lint

import "github.com/ariapp/ariapp/flows/source"

// heldOfQueues are the rules about queues and agents.
func heldOfQueues() []Rule {
	main := inMain("- play: hello-world\n")
	return []Rule{
		{Name: "unknown-queue", Severity: source.Error, Beside: true,
			Summary: "A step, or an agent, of a queue which the file does not have.",
			Doc: "The queues are those under `queues`; the nearest name is offered. `unknown-agent` and `unknown-group` are " +
				"the same for the agents and overflow groups that `routing` names; see [agents](../agents.md).",
			Bad:  "queues: {sales: }\nagents: {1001: {endpoint: PJSIP/1001, queues: [sale]}}\n" + main,
			Good: "queues: {sales: }\nagents: {1001: {endpoint: PJSIP/1001, queues: [sales]}}\n" + main,
		},
		{Name: "duplicate-membership", Severity: source.Error, Beside: true,
			Summary: "An agent who is in a queue twice.",
			Doc:     "Which of the two levels would hold? Take one out.",
			Bad: "queues: {sales: }\nagents: {1001: {endpoint: PJSIP/1001, queues: [sales, {queue: sales, level: 1}]}}\n" +
				main,
			Good: "queues: {sales: }\nagents: {1001: {endpoint: PJSIP/1001, queues: [{queue: sales, level: 1}]}}\n" + main,
		},
	}
}
