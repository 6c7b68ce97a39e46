package fuzz_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/fuzz"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// runsMost is how many calls a test makes at most to find what is planted.
const runsMost = 20_000

// compile is the program of a file's text, with steps of Go code that misbehave beside the built-in ones.
func compile(t testing.TB, text string) (*flows.Program, *source.Document) {
	t.Helper()
	registry, err := flows.NewRegistry(append(steps.All(), goStep("whisper", whisper), goStep("crash", crash))...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("ivr.yaml", text)
	program, more := flows.Compile(doc, registry.Within(flows.Outside{Secrets: secrets()}))
	if findings = append(findings, more...); findings.HasErrors() {
		t.Fatal(findings)
	}
	return program, doc
}

// secrets are those of every file.
func secrets() map[string]flows.Secret {
	return map[string]flows.Secret{"token": flows.NewSecret("s3cr3t")}
}

// setting is where the calls of a program run.
func setting(program *flows.Program) scenario.Setting {
	return scenario.Setting{Program: program, Secrets: secrets()}
}

// options are those for a file's text.
func options(t testing.TB, text string) fuzz.Options {
	t.Helper()
	program, doc := compile(t, text)
	return fuzz.Options{Setting: setting(program), Document: doc,
		Seed: 1, Runs: runsMost}
}

// goStep is a step kind that takes a value, if it takes any, and does that.
func goStep(kind string, do func(r *flows.Run, value flows.Secret) error) *flows.Spec {
	return &flows.Spec{Kind: kind, Short: "value", Bare: true,
		Fields: []flows.Field{{Name: "value", Type: flows.Sealed, Doc: "What it does it with."}},
		New: func(a flows.Args) flows.Step {
			return misbehaving{flows.Get[flows.Value[flows.Secret]](a, "value"), do}
		}}
}

type misbehaving struct {
	value flows.Value[flows.Secret]
	do    func(r *flows.Run, value flows.Secret) error
}

func (m misbehaving) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	value, err := m.value.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	return flows.Advance(), m.do(r, value)
}

// whisper logs a secret.
func whisper(r *flows.Run, value flows.Secret) error {
	r.Log("info", "they said "+flows.Reveal(value))
	return nil
}

// crash panics.
func crash(*flows.Run, flows.Secret) error { panic("out of wits") }

// find fuzzes a file, in which something must be found.
func find(t *testing.T, o fuzz.Options) *fuzz.Break {
	t.Helper()
	report, err := fuzz.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if report.Break == nil {
		t.Fatalf("nothing was found in %d calls; %d of %d ways were taken", report.Runs, report.Reached, report.Ways)
	}
	return report.Break
}

// runTest runs a test file on a program and gives its failures.
func runTest(t *testing.T, program *flows.Program, text []byte) []scenario.Failure {
	t.Helper()
	doc, findings := source.Parse("found_test.yaml", string(text))
	report := source.NewReport(doc)
	file := scenario.Read(doc, report)
	file.Check(program, report)
	if findings = append(findings, report.Findings()...); len(findings) > 0 || len(file.Cases) != 1 {
		t.Fatalf("%d cases, %v\n%s", len(file.Cases), findings, text)
	}
	return scenario.Run(t.Context(), setting(program), file.Cases[0]).Failures
}

// pressed are the keys of a case, act by act, with what is given beside the number.
func pressed(c *scenario.Case) string {
	var acts []string
	for _, act := range c.Acts {
		switch act.Kind {
		case scenario.Press:
			if n := len(acts); n > 0 && strings.Trim(acts[n-1], act.Keys[:1]) == "" && strings.Trim(act.Keys, act.Keys[:1]) == "" {
				acts[n-1] += act.Keys
				continue
			}
			acts = append(acts, act.Keys)
		case scenario.HangUp:
			acts = append(acts, "hangup")
		}
	}
	given := &c.Given
	for _, stub := range given.HTTP {
		acts = append(acts, fmt.Sprintf("http %d%s", stub.Status, stub.Error))
	}
	for _, schedule := range given.Schedules {
		acts = append(acts, schedule.Name+" "+schedule.Status)
	}
	for _, table := range given.Tables {
		acts = append(acts, fmt.Sprintf("%s %v %d", table.Name, table.Broken, len(table.Rows)))
	}
	for _, one := range slices.Concat(given.Dialled, given.Agents) {
		does := one.Status
		if one.Answers {
			does = strings.TrimSpace(fmt.Sprintf("answers %s %v", one.Keys, *one.HangUp))
			does = strings.ReplaceAll(does, "  ", " ")
		}
		acts = append(acts, one.Endpoint+" "+does)
	}
	if !given.At.IsZero() {
		acts = append(acts, given.At.Format("2006-01-02T15:04"))
	}
	if given.From != "" {
		acts = append(acts, given.From[:5])
	}
	if given.Withheld {
		acts = append(acts, "withheld")
	}
	if given.StoreBroken {
		acts = append(acts, "store broken")
	}
	return strings.Join(acts, ", ")
}
