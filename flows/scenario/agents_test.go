package scenario_test

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

const lines = `numbers: {100: main}
flows:
  main:
    - queue: {id: q, queue: sales, max_wait: 40s, exit_keys: {1: {log: out}}, continue: true}
    - log: "${steps.q.status} ${steps.q.agent} ${string(steps.q.waited)} ${string(steps.q.talk)}"
`

// Law: the agents of a queue do what the test says, and it is held to how the wait ends.
func TestAgents(t *testing.T) {
	program, _ := compiled(t, "ivr.yaml", lines)
	call := caller{program}
	for name, c := range map[string]struct{ test, want string }{
		"one answers": {`given: {agents: {1001: {answers: 4s, talks: 30s}}}
    acts: [await: {log: "answered 1001 4s 30s"}]
    end: {queues: {sales: answered}, dialled: [agent/1001], duration: 34s}`, ""},
		"busy, then another": {`given: {agents: {1001: busy, 1002: {status: rejects, after: 2s}, 1003: {answers: 1s, talks: 5s}}}
    acts: [await: {log: "answered 1003 3s 5s"}]`, ""},
		"nobody": {`given: {agents: {1001: nobody, 1002: unavailable}}
    acts: [await: {log: "timeout  40s 0s"}]
    end: {queues: {sales: timeout}}`, ""},
		"a key": {`given: {agents: {1001: nobody}}
    acts: [wait: 3s, press: 1, await: {log: out}]
    end: {queues: {sales: exit_key}}`, ""},
		"all are logged out": {`given: {agents: {1001: logged_out}}
    acts: [await: {log: "join_empty  0s 0s"}]
    end: {queues: {sales: join_empty}}`, ""},
		"one is logged out": {`given: {agents: {1001: logged_out, 1002: {answers: 1s, talks: 5s}}}
    acts: [await: {log: "answered 1002 1s 5s"}]
    end: {dialled: [agent/1002]}`, ""},
		"another end than expected": {`given: {agents: {1001: nobody}}
    end: {queues: {sales: answered, support: full}}`, "5/0: wanted the wait in sales to end with answered, instead it was timeout\n" +
			"5/0: wanted the wait in support to end with full, instead nobody waited there\n"},
		"of whom the test says nothing": {`given: {}
    end: {status: failed}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if _, told := call.run(t, "  - name: x\n    "+c.test); told != c.want {
				t.Error(told)
			}
		})
	}
}

// Law: what makes no sense under agents is a finding.
func TestAgentFindings(t *testing.T) {
	for text, want := range map[string]string{
		"given: {agents: {1: engaged}}": "busy, rejects, unavailable, nobody, logged_out", "given: {agents: {1: {}}}": "either answers",
		"given: {agents: {1: {answers: 1s, status: busy}}}": "either answers", "given: {agents: {1: {answer: 1s}}}": "answers",
		"end: {queues: {sales: done}}": "answered", "given: {agents: {1: {status: logged_out, after: 1s}}}": "is not rung",
		"given: {dialled: {PJSIP/1: logged_out}}": "busy, rejected",
	} {
		doc, _ := source.Parse("ivr_test.yaml", "given: {to: '1'}\ntests:\n  - name: x\n    "+text+"\n")
		report := source.NewReport(doc)
		scenario.Read(doc, report)
		found := ""
		for _, f := range report.Findings() {
			found += f.Format()
		}
		if !strings.Contains(found, want) {
			t.Errorf("%s: %s does not name %q", text, found, want)
		}
	}
}
