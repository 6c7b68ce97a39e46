package suite

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const empty = "given: {to: \"200\"}\ntests:\n  - {name: rings}\n"

// Law: a folder stands for the test files in it and below, hidden ones left
// out; an ivr.yaml for those about it; a file is read once, in the order of the paths.
func TestFilesAreFound(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": empty, "b/ivr.yaml": flowsText,
		"b/ivr_test.yaml": empty, "b/about_a_test.yaml": "flows: ../ivr.yaml\n" + empty, "a/other_test.yml": "flows: ../b/ivr.yaml\n" + empty,
		".git/ivr_test.yaml": "no test", ".hidden_test.yaml": "no test", "latest.yaml": "no test", "b/test.yaml": "no test"})
	for _, c := range []struct {
		paths string
		want  string
	}{
		{".", "a/other_test.yml b/about_a_test.yaml b/ivr_test.yaml ivr_test.yaml"},
		{"b", "b/about_a_test.yaml b/ivr_test.yaml"},
		{"ivr.yaml", "b/about_a_test.yaml ivr_test.yaml"},
		{"b/ivr_test.yaml", "b/ivr_test.yaml"},
		{"ivr_test.yaml a ivr.yaml .", "ivr_test.yaml a/other_test.yml b/about_a_test.yaml b/ivr_test.yaml"},
	} {
		s := opened(t, folder, strings.Fields(c.paths)...)
		var got []string
		for _, file := range s.Files {
			got = append(got, filepath.ToSlash(short(folder, file.Path)))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" || len(s.Findings) > 0 {
			t.Errorf("%s: %s %v", c.paths, diff, s.Findings)
		}
	}
	if s := opened(t, folder); len(s.flows) != 2 {
		t.Errorf("two files of flows were loaded %d times", len(s.flows))
	}
}

// Law: a path without tests is an error, and so is one that cannot be read; the
// others do not make up for it.
func TestNothingToRunIsAnError(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": empty, "none/ivr.yaml": flowsText})
	for _, c := range []struct {
		paths string
		is    error
		says  string
	}{
		{". none", ErrNoTests, "looking for the tests (*_test.yaml) of none: there are no tests to run"},
		{"none/ivr.yaml", ErrNoTests, "of none/ivr.yaml: "},
		{"missing", fs.ErrNotExist, "looking for tests: stat missing: "},
		{". missing_test.yaml", fs.ErrNotExist, "looking for tests: stat missing_test.yaml: "},
	} {
		var paths []string
		for _, path := range strings.Fields(c.paths) {
			paths = append(paths, filepath.Join(folder, path))
		}
		_, err := Open(paths)
		if !errors.Is(err, c.is) || !strings.Contains(short(folder, err.Error()), c.says) ||
			errors.As(err, new(*UnreadableError)) != (c.is == fs.ErrNotExist) {
			t.Errorf("%s: %v", c.paths, err)
		}
	}
}

// Law: what is wrong with a test file, or with the flows that it is about, is a
// finding, told once; its tests are not run, those of other files are.
func TestFindings(t *testing.T) {
	broken := strings.ReplaceAll(flowsText, "play: other", "plai: other")
	folder := site(t, map[string]string{
		"ivr.yaml": flowsText, "ivr_test.yaml": empty,
		"b.yaml": broken, "b1_test.yaml": "flows: b.yaml\n" + empty, "b2_test.yaml": "flows: b.yaml\n" + empty,
		"c_test.yaml": empty,
		"d_test.yaml": "flows: ivr.yaml\ngiven: {to: \"200\"}\n",
		"e_test.yaml": "flows: ivr.yaml\n" + strings.ReplaceAll(empty, "rings", "rings, acs: []"),
		"f_test.yaml": "tests: [",
		"g_test.yaml": "flows: ivr.yaml\n" + strings.ReplaceAll(empty, "rings", "rings, end: {visited: [main/tpo]}"),
		"h_test.yaml": "flows: missing.yaml\n" + empty,
		"i_test.yaml": "flows: .\n" + empty,
	})
	s := opened(t, folder)
	got := lines(folder, s.Findings)
	for _, want := range []string{
		"b.yaml:13:7: ", "c_test.yaml:1:1: c.yaml, which the tests are about, is not there; write `flows: PATH`, relative to this file [no-flows]",
		"d_test.yaml:1:1: ", "e_test.yaml:4:19: ", "f_test.yaml:2:1: ", "g_test.yaml:4:35: ", "h_test.yaml:1:8: missing.yaml, which",
		"i_test.yaml:1:8: what the tests are about cannot be read: reading ",
	} {
		if strings.Count("\n"+got, "\n"+want) != 1 {
			t.Errorf("not once: %s\n%s", want, got)
		}
	}
	_, sum := told(t, s, Options{}, Text{})
	if sum.Passed != 1 || sum.Files != 1 || sum.Refused != 9 || sum.String() != "1 passed, 1 file, 9 files with errors not run, 3 of 5 steps taken" {
		t.Errorf("%+v\n%v", sum, sum)
	}
}
