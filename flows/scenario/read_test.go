package scenario_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// findingsOf are the findings of a test file's text, a line each.
func findingsOf(t *testing.T, program *flows.Program, text string) (*scenario.File, string) {
	t.Helper()
	doc, findings := source.Parse("x_test.yaml", text)
	report := source.NewReport(doc)
	file := scenario.Read(doc, report)
	if program != nil {
		file.Check(program, report)
	}
	var told strings.Builder
	for _, f := range append(findings, report.Findings()...) {
		fmt.Fprintln(&told, strings.TrimPrefix(f.String(), "x_test.yaml:"))
	}
	return file, told.String()
}

// Law: whatever is wrong with a test file is a finding at its place that says what would have been accepted.
func TestFindings(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no tests":            {"flows: a.yaml", "1:1: the file has no tests [missing-field]\n"},
		"tests that are none": {"tests: 3", "1:8: tests must be a list of tests, found \"3\" [wrong-type]\n"},
		"an empty list":       {"tests: []", "1:8: tests must be a list of tests, found a list [wrong-type]\n"},
		"an unknown key":      {"test: []", "1:1: unknown key \"test\"; did you mean \"tests\"? [unknown-key]\n"},
		"a key of a test":     {"tests: [{name: a, gven: {to: 1}}]", "1:9: the test does not say what is dialled; write `given: {to: NUMBER}` [missing-field]\n1:19: unknown key \"gven\"; did you mean \"given\"? [unknown-key]\n"},
		"no name":             {"tests: [{given: {to: 1}}]", "1:9: the test has no name [missing-field]\n"},
		"a test that is none": {"tests: [a]", "1:9: a test must be a mapping, found \"a\" [wrong-type]\n"},
		"the same name":       {"tests: [{name: a, given: {to: 1}}, {name: a, given: {to: 2}}]", "1:36: a test called \"a\" stands already at x_test.yaml:1:9 [duplicate-name]\n"},
		"a word":              {"tests: [{name: a, given: {to: 1}, trace: gold}]", "1:42: unknown trace \"gold\"; accepted: golden [unknown-value]\n"},
		"flows":               {"flows: []\ntests: [{name: a, given: {to: 1}}]", "1:8: flows must be the path of an ivr.yaml, found a list [wrong-type]\n"},
	} {
		if _, got := findingsOf(t, nil, c.text); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// Law: each field of given, of an act and of end says what it takes.
func TestFindingsOfFields(t *testing.T) {
	for name, c := range map[string]struct{ test, want string }{
		"given: unknown":      {"given: {tow: 1, to: 1}", "3:9: unknown key \"tow\"; did you mean \"to\"? [unknown-key]\n"},
		"given: no number":    {"given: {to: []}", "3:13: to must be the number that is dialled, found a list [wrong-type]\n"},
		"given: at":           {"given: {to: 1, at: noon}", "3:20: at must be a time such as 2026-03-02T10:00, found \"noon\" [wrong-type]\n"},
		"given: no such time": {"given: {to: 1, at: 2026-03-29T01:30, zone: Europe/London}", "3:20: there is no 2026-03-29T01:30 in Europe/London: the clocks go forward then, to 02:30 [no-such-time]\n"},
		"given: zone":         {"given: {to: 1, zone: Mars}", "3:22: zone must be a zone such as Europe/London, found \"Mars\" [wrong-type]\n"},
		"given: language":     {"given: {to: 1, language: e}", "3:26: language must be a language such as en or pt-BR, found \"e\" [wrong-type]\n"},
		"given: patience":     {"given: {to: 1, patience: 0s}", "3:26: patience must be a duration such as 500ms, 5s, 1m30s or a number of seconds, found \"0s\" [wrong-type]\n"},
		"given: vars":         {"given: {to: 1, vars: a}", "3:22: vars must be a mapping of names to values, found \"a\" [wrong-type]\n"},
		"given: schedule":     {"given: {to: 1, schedules: {office: opened}}", "3:36: unknown status \"opened\"; did you mean \"open\"? [unknown-value]\n"},
		"given: no status":    {"given: {to: 1, schedules: {office: {rule: x}}}", "3:36: the schedule has no status [missing-field]\n"},
		"given: table":        {"given: {to: 1, tables: {a: {b: 1}}}", "3:32: a row must be a mapping of columns to values, found \"1\" [wrong-type]\n"},
		"given: column":       {"given: {to: 1, tables: {a: {b: {c: []}}}}", "3:36: c must be a single value, found a list [wrong-type]\n"},
		"given: table word":   {"given: {to: 1, tables: {a: brken}}", "3:28: unknown table \"brken\"; did you mean \"broken\"? [unknown-value]\n"},
		"given: store":        {"given: {to: 1, store: full}", "3:23: unknown store \"full\"; accepted: broken [unknown-value]\n"},
		"given: length":       {"given: {to: 1, prompts: {a: long}}", "3:29: the length of a must be a duration such as 500ms, 5s, 1m30s or a number of seconds, found \"long\" [wrong-type]\n"},
		"http: no list":       {"given: {to: 1, http: {a: 1}}", "3:22: http must be a list of requests and their responses: - GET https://crm.example.com/customers/*: {status: 200}, found a mapping [wrong-type]\n"},
		"http: no request":    {"given: {to: 1, http: [GET]}", "3:23: a stub must be one request and its response: GET https://crm.example.com/customers/*: {status: 200}, found \"GET\" [wrong-type]\n"},
		"http: method":        {"given: {to: 1, http: [get https://a/: 200]}", "3:23: a request must be a method and an address: GET https://crm.example.com/customers/*, found \"get https://a/\" [wrong-type]\n"},
		"http: host":          {"given: {to: 1, http: [GET /a: 200]}", "3:23: a request must be a method and an address: GET https://crm.example.com/customers/*, found \"GET /a\" [wrong-type]\n"},
		"http: status":        {"given: {to: 1, http: [GET https://a/: 20]}", "3:39: status must be an HTTP status such as 200, found \"20\" [wrong-type]\n"},
		"http: error":         {"given: {to: 1, http: [GET https://a/: {error: bad, status: 200}]}", "3:47: unknown error \"bad\"; accepted: breaker, failed, refused, timeout, too_large [unknown-value]\n3:60: error and status exclude each other: no response comes [exclusive-fields]\n"},
		"http: bodies":        {"given: {to: 1, http: [GET https://a/: {json: 1, body: 2}]}", "3:46: json and body exclude each other [exclusive-fields]\n"},
		"http: times":         {"given: {to: 1, http: [GET https://a/: {times: -1}]}", "3:47: times must be a whole number from 0, found \"-1\" [wrong-type]\n"},
		"acts: no list":       {"acts: hangup", "3:7: acts must be a list of expect, await, press, wait, silence and hangup, found \"hangup\" [wrong-type]\n"},
		"acts: unknown":       {"acts: [pres: 1]", "3:8: unknown act \"pres\"; did you mean \"press\"? [unknown-key]\n"},
		"acts: a word":        {"acts: [press]", "3:8: an act must be one of expect, await, press, wait, silence and hangup, such as {press: 1}, found \"press\" [wrong-type]\n"},
		"acts: two":           {"acts: [{press: 1, wait: 2s}]", "3:19: press and wait are two acts: begin each with a dash [exclusive-fields]\n"},
		"acts: beside":        {"acts: [{press: 1, within: 2s}]", "3:19: unknown key \"within\"; accepted: press, after [unknown-key]\n"},
		"press: nothing":      {"acts: [press: ]", "3:13: press must be keys of a telephone: 0-9, *, # and A-D; * and a leading # stand in quotes, found nothing [wrong-type]\n"},
		"press: letters":      {"acts: [press: 1x]", "3:15: press must be keys of a telephone: 0-9, *, # and A-D; * and a leading # stand in quotes, found \"1x\" [wrong-type]\n"},
		"wait: nothing":       {"acts: [wait: 0]", "3:14: wait must be a duration such as 500ms, 5s, 1m30s or a number of seconds, found \"0\" [wrong-type]\n"},
		"hangup: how":         {"acts: [hangup: now]", "3:16: hangup must be nothing; write `- hangup`, or `- {hangup: , after: 2s}`, found \"now\" [wrong-type]\n"},
		"expect: nothing":     {"acts: [expect: ]", "3:14: expect must be a prompt, or one of {say: …}, {sounds: […]}, {step: …}, {http: …} and {log: …}, found nothing [wrong-type]\n"},
		"expect: unknown":     {"acts: [expect: {promt: a}]", "3:17: unknown key \"promt\"; did you mean \"prompt\"? [unknown-key]\n"},
		"expect: two":         {"acts: [expect: {step: a/b, log: c}]", "3:28: step and log are two things to expect [exclusive-fields]\n"},
		"expect: step":        {"acts: [expect: {step: main}]", "3:23: step must be the address of a step: flow/id, found \"main\" [wrong-type]\n"},
		"expect: say":         {"acts: [expect: {say: 3}]", "3:22: say must be what is said, as the step say has it: {money: 105.50, currency: USD}, found \"3\" [wrong-type]\n"},
		"expect: say two":     {"acts: [expect: {say: {number: 3, digits: 4}}]", "3:34: number and digits exclude each other: one thing is said [exclusive-fields]\n"},
		"expect: say option":  {"acts: [expect: {say: {number: 3, zone: UTC}}]", "3:34: unknown key \"zone\"; accepted: number, gender [unknown-key]\n"},
		"expect: say value":   {"acts: [expect: {say: {date: a, zone: \"b;c\"}}]", "3:38: zone must be a single value without ; : and =, found \"b;c\" [wrong-type]\n"},
		"expect: level":       {"acts: [expect: {log: a, level: loud}]", "3:32: unknown level \"loud\"; accepted: debug, info, warn, error [unknown-value]\n"},
		"end: status":         {"end: {status: hung_up}", "3:15: unknown status \"hung_up\"; did you mean \"hung-up\"? [unknown-value]\n"},
		"end: cause":          {"end: {cause: bsy}", "3:14: unknown cause \"bsy\"; did you mean \"busy\"? [unknown-value]\n"},
		"end: path":           {"end: {path: main/1}", "3:13: path must be a list of the addresses of steps; ... stands for any number of them, found \"main/1\" [wrong-type]\n"},
		"end: duration":       {"end: {duration: 9s..5s}", "3:17: duration must be a duration, or two with .. between them: 10s..20s, ..20s, 10s.., found \"9s..5s\" [wrong-type]\n"},
		"end: duration dots":  {"end: {duration: ..}", "3:17: duration must be a duration, or two with .. between them: 10s..20s, ..20s, 10s.., found \"..\" [wrong-type]\n"},
		"end: never":          {"end: {never: []}", "3:14: never must be a list of texts, found a list [wrong-type]\n"},
		"end: never text":     {"end: {never: [\"\"]}", "3:15: what is never told must be a text, {text: …, unless: sent}, or {secret: NAME, unless: sent}, found \"\" [wrong-type]\n"},
		"end: never what":     {"end: {never: {unless: sent}}", "3:14: what is never told must be a text, {text: …, unless: sent}, or {secret: NAME, unless: sent}, found a mapping [wrong-type]\n"},
		"end: never both":     {"end: {never: [{text: a, secret: b}]}", "3:33: text and secret exclude each other [exclusive-fields]\n"},
		"end: never unless":   {"end: {never: [{text: a, unless: logged}]}", "3:33: unknown unless \"logged\"; accepted: sent [unknown-value]\n"},
		"end: quiet":          {"end: {quiet: 0s}", "3:14: quiet must be a duration such as 500ms, 5s, 1m30s or a number of seconds, found \"0s\" [wrong-type]\n"},
		"end: count":          {"end: {requests: {GET https://a/: once}}", "3:34: how often must be a whole number from 0, found \"once\" [wrong-type]\n"},
	} {
		if _, got := findingsOf(t, nil, "given: {to: 1}\ntests: [{name: a,\n"+c.test+"}]\n"); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// Law: what no call can meet is a finding.
func TestImpossible(t *testing.T) {
	for name, c := range map[string]struct{ test, want string }{
		"a key after the end":     {"acts: [hangup, press: 1]", "3:16: the caller has hung up at line 3: after that only a step, a request or a line of the log can be expected [impossible]\n"},
		"a prompt after the end":  {"acts: [hangup, await: bye]", "3:16: the caller has hung up at line 3: after that only a step, a request or a line of the log can be expected [impossible]\n"},
		"a line after the end":    {"acts: [hangup, expect: {log: bye}]", ""},
		"another status":          {"acts: [hangup], end: {status: ended}", "3:31: the caller hangs up at line 3, so the status is hung-up [impossible]\n"},
		"going on and hanging up": {"acts: [hangup], end: {continue: {context: a}}", "3:23: a call that goes on in the dialplan has the status left [impossible]\n"},
		"going on and ending":     {"end: {status: ended, continue: {context: a}}", "3:22: a call that goes on in the dialplan has the status left [impossible]\n"},
		"longer than it may be":   {"acts: [wait: 5s, {press: 1, after: 3s}], end: {duration: ..7s}", "3:58: the acts alone take 8s [impossible]\n"},
		"visited and not":         {"end: {visited: [main], not_visited: [main]}", "3:38: main stands under visited too [impossible]\n"},
		"expected and never":      {"acts: [expect: {log: pin 4711}], end: {never: [\"4711\"]}", "3:48: at line 3 the same text is expected [impossible]\n"},
		"not visited in the path": {"end: {path: [main/1], not_visited: [main]}", "3:37: main stands in the path too [impossible]\n"},
	} {
		if _, got := findingsOf(t, nil, "given: {to: 1}\ntests: [{name: a,\n"+c.test+"}]\n"); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// Law: what only the flows tell is a finding of Check.
func TestCheck(t *testing.T) {
	program, _ := compiled(t, "ivr.yaml", house)
	for name, c := range map[string]struct{ test, want string }{
		"a number":              {"given: {to: 9}", "3:13: no number of the flows takes a call to \"9\" [unknown-number]\n"},
		"a variable":            {"given: {vars: {wo: 1}}", "3:16: the flows have no variable \"wo\"; accepted: sum, vip, who [unknown-variable]\n"},
		"a type":                {"given: {vars: {who: 1, sum: true, vip: x}}", "3:16: vars.who holds a text, not a number [wrong-type]\n3:24: vars.sum holds a number, not a truth [wrong-type]\n3:35: vars.vip holds a truth, not a text [wrong-type]\n"},
		"a schedule":            {"given: {schedules: {ofice: open}}", "3:21: the flows have no step that asks schedule \"ofice\"; did you mean \"office\"? [unknown-schedule]\n"},
		"a step":                {"acts: [expect: {step: main/tpo}]", "3:8: the flows have no step \"main/tpo\"; did you mean \"main/top\"? [unknown-step]\n"},
		"a flow":                {"end: {visited: [mian], not_visited: [pin/9]}", "3:17: the flows have no flow \"mian\"; did you mean \"main\"? [unknown-flow]\n3:38: the flows have no step \"pin/9\"; did you mean \"pin/2\"? [unknown-step]\n"},
		"a path":                {"end: {path: [..., x/1]}", "3:13: the flows have no flow \"x\"; accepted: main, pin, ask, late, broken, keep, leave, wait, hours, loop [unknown-flow]\n"},
		"a secret":              {"end: {never: {secret: tokn}}", "3:14: the flows have no secret \"tokn\" [unknown-secret]\n"},
		"a variable at the end": {"end: {vars: {whom: x}}", "3:14: the flows have no variable \"whom\"; did you mean \"who\"? [unknown-variable]\n"},
	} {
		if _, got := findingsOf(t, program, "given: {to: 100}\ntests: [{name: a,\n"+c.test+"}]\n"); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// Law: a test is one case for each of its rows, with the row's values in it;
// a row's value that is a list or a truth stays one, and a fault is told once.
func TestRows(t *testing.T) {
	file, told := findingsOf(t, nil, `
given: {to: 1}
tests:
  - name: a ${row.n}
    acts: [press: "${row.n}", expect: "${row.hears}", expect: {log: "got ${row.n} of ${row.vip}"}]
    end: {vars: {vip: "${row.vip}", n: "${row.n}"}, store: {"k/${row.n}": x}}
    rows:
      - {name: one, n: 1, hears: [a, b], vip: true}
      - {n: 2, hears: c, vip: "true"}
`)
	if told != "" {
		t.Fatal(told)
	}
	want := []string{
		"a 1/one: press 1, expect a, expect b, expect got 1 of true; vip true bool, n 1 int; k/1",
		"a 2/2: press 2, expect c, expect got 2 of true; vip true string, n 2 int; k/2",
	}
	var got []string
	for _, c := range file.Cases {
		var acts, vars []string
		for _, act := range c.Acts {
			acts = append(acts, string(act.Kind)+" "+act.Keys+act.Want.Text)
		}
		for _, v := range c.End.Vars {
			vars = append(vars, fmt.Sprintf("%s %v %T", v.Name, v.Value, v.Value))
		}
		got = append(got, c.Title()+": "+strings.Join(acts, ", ")+"; "+strings.Join(vars, ", ")+"; "+c.End.Store[0].Key)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, c := range map[string]struct{ test, want string }{
		"no such value":     {"acts: [press: \"${row.ky}\"], rows: [{key: 1}, {key: 2}]", "2:15: unknown name of a row's value \"ky\"; accepted: key [unknown-name]\n2:37: the test has no ${row.key} [unused]\n2:47: the test has no ${row.key} [unused]\n"},
		"a fault told once": {"acts: [press: x, wait: \"${row.a}\"], rows: [{a: 1}, {a: 2}]", "2:15: press must be keys of a telephone: 0-9, *, # and A-D; * and a leading # stand in quotes, found \"x\" [wrong-type]\n"},
		"a fault of a row":  {"acts: [press: \"${row.a}\"], rows: [{a: 1}, {a: x}]", "2:47: press must be keys of a telephone: 0-9, *, # and A-D; * and a leading # stand in quotes, found \"x\" [wrong-type]\n"},
		"a row without it": {"acts: [press: \"${row.key}\"], rows: [{key: 1}, {kee: 2}, {}]", "2:47: the row has no \"key\", which other rows have and the test puts in [missing-field]\n" +
			"2:48: the test has no ${row.kee} [unused]\n2:57: the row has no \"key\", which other rows have and the test puts in [missing-field]\n"},
		"no rows":            {"acts: [press: \"${row.a}\"]", "2:15: \"${row.a}\" stands for a row's value, and the test has no rows [unknown-name]\n"},
		"rows that are none": {"rows: 1", "2:7: rows must be a list of mappings of names to values, found \"1\" [wrong-type]\n"},
		"a row that is none": {"rows: [1]", "2:8: a row must be a mapping of names to values, found \"1\" [wrong-type]\n"},
		"the same row":       {"tags: [\"${row.a}\"], rows: [{name: x, a: 1}, {name: x, a: 2}]", "2:45: a test called \"a/x\" stands already at x_test.yaml:2:28 [duplicate-name]\n"},
		"a list in a text":   {"tags: [\"a ${row.a}\"], rows: [{a: [1]}]", "2:34: row.a must be a single value, as it stands in a text, found a list [wrong-type]\n"},
	} {
		if _, got := findingsOf(t, nil, "tests: [{name: a, given: {to: 1},\n"+c.test+"}]\n"); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// Law: what the file gives holds for every test that does not say otherwise, key by key.
func TestSharedGiven(t *testing.T) {
	file, told := findingsOf(t, nil, `
flows: other.yaml
given:
  to: 200
  at: 2026-03-02T10:00
  vars: {a: 1, b: 2}
  prompts: {x: 1s, default: 3s}
  http: [GET https://a.example.com/: 200]
tests:
  - {name: one}
  - {name: two, given: {to: 201, zone: Europe/London, vars: {b: 3}, prompts: {x: 4s}, http: [POST https://a.example.com/: 201]}}
`)
	if told != "" || file.Flows != "other.yaml" {
		t.Fatal(told, file.Flows)
	}
	one, two := file.Cases[0].Given, file.Cases[1].Given
	if one.To != "200" || len(one.Vars) != 2 || one.PromptLength != 3*time.Second || !one.HTTP[0].Optional {
		t.Errorf("the first has %+v", one)
	}
	values := []any{two.To, two.At.Location().String(), two.Vars[0].Value, two.Vars[1].Value, two.Prompts[0].Length, two.PromptLength,
		two.HTTP[0].Status, two.HTTP[0].Optional, two.HTTP[1].Optional}
	if want := []any{"201", "Europe/London", 3, 1, 4 * time.Second, 3 * time.Second, 201, false, true}; !slices.Equal(values, want) {
		t.Errorf("the second has %v, want %v", values, want)
	}
}

// Law: a test file tests the file of its name, unless it says otherwise.
func TestFlowsBeside(t *testing.T) {
	for path, want := range map[string]string{"a/night_test.yaml": "night.yaml", "night_test.yml": "night.yml", "tests.yaml": "ivr.yaml",
		"_test.yaml": "ivr.yaml"} {
		doc, _ := source.Parse(path, "tests: [{name: a, given: {to: 1}}]")
		if file := scenario.Read(doc, source.NewReport(doc)); file.Flows != want || file.Path != path {
			t.Errorf("%s is for %s, want %s", path, file.Flows, want)
		}
	}
}
