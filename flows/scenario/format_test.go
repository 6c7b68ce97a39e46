package scenario_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// sameCases compares cases but for their places.
func sameCases() cmp.Options {
	return cmp.Options{cmpopts.IgnoreTypes(source.Pos{}, scenario.Places{}), cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location().String() == b.Location().String() }),
		cmpopts.EquateNaNs()}
}

// again formats cases and reads them back.
func again(t testing.TB, name string, cases ...*scenario.Case) []*scenario.Case {
	t.Helper()
	text := string(scenario.Format(name, cases...))
	file := parsed(t, nil, text)
	if name != "" && file.Flows != name {
		t.Errorf("the flows are %q, want %q", file.Flows, name)
	}
	return file.Cases
}

// full is a case in which everything is given.
func full() *scenario.Case {
	at := time.Date(2026, 12, 24, 18, 0, 0, 5e6, time.FixedZone("", 3600))
	return &scenario.Case{
		Name: "it's: \"all\" of it # ${x}", Tags: []string{"a", "yes", "1.5"}, Golden: true,
		Given: scenario.Given{To: "0200", From: "+15550100", FromName: "Ann \u00e9\u2028\t\n", Language: "pt-BR", At: at, Patience: time.Minute,
			Vars: []scenario.Var{{Name: "a", Value: "true"}, {Name: "b", Value: true}, {Name: "c", Value: 3}, {Name: "d", Value: 3.0},
				{Name: "e", Value: "007"}, {Name: "f", Value: nil}, {Name: "g", Value: []any{1, "x", map[string]any{"y: z": "null"}}},
				{Name: "h", Value: "~"}, {Name: "i", Value: -1.25}, {Name: "j", Value: ""}},
			Schedules: []scenario.Schedule{{Name: "office", Status: "holiday", Rule: "Christmas"}, {Name: "desk", Status: "closed"}, {Name: "door", Status: "broken"}},
			Tables:    []scenario.Table{{Name: "t", Rows: []scenario.Row{{Key: "1", Values: []scenario.Var{{Name: "name", Value: "Ann"}}}, {Key: "x"}}}, {Name: "u", Broken: true}, {Name: "v"}},
			Store:     []scenario.Entry{{Key: "k/1", Value: 4}, {Key: "#", Value: "x"}},
			HTTP: []scenario.Stub{{Request: "GET https://a.example.com/*?x=1", Status: 404, Times: -1, Optional: true},
				{Request: "POST https://a.example.com/", Error: "timeout", After: 300 * time.Millisecond, Times: 2},
				{Request: "PUT https://a.example.com/", Status: 200, Body: "{\"a\":1}\n", Times: 0, Header: []scenario.Header{{"Content-Type", "text/plain"}, {"X", ""}}}},
			Dialled: []scenario.Dialled{{Endpoint: "PJSIP/100", Answers: true, After: 3 * time.Second, Hear: "a: b", Keys: "*1", PressAfter: time.Second, HangUp: new(time.Duration)},
				{Endpoint: "Local/*@phones/n", Status: "busy"}, {Endpoint: "PJSIP/101", Status: "rejected", After: time.Second}, {Endpoint: "PJSIP/102", Answers: true}},
			Prompts:      []scenario.Length{{Prompt: "digits:1", Length: time.Second}},
			PromptLength: 90 * time.Second, Missing: []scenario.Name{{Text: "no such"}},
		},
		Acts: []scenario.Act{
			{Kind: scenario.Expect, Want: scenario.Want{Sort: scenario.Prompt, Text: "digits:1"}},
			{Kind: scenario.Await, Want: scenario.Want{Sort: scenario.Prompt, Text: "bye", Language: "fr"}, Within: 5 * time.Second},
			{Kind: scenario.Expect, Want: scenario.Want{Sort: scenario.Said, Text: "datetime;zone=Europe/Paris;clock=24:2026-12-24T18:00:00+01:00"}},
			{Kind: scenario.Expect, Want: scenario.Want{Sort: scenario.Sounds, Sounds: []string{"digits/1", "vm-and"}, Language: "en"}},
			{Kind: scenario.Expect, Want: scenario.Want{Sort: scenario.StepBegins, Text: "main/top.choices.*.1"}},
			{Kind: scenario.Expect, Want: scenario.Want{Sort: scenario.Asked, Text: "POST https://a.example.com/", JSON: map[string]any{"a": []any{1, false}}, Header: []scenario.Header{{"X-A", "b: c"}}}},
			{Kind: scenario.Await, Want: scenario.Want{Sort: scenario.Asked, Text: "PUT https://a.example.com/*", Body: "a=1"}},
			{Kind: scenario.Expect, Want: scenario.Want{Sort: scenario.LogLine, Text: "a \"b\"", Level: "warn"}},
			{Kind: scenario.Press, Keys: "12#*A"},
			{Kind: scenario.Press, Keys: "#", After: 1500 * time.Millisecond},
			{Kind: scenario.Wait, For: time.Hour},
			{Kind: scenario.Silence, For: time.Second},
			{Kind: scenario.HangUp, After: 2 * time.Second},
			{Kind: scenario.Expect, Want: scenario.Want{Sort: scenario.LogLine, Text: "gone"}},
		},
		End: scenario.End{Status: flows.HungUp, Cause: flows.CauseBusy, Path: []string{"main/1", "..."},
			Visited: []scenario.Name{{Text: "main"}}, NotVisited: []scenario.Name{{Text: "pin/2"}},
			Vars: []scenario.Var{{Name: "a", Value: "x"}}, Store: []scenario.Entry{{Key: "k", Gone: true}, {Key: "l", Value: 1}},
			Never: []scenario.Never{{Text: "4711"}, {Text: "a: b", UnlessSent: true}, {Secret: "crm", UnlessSent: true}, {Secret: "door"}}, Quiet: 1500 * time.Millisecond,
			Duration: &scenario.Span{Least: time.Hour}, Requests: []scenario.Count{{Request: "GET https://a.example.com/*", Times: 3}},
			Dialled: []string{"PJSIP/100", "Local/1@a/n"}, Callees: []scenario.Callee{{Endpoint: "PJSIP/100", Heard: []string{"a", "b"}}, {Endpoint: "x"}}},
	}
}

