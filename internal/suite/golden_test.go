package suite

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const goldenTests = `given: {to: "200"}
tests:
  - name: Sales, please!
    acts: [{expect: welcome}, {press: 1}]
    trace: golden
  - name: none
    acts: [{expect: welcome}]
    trace: golden
    rows:
      - {name: Élan}
      - {name: a/b}
  - name: without
`

// traces are the files below a folder of golden traces.
func traces(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(folder, "ivr_test.golden"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return strings.Join(names, " ")
}

// Law: a golden trace that is not there, or is another one, fails its test with
// the difference; updating writes it, and then the test passes.
func TestGoldenTraces(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": goldenTests})
	text, sum := told(t, opened(t, folder), Options{}, Text{})
	if sum.Failed != 3 || !strings.Contains(short(folder, text), "ivr_test.yaml:3:5: wanted the trace of "+
		"ivr_test.golden/sales-please.txt, which is not there; `ariapp test --update` writes it\n") {
		t.Fatalf("without traces:\n%s", text)
	}
	text, sum = told(t, opened(t, folder), Options{Update: true}, Text{})
	if sum.Failed > 0 || len(sum.Written) != 3 || !strings.Contains(short(folder, text), "wrote ivr_test.golden/none.a.b.txt\n") {
		t.Fatalf("while updating:\n%s", text)
	}
	if got := traces(t, folder); got != "none.a.b.txt none.élan.txt sales-please.txt" {
		t.Fatalf("written: %s", got)
	}
	if text, sum = told(t, opened(t, folder), Options{}, Text{}); sum.Failed > 0 || sum.Passed != 4 {
		t.Fatalf("after updating:\n%s", text)
	}
	if _, sum = told(t, opened(t, folder), Options{Update: true}, Text{}); len(sum.Written) > 0 {
		t.Errorf("written although they are the same: %v", sum.Written)
	}
	path := filepath.Join(folder, "ivr.yaml")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(flowsText, "sales", "shop")), 0o600); err != nil {
		t.Fatal(err)
	}
	text, sum = told(t, opened(t, folder), Options{}, Text{})
	want := regexp.MustCompile(`(?s)ivr_test.yaml:3:5: wanted the trace of \S+ivr_test.golden/sales-please.txt, instead it is another one
    3 .*\n    - [^\n]*sales[^\n]*\n    \+ [^\n]*shop[^\n]*\n`)
	if sum.Failed != 1 || !want.MatchString(text) {
		t.Errorf("with other flows:\n%s", text)
	}
}

// Law: traces that no test has are told of, and removed by an update of all
// tests, but not by one of some.
func TestStaleTraces(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": goldenTests,
		"ivr_test.golden/old.txt": "a call to 200 on Monday\n", "ivr_test.golden/notes.txt": "not ours", "ivr_test.golden/README.md": "not ours"})
	s := opened(t, folder)
	if got := lines(folder, s.Findings); got !=
		"ivr_test.golden/old.txt:1:1: warning: no test has this trace; `ariapp test --update` removes it [golden-unused]" {
		t.Errorf("findings: %s", got)
	}
	some := Options{Update: true, Select: Selection{Title: regexp.MustCompile("Sales")}}
	if _, sum := told(t, s, some, Text{}); len(sum.Removed) > 0 || len(sum.Written) != 1 {
		t.Errorf("updating some: %+v", sum)
	}
	if _, sum := told(t, s, Options{Update: true}, Text{}); len(sum.Removed) != 1 {
		t.Errorf("updating all: %+v", sum)
	}
	if got := traces(t, folder); got != "README.md none.a.b.txt none.élan.txt notes.txt sales-please.txt" {
		t.Errorf("left: %s", got)
	}
}

// Law: a call that went wrong is no model: updating does not keep its trace.
func TestFailuresAreNotKept(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText,
		"ivr_test.yaml": strings.Replace(goldenTests, "welcome", "wellcome", 1)})
	_, sum := told(t, opened(t, folder), Options{Update: true}, Text{})
	if sum.Failed != 1 || len(sum.Written) != 2 || strings.Contains(traces(t, folder), "sales") {
		t.Errorf("%+v: %s", sum, traces(t, folder))
	}
}

// Law: a trace that can be neither read nor written ends the run with an error.
func TestTracesOutOfReach(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": goldenTests,
		"ivr_test.golden/sales-please.txt/in-the-way": ""})
	for _, update := range []bool{false, true} {
		_, err := opened(t, folder).Run(t.Context(), Options{Update: update}, func(*Done) {})
		if err == nil || short(folder, err.Error()) != "running the tests: ended behind 1 of 4: "+
			"reading the golden trace ivr_test.golden/sales-please.txt: it is a directory" {
			t.Errorf("update %v: %v", update, err)
		}
	}
}

// Law: two traces are never kept in the same file.
func TestGoldenNamesAreTold(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText,
		"ivr_test.yaml": strings.Replace(goldenTests, "name: none", "name: sales... please", 1)})
	folder2 := site(t, map[string]string{"ivr.yaml": flowsText,
		"ivr_test.yaml": strings.NewReplacer("name: Élan", `name: "A, b"`, "name: a/b", "name: a-b").Replace(goldenTests)})
	for _, c := range []struct{ folder, want string }{
		{folder, ""},
		{folder2, "ivr_test.yaml:6:5: the trace of \"none/a-b\" would be kept in ivr_test.golden/none.a-b.txt, " +
			"as that of \"none/A, b\" is; give one of them another name [golden-name]"},
	} {
		if got := lines(c.folder, opened(t, c.folder).Findings); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// Law: a golden trace is called after its test, in letters that files may have.
func TestSlugs(t *testing.T) {
	for title, want := range map[string]string{
		"Sales, please!": "sales-please", "a/b": "a.b", "  ": "test", "../../etc/passwd": "etc.passwd", "/": "test",
		"Ünïcode 3": "ünïcode-3", strings.Repeat("x", 200): strings.Repeat("x", 100), "a\x00b": "a-b", "a - b": "a-b",
	} {
		if got := slug(title); got != want {
			t.Errorf("%q is called %q, want %q", title, got, want)
		}
	}
}
