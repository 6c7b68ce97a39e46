package scenario_test

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

const exchange = `numbers: {100: main}
flows:
  main:
    - dial:
        id: d
        targets: [PJSIP/100, "PJSIP/${call.from}"]
        strategy: sequential
        confirm: {prompt: take-it}
        early_media: {play: hold-on}
        continue: true
    - log: "${steps.d.status} ${steps.d.cause}"
`

// Law: those who are dialled do what the test says, and what is expected of them is held to.
func TestDialled(t *testing.T) {
	program, _ := compiled(t, "ivr.yaml", exchange)
	call := caller{program}
	for name, c := range map[string]struct{ test, want string }{
		"answers, confirms and hangs up": {`given: {from: "101", dialled: {PJSIP/100: busy, PJSIP/10*: {answer_after: 3s, hear: take-it, press_after: 1s, press: 1, hangup_after: 9s}}}
    acts: [expect: hold-on, await: {log: "answered normal"}]
    end: {dialled: [PJSIP/100, PJSIP/101], callees: {PJSIP/101: [take-it]}, duration: 13s, quiet: 1s}`, ""},
		"says no": {`given: {from: "101", dialled: {PJSIP/100: {status: rejected, after: 2s}, PJSIP/101: busy}}
    acts: [await: {log: "busy busy"}]`, ""},
		"rings on": {`given: {from: "101", dialled: {PJSIP/*: no_answer}}
    acts: [await: {log: "no_answer no_answer"}]
    end: {duration: 40s}`, ""},
		"congestion": {`given: {from: "101", dialled: {PJSIP/100: congestion, PJSIP/101: unavailable}}
    acts: [await: {log: "congestion congestion"}]`, ""},
		"of whom the test says nothing": {`given: {from: "101", dialled: {PJSIP/100: busy}}
    end: {status: failed}`, ""},
		"others than expected": {`given: {from: "101", dialled: {PJSIP/*: busy}}
    end: {dialled: [PJSIP/100]}`, "5/0: wanted [PJSIP/100] to be dialled, instead it was [PJSIP/100 PJSIP/101]\n"},
		"hears something else": {`given: {from: "101", dialled: {PJSIP/*: {answer_after: 1s}}}
    end: {callees: {PJSIP/100: [welcome], PJSIP/102: []}}`,
			"5/0: wanted PJSIP/100 to hear [welcome], instead it heard [take-it]\n" +
				"5/0: wanted PJSIP/102 to be dialled, instead it was [PJSIP/100 PJSIP/101]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, told := call.run(t, "  - name: x\n    "+c.test); told != c.want {
				t.Error(told)
			}
		})
	}
}

// Law: what makes no sense under dialled is a finding.
func TestDialledFindings(t *testing.T) {
	for text, want := range map[string]string{
		"PJSIP/1: engaged": "busy, rejected", "PJSIP/1: {status: engaged}": "engaged", "PJSIP/1: {}": "either answer_after",
		"PJSIP/1: {answer_after: 1s, status: busy}": "either answer_after", "PJSIP/1: {answer_after: soon}": "answer_after",
		"PJSIP/1: {answer_after: 1s, press: x}": "press", "PJSIP/1: {answer_after: 1s, sings: true}": "sings", "PJSIP/1: [a]": "busy, rejected",
	} {
		doc, _ := source.Parse("ivr_test.yaml", "given: {to: '1'}\ntests: [{name: x, given: {dialled: {"+text+"}}}]\n")
		report := source.NewReport(doc)
		scenario.Read(doc, report)
		found := ""
		for _, f := range report.Findings() {
			found += f.Format()
		}
		if !strings.Contains(found, want) {
			t.Errorf("%s: %s", text, found)
		}
	}
}