// Law: what Format writes, Read reads as equal cases.
func TestRoundTrip(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	cases := []*scenario.Case{
		full(),
		{Name: "little", Given: scenario.Given{To: "1", At: monday}},
		{Name: "left", Given: scenario.Given{To: "1", Withheld: true, StoreBroken: true, At: monday.In(london)}, Acts: []scenario.Act{{Kind: scenario.HangUp}}},
		{Name: "the first hour of two", Given: scenario.Given{To: "1", At: time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC).In(london)}},
		{Name: "the second hour", Given: scenario.Given{To: "1", At: time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC).In(london)}},
		{Name: "place", Given: scenario.Given{To: "1", At: monday}, End: scenario.End{Status: flows.Left, Continue: &flows.Place{Context: "a", Extension: "12", Priority: "n"},
			Duration: &scenario.Span{Least: time.Second, Most: time.Minute}, Path: []string{}}},
		{Name: "spans", Given: scenario.Given{To: "1", At: monday}, End: scenario.End{Cause: 99, Duration: &scenario.Span{Most: time.Minute}}},
		{Name: "exactly", Given: scenario.Given{To: "1", At: monday}, End: scenario.End{Duration: &scenario.Span{Least: time.Minute, Most: time.Minute}}},
	}
	if diff := cmp.Diff(cases, again(t, "my ivr.yaml", cases...), sameCases()); diff != "" {
		t.Errorf("-written +read:\n%s\n%s", diff, scenario.Format("", cases...))
	}
}

// Law: the shipped tests survive being written anew, but for the names of their rows.
func TestShippedRoundTrip(t *testing.T) {
	setting := shipped(t)
	file := readFile(t, setting.Program, shippedFolder+"ivr_test.yaml")
	read := again(t, "", file.Cases...)
	for i, c := range file.Cases {
		want := *c
		want.Name, want.Row = c.Title(), ""
		if diff := cmp.Diff(&want, read[i], sameCases()); diff != "" {
			t.Errorf("%s: -written +read:\n%s", c.Title(), diff)
		}
		if result := scenario.Run(t.Context(), setting, read[i]); !result.Passed() {
			t.Errorf("%s: %v", c.Title(), result.Failures)
		}
	}
}

// FuzzRead: no text of a test file breaks the reader, the check, the walk or the
// writer; cases without findings survive being written.
func FuzzRead(f *testing.F) {
	program, _ := compiled(f, "ivr.yaml", house)
	setting := scenario.Setting{Program: program, Spell: spell}
	f.Add(string(scenario.Format("", full())))
	f.Add("given: {to: 100}\ntests: [{name: a, acts: [expect: welcome, press: 3], end: {path: [..., main/top]}, rows: [{name: x}, {a: 2}]}]")
	f.Add("tests: [{name: \"${row.a} b\", given: {to: 102, http: [GET https://*/*/*: {json: {name: x}, after: 1s}]}, acts: [{await: {http: GET https://*/*/*}, within: 2}], rows: [{a: [1]}, {a: }]}]")
	f.Add("tests: [{name: a, given: {to: 101, schedules: {office: closed}}, acts: [press: 4711], end: {never: [\"4711\", {text: x, unless: sent}], quiet: 10}}]")
	f.Add("tests: [{name: a, given: {to: 105, store: {k: 1}, tables: {rows: {\"105\": {name: x}}}}, acts: [silence: 3, hangup, expect: {log: x}], end: {duration: 1..3, store: {k: }}}]")
	f.Fuzz(func(t *testing.T, text string) {
		doc, findings := source.Parse("x_test.yaml", text)
		report := source.NewReport(doc)
		file := scenario.Read(doc, report)
		file.Check(program, report)
		if len(findings) > 0 || report.HasErrors() || len(file.Cases) > 20 {
			return
		}
		for _, c := range file.Cases {
			result := scenario.Run(t.Context(), setting, c)
			_ = traceOf(result)
			plain := *c
			plain.Name, plain.Row = "x", ""
			if diff := cmp.Diff(&plain, again(t, "", &plain)[0], sameCases()); diff != "" {
				t.Fatalf("-read +written and read again:\n%s\n%s", diff, scenario.Format("", &plain))
			}
		}
	})
}
