package suite

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Law: the same files and seed give the same bytes, however many tests run at
// once, and in the order of the files.
func TestTheSameBytes(t *testing.T) {
	files := map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": testsText}
	for i := range 5 {
		files[fmt.Sprintf("more/%d_test.yaml", i)] = "flows: ../ivr.yaml\n" + testsText
	}
	folder := site(t, files)
	want := ""
	for _, parallel := range []int{1, 2, 7, 64} {
		s := opened(t, folder)
		var document, xml strings.Builder
		json, junit := &JSON{To: &document, Seed: 7, Coverage: true}, &JUnit{To: &xml}
		text := &Text{To: &document, Verbose: true, Coverage: true}
		if _, err := s.Tell(t.Context(), Options{Parallel: parallel, Seed: 7}, text, json, junit); err != nil || json.Err != nil || junit.Err != nil {
			t.Fatal(err, json.Err, junit.Err)
		}
		got := document.String() + xml.String()
		if want == "" {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d at once:\n%s", parallel, diff)
		}
	}
	last := -1
	for i := range 5 {
		at := strings.Index(want, fmt.Sprintf("FAIL  %s", folder+fmt.Sprintf("/more/%d_test.yaml: goodbye", i)))
		if at <= last {
			t.Errorf("file %d is not told behind the one before", i)
		}
		last = at
	}
}

// Law: a selection takes the tests whose title and tags it names; one that
// takes none is an error that names the tags there are.
func TestSelections(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": testsText})
	for _, c := range []struct {
		title string
		tags  []string
		want  string
	}{
		{"", nil, "sales goodbye nothing"},
		{"o", nil, "goodbye nothing"},
		{"^sales$", nil, "sales"},
		{"", []string{"smoke"}, "sales"},
		{"", []string{"slow", "fast"}, "sales goodbye"},
		{"", []string{"!slow"}, "sales nothing"},
		{"", []string{"!slow", "fast"}, "sales"},
		{"o", []string{"!slow"}, "nothing"},
		{"x", nil, "selecting tests: there are no tests to run: none of 3 is selected; their tags are fast, slow, smoke"},
		{"", []string{"smoke", "!fast"}, "selecting tests: there are no tests to run: none of 3 is selected; their tags are fast, slow, smoke"},
	} {
		selection := Selection{Tags: c.tags}
		if c.title != "" {
			selection.Title = regexp.MustCompile(c.title)
		}
		var names []string
		_, err := opened(t, folder).Run(t.Context(), Options{Select: selection}, func(d *Done) {
			names = append(names, d.Result.Case.Title())
		})
		got := strings.Join(names, " ")
		if err != nil && errors.Is(err, ErrNoTests) {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q %v: %s, want %s", c.title, c.tags, got, c.want)
		}
	}
}

// Law: fail-fast ends behind the first failure in the order of the files, and
// says how many tests did not run.
func TestFailFast(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": testsText})
	for _, parallel := range []int{1, 8} {
		text, sum := told(t, opened(t, folder), Options{FailFast: true, Parallel: parallel}, Text{})
		if sum.Passed != 1 || sum.Failed != 1 || sum.NotRun != 1 ||
			!strings.HasSuffix(text, "\n1 passed, 1 failed, 1 not run, 1 file, 4 of 5 steps taken\n") {
			t.Errorf("%d at once:\n%s", parallel, text)
		}
	}
}

// Law: a stub that all tests of a file share and none asks is a failure, unless
// not all of them ran or it is optional.
func TestIdleStubs(t *testing.T) {
	const stubs = `given:
  to: "200"
  http:
    - GET https://crm.example.com/one: 200
    - GET https://crm.example.com/two: {status: 200, optional: true}
tests:
  - {name: one, end: {status: ended}}
  - {name: other, end: {status: ended}}
`
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": stubs})
	text, sum := told(t, opened(t, folder), Options{}, Text{})
	if sum.Passed != 2 || sum.Failed != 1 || !strings.Contains(short(folder, text),
		"ivr_test.yaml:4:7: the stub of GET https://crm.example.com/one was never asked by any test") {
		t.Error(text)
	}
	if text, sum = told(t, opened(t, folder), Options{Select: Selection{Title: regexp.MustCompile("one")}}, Text{}); sum.Failed != 0 {
		t.Error(text)
	}
}

// Law: a run that is stopped says why and where.
func TestAStoppedRun(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": testsText})
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	_, err := opened(t, folder).Run(ctx, Options{}, func(*Done) { cancel(reason) })
	if !errors.Is(err, reason) || err.Error() != "running the tests: ended behind 1 of 3: enough" {
		t.Error(err)
	}
}

// Law: the shipped flows are tested to the last step, and all their tests pass.
func TestTheShippedFlowsAreCovered(t *testing.T) {
	s := opened(t, "../..", "ivr_test.yaml")
	text, sum := told(t, s, Options{Parallel: 4, Seed: DefaultSeed}, Text{Coverage: true})
	if len(sum.Coverage) != 1 || sum.Failed > 0 || sum.Passed == 0 || len(s.Findings) > 0 || sum.Coverage[0].Steps.Percent() < 100 {
		t.Error(text)
	}
}
