package scenario_test

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// Law: an on_hangup that fails, fails the test, unless the test expects the line that tells it; one that takes its
// failure does not.
func TestFailingHangup(t *testing.T) {
	const flows = "numbers: {100: main, 101: calm}\nvars: {n: x}\nflows:\n" +
		"  main: {on_hangup: {log: '${int(vars.n)}'}, steps: [answer, {play: hello}]}\n" +
		"  calm: {on_hangup: [{log: {text: '${int(vars.n)}', on_error: {log: lost}}}, {log: {text: 'on_hangup: x', level: error}}], steps: [answer]}\n"
	program, _ := compiled(t, "ivr.yaml", flows)
	for name, c := range map[string]struct{ test, want string }{
		"untold":   {`given: {to: "100"}`, "on_hangup: step main/on_hangup.1"},
		"expected": {"given: {to: \"100\"}, acts: [await: {log: \"on_hangup: \"}]", ""},
		"other":    {"given: {to: \"100\"}, acts: [await: {log: \"on_hangup: \", level: error}], end: {status: ended}", ""},
		"taken":    {`given: {to: "101"}`, ""},
	} {
		doc, _ := source.Parse("x_test.yaml", "tests: [{name: a, "+c.test+"}]")
		report := source.NewReport(doc)
		file := scenario.Read(doc, report)
		if len(report.Findings()) > 0 {
			t.Fatal(report.Findings())
		}
		got := ""
		for _, failure := range scenario.Run(t.Context(), scenario.Setting{Program: program}, file.Cases[0]).Failures {
			got += failure.Message
		}
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Law: tables and prompts that the flows do not have are warnings at their place, and the test runs.
func TestUnknownGiven(t *testing.T) {
	const test = "tests:\n- {name: a, given: {to: 1, tables: {cust: {}, rows: {}}, missing: [hallo, \"digits:1\", room-7], prompts: {bye: 1s, hello: 2s, default: 3s}}}\n"
	for text, want := range map[string]string{
		"[{play: [hello, 'room-${call.to}']}]": "2:37: warning: the flows have no table \"cust\" [unknown-table]\n" +
			"2:68: warning: the flows have no prompt \"hallo\"; did you mean \"hello\"? [unknown-prompt]\n" +
			"2:106: warning: the flows have no prompt \"bye\" [unknown-prompt]\n",
		"[{play: '${call.to}'}]": "2:37: warning: the flows have no table \"cust\" [unknown-table]\n",
	} {
		program, _ := compiled(t, "ivr.yaml", "numbers: {1: main}\nflows: {main: "+text+"}\n")
		doc, _ := source.Parse("x_test.yaml", test)
		report := source.NewReport(doc)
		file := scenario.Read(doc, report)
		file.Check(program, report)
		file.CheckTables([]string{"rows"}, report)
		var got strings.Builder
		for _, f := range report.Findings().Sorted() {
			got.WriteString(strings.TrimPrefix(f.String(), "x_test.yaml:") + "\n")
		}
		if got.String() != want || len(file.Cases) != 1 {
			t.Errorf("got\n%swant\n%s", got.String(), want)
		}
	}
}

// Law: characters that move a terminal's cursor are visible in what a failure says.
func TestControlCharacters(t *testing.T) {
	program, _ := compiled(t, "ivr.yaml", "numbers: {1: main}\nflows: {main: [{play: hello}]}\n")
	doc, _ := source.Parse("x_test.yaml", "tests: [{name: a, given: {to: 1}, acts: [expect: \"\\e[31mred\"]}]")
	file := scenario.Read(doc, source.NewReport(doc))
	failures := scenario.Run(t.Context(), scenario.Setting{Program: program}, file.Cases[0]).Failures
	if len(failures) != 1 || !strings.HasPrefix(failures[0].Message, `wanted to hear \x1b[31mred, instead heard hello`) {
		t.Errorf("%+v", failures)
	}
}
