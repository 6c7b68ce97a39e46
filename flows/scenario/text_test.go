package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// texting is a file whose flow texts takes texts, and answers those of 100.
const texting = `numbers: {200: main}
vars: {message_text: ""}
flows:
  main: [{play: hello}]
  texts:
    - log: "${call.from} writes ${vars.message_text} to ${call.to}"
    - message: {to: PJSIP/100, text: "got ${vars.message_text}", when: call.from == "100"}
    - message: {to: PJSIP/0301@trunk, from: "99", text: bye, when: call.from == "100"}
on_hangup: {log: "a call is over"}
on_error: {log: "never for a text"}
`

// Law: a text is walked through the flow of messages without a telephone, and what it sends is held to.
func TestTexts(t *testing.T) {
	program, _ := compiled(t, "ivr.yaml", strings.ReplaceAll(texting, "on_error", "defaults: {on_error: {log: x}}\n#"))
	setting := scenario.Setting{Program: program, Spell: spell, Texts: "texts"}
	for name, c := range map[string]struct{ test, want string }{
		"answered":      {`given: {from: "100", to: "77", text: "where are you?"}, acts: [await: {step: texts/1}, expect: {log: "100 writes where are you? to 77"}], end: {status: ended, texts: [{to: PJSIP/100, body: "got where are you?", from: "77"}, {to: PJSIP/0301@trunk, from: "99"}]}`, ""},
		"not answered":  {`given: {from: "101", to: "77", text: hi}, acts: [await: {log: writes hi}], end: {texts: [], not_visited: [texts/2], vars: {message_text: hi}}`, ""},
		"another text":  {`given: {from: "100", to: "77", text: hi}, end: {texts: [{to: PJSIP/100, body: hi}]}`, `wanted the text "hi", instead it was "got hi"|wanted 1 texts to be sent, instead there was one to PJSIP/0301@trunk`},
		"another place": {`given: {from: "100", to: "7", text: hi}, end: {texts: [{to: PJSIP/101}, {to: PJSIP/0301@trunk, from: "1"}]}`, "wanted a text to PJSIP/101, instead it was sent to PJSIP/100|wanted the text to come from 1, instead it came from 99"},
		"one too many":  {`given: {from: "101", text: hi}, end: {texts: [{to: PJSIP/1}]}`, "wanted a text to PJSIP/1, instead 0 were sent"},
		"a call":        {`given: {to: "200"}, acts: [expect: hello], end: {texts: []}`, ""},
	} {
		file := parsed(t, program, "tests:\n- {name: x,\n  "+c.test+"}\n")
		var got []string
		result := scenario.Run(t.Context(), setting, file.Cases[0])
		for _, f := range result.Failures {
			got = append(got, f.Message)
		}
		if strings.Join(got, "|") != c.want {
			var trace strings.Builder
			result.Trace(&trace)
			t.Errorf("%s: got %q\nwant %q\n%s", name, got, c.want, trace.String())
		}
		again := parsed(t, program, string(scenario.Format("ivr.yaml", file.Cases[0])))
		if one := scenario.Run(t.Context(), setting, again.Cases[0]); fmt.Sprint(one.Texts, len(one.Failures)) != fmt.Sprint(result.Texts, len(got)) {
			t.Errorf("%s: written as a test it is another one:\n%s", name, scenario.Format("ivr.yaml", file.Cases[0]))
		}
	}
	setting.Texts = ""
	one := parsed(t, program, "tests: [{name: x, given: {text: hi}}]\n").Cases[0]
	if r := scenario.Run(t.Context(), setting, one); r.Passed() || r.Outcome.Status != "" && r.Outcome.Status == flows.Ended {
		t.Error("a text was taken by no flow")
	}
}

// Law: what cannot be with a text is a finding.
func TestWrongTexts(t *testing.T) {
	program, _ := compiled(t, "ivr.yaml", texting)
	for test, want := range map[string]string{
		"given: {text: }":                               "text must be what is written, found nothing",
		"given: {text: hi}, acts: [press: 1]":           "a text has no telephone",
		"given: {text: hi}, acts: [expect: hello]":      "a text has no telephone",
		"given: {text: hi}, acts: [hangup]":             "a text has no telephone",
		"given: {text: hi}, end: {texts: [{body: hi}]}": "a text needs to",
		"given: {text: hi}, end: {texts: [{at: hi}]}":   `unknown key "at"`,
		"given: {text: hi}":                             "no flow takes texts: the file has no `messages: {flow: NAME}`",
	} {
		doc, findings := source.Parse("x_test.yaml", "tests:\n- {name: x,\n  "+test+"}\n")
		report := source.NewReport(doc)
		file := scenario.Read(doc, report)
		file.Check(program, report)
		file.CheckTexts("", report)
		found := ""
		for _, f := range append(findings, report.Findings()...) {
			found += f.Message + "\n"
		}
		if !strings.Contains(found, want) {
			t.Errorf("%s: %s\nwant %s", test, found, want)
		}
	}
}
