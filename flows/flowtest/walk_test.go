package flowtest_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

const line = `
numbers: {_.: main}
vars: {a: 1, b: two, c: 3.5}
flows:
  main:
    - menu:
        id: top
        prompt: [welcome, press]
        choices: {1: {play: sales}, 2: {collect: {prompt: number, length: 3}}, _9X: {log: "${toJSON(vars)}"}}
        on_nomatch: {play: invalid}
    - log: "${steps.top.value} ${toJSON(steps)}"
    - play: bye
`

func program(t testing.TB) *flows.Program {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	text := bytes.ReplaceAll([]byte(line), []byte(""), nil)
	doc, _ := source.Parse("f", string(text))
	p, findings := flows.Compile(doc, registry)
	if p == nil {
		t.Fatal(findings)
	}
	return p
}

// TestTheSameScriptGivesTheSameFacts, byte for byte, a hundred times.
func TestTheSameScriptGivesTheSameFacts(t *testing.T) {
	p := program(t)
	script, err := flowtest.ParseScript("@press 7 @press 95 1s 3 300ms hangup")
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for i := range 100 {
		var facts []flows.Fact
		phone := flowtest.NewPhone(flowtest.Options{}, script...)
		flows.NewWalker(p, phone, flows.Options{Flow: p.Flow("main"), Call: flows.CallInfo{ID: "c"},
			Observe: func(f flows.Fact) { facts = append(facts, f) }}).Run(phone.Context())
		told, err := json.Marshal(facts)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = told
		}
		if !bytes.Equal(first, told) || len(facts) < 10 {
			t.Fatalf("the %dth time it was\n%s\nnot\n%s", i+1, told, first)
		}
	}
}

// BenchmarkWalkMenuCall is a whole call: a wrong key, a right one, three prompts, a log line.
func BenchmarkWalkMenuCall(b *testing.B) {
	p := program(b)
	script, err := flowtest.ParseScript("@press 7 @press 1")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		phone := flowtest.NewPhone(flowtest.Options{}, script...)
		outcome := flows.NewWalker(p, phone, flows.Options{Flow: p.Flow("main")}).Run(phone.Context())
		if outcome.Status != flows.Ended {
			b.Fatal(outcome)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}
