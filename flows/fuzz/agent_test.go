package fuzz_test

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/fuzz"
)

// agentPlants are faults that agents of queues bring about.
func agentPlants() []plant {
	return []plant{
		{"a failure behind a talk with an agent", `
numbers: {200: main}
flows:
  main:
    - queue: {id: q, queue: sales, continue: true}
    - if: {is: steps.q.status == "answered", then: crash}
`, fuzz.EngineError, "main/2.then.1", "1001 answers 0s", "then: crash", "then: hangup"},
		{"a failure behind a wait that is too long", `
numbers: {200: main}
agents: {7001: {name: Anna}, 7002: {name: Bert}}
flows:
  main:
    - queue: {id: q, queue: sales, max_wait: 40s, on_timeout: crash}
`, fuzz.EngineError, "main/q.on_timeout.1", "7001 unavailable", "crash", "hangup"},
	}
}

// Law: every way of a step that waits for agents is taken, whoever has to do what for it.
func TestEveryWayOfQueue(t *testing.T) {
	o := options(t, `
numbers: {200: main}
flows:
  main:
    - queue:
        id: q
        queue: sales
        max_wait: 2m
        waiting: [{play: hello-world}, {wait: 5s}]
        keys: {callee: {"*1": {play: one}}, caller: {"*2": {play: two}}}
        exit_keys: {0: {play: vm-goodbye}}
        continue: true
        on_timeout: {play: busy}
    - play: vm-goodbye
`)
	o.Runs = 4 * cleanRuns
	report, err := fuzz.Run(t.Context(), o)
	if err != nil || report.Break != nil {
		t.Fatalf("%v, %+v", err, report.Break)
	}
	for _, way := range report.Untaken {
		if !strings.Contains(way.Name, "unreached") {
			t.Errorf("never taken: %+v", way)
		}
	}
}
