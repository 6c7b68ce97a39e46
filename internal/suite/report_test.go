package suite

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Law: a failure shows the test's line, the flow's line, what happened instead,
// and the trace; then comes what no call has taken, and the numbers.
func TestText(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": testsText})
	text, _ := told(t, opened(t, folder), Options{}, Text{Verbose: true, Coverage: true})
	before, rest, _ := strings.Cut(short(folder, text), "What happened:\n\n")
	trace, after, _ := strings.Cut(rest, "\n\n")
	if diff := cmp.Diff(`ok    ivr_test.yaml: sales (500ms)
FAIL  ivr_test.yaml: goodbye

ivr_test.yaml:12:9: wanted to hear goodby, instead heard goodbye after 500ms
   12 |       - expect: goodby
      |         ^~~~~~~~~~~~~~
ivr.yaml:12:15: here the call was
   12 |           2: {play: goodbye}
      |               ^~~~~~~~~~~~~~

`, before); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(trace, "    a call to 200 on ") || !strings.HasSuffix(trace, "plays goodbye") {
		t.Errorf("the trace:\n%s", trace)
	}
	_, after, _ = strings.Cut(after, "\n")
	if diff := cmp.Diff(`Coverage of ivr.yaml

  flow   steps       choices     handlers   branches
  main   5/5 100 %   2/2 100 %   –          1/1 100 %
  all    5/5 100 %   2/2 100 %   –          1/1 100 %

2 passed, 1 failed, 1 file, 5 of 5 steps taken
`, after); diff != "" {
		t.Error(diff)
	}
}

// Law: a title is printed so that no terminal takes it for commands.
func TestTitlesArePrintable(t *testing.T) {
	for text, want := range map[string]string{"ünïcode, 3 €": "ünïcode, 3 €", "a\x1b[31mb": `"a\x1b[31mb"`, "a\nb": `"a\nb"`} {
		if got := printable(text); got != want {
			t.Errorf("%q is printed %s", text, got)
		}
	}
}

// Law: what was never taken has its line; a way into steps is told without the first of them.
func TestNeverTaken(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": empty})
	text, _ := told(t, opened(t, folder), Options{}, Text{Coverage: true})
	_, never, _ := strings.Cut(short(folder, text), "Never taken:\n\n")
	if diff := cmp.Diff(`  ivr.yaml:11:15: choice main/top choices.1
  ivr.yaml:12:15: choice main/top choices.2

1 passed, 1 file, 3 of 5 steps taken
`, strings.Replace(never, "  ivr.yaml:6:7: branch main/top exhausted\n", "", 1)); diff != "" {
		t.Error(diff)
	}
}

// Law: the document of JSON has every test with its failures, the findings, the numbers and the coverage.
func TestJSON(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": testsText, "x_test.yaml": empty})
	var b strings.Builder
	report := &JSON{To: &b, Seed: 5, Coverage: true}
	if _, err := opened(t, folder).Tell(t.Context(), Options{Seed: 5}, report); err != nil || report.Err != nil {
		t.Fatal(err, report.Err)
	}
	var got struct {
		Seed     int
		Findings []struct{ Rule string }
		Tests    []struct {
			File, Name, Trace string
			Tags              []string
			Passed            bool
			Seconds           float64
			Failures          []struct {
				At, Flow struct{ Line, Column int }
				Message  string
			}
		}
		Summary  struct{ Passed, Failed, Files, Refused int }
		Coverage []struct {
			File  string
			Steps struct {
				Taken, All int
				Percent    float64
			}
			Flows []struct{ Name string }
			Never []struct{ Kind string }
		}
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Seed != 5 || len(got.Findings) != 1 || got.Findings[0].Rule != "no-flows" || len(got.Tests) != 3 ||
		got.Summary != struct{ Passed, Failed, Files, Refused int }{2, 1, 1, 1} {
		t.Errorf("%+v", got)
	}
	if one := got.Tests[0]; one.Name != "sales" || !one.Passed || one.Seconds != 0.5 || one.Trace != "" || len(one.Tags) != 2 {
		t.Errorf("%+v", one)
	}
	if one := got.Tests[1]; one.Passed || one.Trace == "" || len(one.Failures) != 1 || one.Failures[0].At.Line != 12 || one.Failures[0].Flow.Line != 12 {
		t.Errorf("%+v", one)
	}
	if all := got.Coverage; len(all) != 1 || all[0].Steps.All != 5 || all[0].Steps.Percent != 100 || len(all[0].Flows) != 1 || len(all[0].Never) != 0 {
		t.Errorf("%+v", all)
	}
}

// Law: JUnit's XML is well-formed whatever tests are called, its numbers add up,
// and what is wrong with files is an error in it.
func TestJUnit(t *testing.T) {
	strange := strings.NewReplacer("name: goodbye", `name: "a <b> & \"c\" ]]> \x01"`).Replace(testsText)
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": strange, "x_test.yaml": empty, "y_test.yaml": "flows: ivr.yaml\n" + empty})
	var b strings.Builder
	report := &JUnit{To: &b}
	if _, err := opened(t, folder).Tell(t.Context(), Options{}, report); err != nil || report.Err != nil {
		t.Fatal(err, report.Err)
	}
	var got junitSuites
	if err := xml.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err, b.String())
	}
	if !strings.HasPrefix(b.String(), `<?xml version="1.0" encoding="UTF-8"?>`) || got.Tests != 5 || got.Failures != 1 || got.Errors != 1 || len(got.Suites) != 3 {
		t.Errorf("%+v", got)
	}
	tests, failures, faults := 0, 0, 0
	for _, one := range got.Suites {
		if tests += one.Tests; one.Tests != len(one.Cases) {
			t.Errorf("%s has %d cases, and says %d", one.Name, len(one.Cases), one.Tests)
		}
		for _, c := range one.Cases {
			if c.Failure != nil {
				failures++
				if !strings.HasPrefix(c.Name, `a <b> & "c" ]]> `) || c.Line != 7 || !strings.Contains(c.Failure.Text, "here the call was") || c.Output == "" {
					t.Errorf("%+v", c)
				}
			}
			if c.Error != nil {
				faults++
			}
		}
	}
	if tests != got.Tests || failures != got.Failures || faults != got.Errors || got.Time == "0.000" {
		t.Errorf("%d tests, %d failures, %d errors, %s s", tests, failures, faults, got.Time)
	}
}
