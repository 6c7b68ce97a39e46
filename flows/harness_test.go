package flows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// registry is every step kind, and the test's own.
func registry(t testing.TB, own ...*flows.Spec) *flows.Registry {
	t.Helper()
	r, err := flows.NewRegistry(append(steps.All(), own...)...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// check is the findings of a file, those of reading it and those of compiling it.
func check(t testing.TB, text string) source.Findings {
	t.Helper()
	doc, findings := source.Parse("f", text)
	_, more := flows.Compile(doc, registry(t))
	return append(findings, more...)
}

// compile compiles a file's text; main answers every number unless the text says otherwise.
func compile(t testing.TB, text string, own ...*flows.Spec) *flows.Program {
	t.Helper()
	if !strings.Contains(text, "numbers:") {
		text = "numbers: {_.: main}\n" + text
	}
	doc, findings := source.Parse("f", text)
	program, more := flows.Compile(doc, registry(t, own...))
	if program == nil || len(findings) > 0 {
		for _, f := range append(findings, more...) {
			t.Log(f.Format())
		}
		t.Fatal("the flows do not compile")
	}
	return program
}

// played is how a scripted call went.
type played struct {
	outcome flows.Outcome
	phone   *flowtest.Phone
	facts   []flows.Fact
}

// dialIn walks main with a caller who acts by script.
func dialIn(t testing.TB, program *flows.Program, script string, change ...func(*flows.Options)) played {
	t.Helper()
	phone := flowtest.NewPhone(flowtest.Options{}, parse(t, script)...)
	p := played{phone: phone}
	opts := flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c1", From: "100", To: "200"},
		Observe: func(f flows.Fact) { p.facts = append(p.facts, f) }}
	for _, c := range change {
		c(&opts)
	}
	p.outcome = flows.NewWalker(program, phone, opts).Run(phone.Context())
	return p
}

func parse(t testing.TB, script string) []flowtest.Act {
	t.Helper()
	acts, err := flowtest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	return acts
}

// logged are the texts of log steps.
func (p played) logged() string { return logged(p.facts) }

func logged(facts []flows.Fact) string {
	var texts []string
	for _, f := range facts {
		if f.Kind == flows.Logged {
			texts = append(texts, f.Text)
		}
	}
	return strings.Join(texts, "; ")
}

func (p played) String() string {
	var b strings.Builder
	for _, f := range p.facts {
		fmt.Fprintf(&b, "%8v %-14s %-20s %s %s\n", f.At.Sub(p.facts[0].At), f.Kind, f.Flow+f.Step, f.Text, f.Outcome)
	}
	return b.String()
}

// parsed is the document of a text, whatever is wrong with it.
func parsed(t testing.TB, text string) *source.Document {
	t.Helper()
	doc, _ := source.Parse("f", text)
	return doc
}

// countLines is how many lines a text has, as YAML counts them.
func countLines(text string) int {
	lines := 1
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		if strings.ContainsRune("\n\r\u0085\u2028\u2029", r) {
			lines++
		}
	}
	return lines
}
