package fuzz_test

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/fuzz"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

const texting = `
numbers: {200: main}
vars: {message_text: ""}
flows:
  main: [{play: hello}, {menu: {prompt: which, choices: {1: {play: one}}}}]
  texts:
    - if: {is: vars.message_text == "stop", then: crash}
    - log: "${call.from} writes"
`

// Law: what a text brings about is found, and written as a test of a text that fails; what is as it should be is not.
func TestTextsAreWritten(t *testing.T) {
	o := options(t, texting)
	o.Setting.Texts = "texts"
	found := find(t, o)
	if found.Kind != fuzz.EngineError || found.Step != "texts/1.then.1" || found.Case.Given.Text != "stop" || len(found.Case.Acts) > 0 {
		t.Fatalf("found %+v", found)
	}
	text := string(found.Test("ivr.yaml"))
	doc, findings := source.Parse("found_test.yaml", text)
	report := source.NewReport(doc)
	file := scenario.Read(doc, report)
	file.Check(o.Setting.Program, report)
	if findings = append(findings, report.Findings()...); len(findings) > 0 || len(file.Cases) != 1 {
		t.Fatalf("%v\n%s", findings, text)
	}
	if scenario.Run(t.Context(), o.Setting, file.Cases[0]).Passed() {
		t.Errorf("the test passes:\n%s", text)
	}
	fine := options(t, strings.Replace(texting, "then: crash", "then: {log: stops}", 1))
	fine.Setting.Texts, fine.Runs = "texts", cleanRuns
	report2, err := fuzz.Run(t.Context(), fine)
	if err != nil || report2.Break != nil || report2.Reached != report2.Ways {
		t.Errorf("%+v, %v", report2, err)
	}
	o.Setting.Texts, o.Runs = "", cleanRuns
	if report, err := fuzz.Run(t.Context(), o); err != nil || report.Break != nil {
		t.Errorf("a file that takes no texts got one: %+v, %v", report, err)
	}
}
