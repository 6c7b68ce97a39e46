package suite

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Law: a test file that cannot be read is a finding, told once, and the tests of the others run.
func TestUnreadableFiles(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": empty,
		"large_test.yaml": strings.Repeat("# a line of a comment\n", 300_000)})
	if err := os.Symlink("nowhere", filepath.Join(folder, "link_test.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe_test.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := opened(t, folder, "ivr.yaml", ".")
	got := "\n" + lines(folder, s.Findings)
	for _, name := range []string{"large", "link", "pipe"} {
		if strings.Count(got, "\n"+name+"_test.yaml:1:1: the test file cannot be read: ") != 1 {
			t.Errorf("%s is not told once:%s", name, got)
		}
	}
	if _, sum := told(t, s, Options{}, Text{}); sum.Passed != 1 || sum.Refused != 3 {
		t.Errorf("%+v", sum)
	}
}

// Law: a test file that is no mapping is told what it should be.
func TestFilesThatAreNoMapping(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": "- name: x\n"})
	if got, want := lines(folder, opened(t, folder).Findings),
		"ivr_test.yaml:1:1: the file must be a mapping with tests, and perhaps given, found a list [wrong-type]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Law: x_test.yml is about x.yml, or x.yaml where there is none.
func TestBesideWithEitherEnding(t *testing.T) {
	folder := site(t, map[string]string{"a.yaml": flowsText, "a_test.yml": empty, "b.yml": flowsText, "b.yaml": "x: [",
		"b_test.yml": empty, "c.yml": flowsText, "c_test.yaml": empty})
	s := opened(t, folder)
	if len(s.Findings) > 0 {
		t.Errorf("findings: %s", lines(folder, s.Findings))
	}
	for i, want := range []string{"a.yaml", "b.yml", "c.yml"} {
		if got := short(folder, s.Files[i].Flows.Path); got != want {
			t.Errorf("%s is about %s, want %s", s.Files[i].Path, got, want)
		}
	}
}

// Law: a suite knows the files that it has read, by whatever name.
func TestHasRead(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": empty, "other.xml": "",
		"tables.yaml":      "asterisk: {password: x}\ntables: {t: {file: t.csv}}\nnumbers: {200: main}\nflows: {main: [{lookup: {table: t, key: a}}]}\n",
		"tables_test.yaml": empty, "t.csv": "key,name\na,Ann\n"})
	if err := os.Link(filepath.Join(folder, "ivr.yaml"), filepath.Join(folder, "same.xml")); err != nil {
		t.Fatal(err)
	}
	s := opened(t, folder)
	for name, want := range map[string]bool{"ivr.yaml": true, "./x/../ivr_test.yaml": false, "ivr_test.yaml": true,
		"same.xml": true, "t.csv": true, "other.xml": false, "missing.xml": false} {
		if got := s.HasRead(filepath.Join(folder) + "/" + name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Law: a folder behind a link is somebody else's: an update removes nothing there.
func TestLinkedGoldenFolder(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText, "ivr_test.yaml": empty, "kept/old.txt": "a call to 200\n"})
	if err := os.Symlink("kept", filepath.Join(folder, "ivr_test.golden")); err != nil {
		t.Fatal(err)
	}
	s := opened(t, folder)
	if _, sum := told(t, s, Options{Update: true}, Text{}); len(sum.Removed) > 0 || len(s.Findings) > 0 {
		t.Errorf("%+v %v", sum, s.Findings)
	}
}

// Law: neither a failure nor a finding shows the keys that a test presses, nor a character that moves a cursor.
func TestFramesTellNoKeys(t *testing.T) {
	folder := site(t, map[string]string{"ivr.yaml": flowsText,
		"ivr_test.yaml": "tests:\n  - {name: a, given: {to: \"200\"}, acts: [press: \"471199\", expect: welcom]} # \u202ex\n",
		"b.yaml":        flowsText, "b_test.yaml": "tests:\n  - {name: a, given: {to: \"200\"}, acts: [press: 471199], ed: 1}\n"})
	s := opened(t, folder)
	text, sum := told(t, s, Options{}, Text{})
	if sum.Failed != 1 || strings.Contains(text, "471199") || strings.Count(text, "******") != 2 || strings.Contains(text, "\u202e") {
		t.Errorf("%+v\n%s", sum, text)
	}
}
