package metrics

import (
	"regexp"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

const line = `
numbers: {_.: main}
flows:
  main:
    - collect: {id: pin, prompt: enter, length: 4}
    - call: {id: tail, flow: tail, args: {entered: "${steps.pin.value}"}}
    - play: bye
  tail:
    params: {entered: ""}
    steps:
      - play: gone
      - return: "${flow.entered}"
`

// walk has a caller with the script walk through main.
func walk(t *testing.T, m *Metrics, text, script string) flows.Outcome {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := source.Parse("ivr.yaml", text)
	program, findings := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(findings)
	}
	acts, err := flowtest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	phone := flowtest.NewPhone(flowtest.Options{Missing: []string{"gone"}}, acts...)
	return flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"),
		Call: flows.CallInfo{ID: "c1", From: "+15550100", FromName: "Ms Caller", To: "200"}, Observe: m.Fact}).Run(phone.Context())
}

// Law: a whole walk is counted: the flow it began with, its steps, its prompts.
func TestAWalkIsCounted(t *testing.T) {
	m := New("")
	if outcome := walk(t, m, line, "@enter 4711"); outcome.Status != flows.Ended {
		t.Fatal(outcome)
	}
	wants(t, m, `ariapp_walks_total{flow="main",outcome="ended"} 1`, `ariapp_walk_seconds_count{outcome="ended"} 1`,
		`ariapp_steps_total{kind="collect",outcome="ok"} 1`, `ariapp_steps_total{kind="play",outcome="done"} 1`,
		`ariapp_step_seconds_count{kind="play"} 2`, `ariapp_prompts_total{outcome="failed"} 1`,
		`ariapp_prompts_total{outcome="cut"} 1`, `ariapp_prompts_total{outcome="done"} 1`)
	if n := len(m.begun.young) + len(m.begun.old); n != 0 {
		t.Errorf("%d calls are remembered that are over", n)
	}
	if outcome := walk(t, m, line, "@enter hangup"); outcome.Status != flows.HungUp {
		t.Fatal(outcome)
	}
	wants(t, m, `ariapp_walks_total{flow="main",outcome="hung-up"} 1`)
}

// Law: a step that fails is counted by its kind.
func TestAFailedStepIsCounted(t *testing.T) {
	m := New("")
	text := "numbers: {_.: main}\nflows:\n  main:\n    - http: {url: 'http://crm.example/'}\n"
	if outcome := walk(t, m, text, "@x"); outcome.Status != flows.Failed {
		t.Fatal(outcome)
	}
	wants(t, m, `ariapp_step_failures_total{kind="http"} 1`, `ariapp_walks_total{flow="main",outcome="failed"} 1`)
}

// Law: nothing of a caller is in a label: not the number, not the name, not what was entered and returned.
func TestNothingOfACallerIsInALabel(t *testing.T) {
	m := New("")
	walk(t, m, line, "@enter 4711")
	labels := strings.Join(regexp.MustCompile(`(?m)^ariapp_[a-z_]*\{[^}]*\}`).FindAllString(exposed(t, m), -1), "\n")
	for _, private := range []string{"4711", "15550100", "Caller", `"200"`, `"c1"`} {
		if strings.Contains(labels, private) {
			t.Errorf("%s is in a label:\n%s", private, labels)
		}
	}
	if !strings.Contains(labels, `kind="call"`) || !strings.Contains(labels, `kind="return"`) {
		t.Errorf("the call of a flow is not counted:\n%s", labels)
	}
}

// Law: a walk is counted under the flow it began with, resumed ones too; one whose beginning is not known under none.
func TestTheFlowOfAWalk(t *testing.T) {
	begun := func(call, flow string) flows.Fact { return flows.Fact{Kind: flows.FlowBegun, Call: call, Flow: flow} }
	ended := func(call string) flows.Fact { return flows.Fact{Kind: flows.WalkEnded, Call: call, Outcome: "ended"} }
	m := New("")
	for _, f := range []flows.Fact{begun("1", "a"), begun("2", "b"), begun("1", "b"), ended("1"), begun("1", "c"), ended("1"),
		ended("2"), {Kind: flows.WalkResumed, Call: "3", Flow: "d"}, begun("3", "a"), ended("3"), ended("4")} {
		m.Fact(f)
	}
	for _, flow := range []string{"a", "b", "c", "d", "none"} {
		wants(t, m, `ariapp_walks_total{flow="`+flow+`",outcome="ended"} 1`)
	}
}

// Law: walks that never end are forgotten some day, and those of late are not.
func TestWalksThatNeverEnd(t *testing.T) {
	b := newBegun(10)
	for i := range 1000 {
		b.in(string(rune('a'+i)), "main")
		if i >= 9 {
			if recent := string(rune('a' + i - 9)); b.young[recent] == "" && b.old[recent] == "" {
				t.Fatalf("the tenth last of %d is forgotten", i+1)
			}
		}
	}
	if n := len(b.young) + len(b.old); n > 20 {
		t.Errorf("%d are remembered", n)
	}
	if b.out(string(rune('a'+999))) != "main" || b.out("a") != "" {
		t.Error("the last is not known, or the first still is")
	}
}
