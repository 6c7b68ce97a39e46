package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows/fuzz"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/simulate"
	"github.com/ariapp/ariapp/internal/suite"
)

// Law: every command, cobra's own too, says what it is for and shows how it is used.
func TestEveryHelpHasAnExample(t *testing.T) {
	root := newRoot(streams{strings.NewReader(""), io.Discard, io.Discard})
	for _, command := range append(descendants(root), root) {
		path := command.CommandPath()
		if !strings.HasPrefix(command.Example, "  ariapp") || command.Short == "" {
			t.Errorf("%s has no summary, or no example that begins with two blanks and ariapp", path)
		}
		var help strings.Builder
		if code := run(t.Context(), streams{nil, &help, io.Discard}, helpArgs(command)); code != exitFine {
			t.Errorf("%s --help exits with %d", path, code)
		}
		if !strings.Contains(help.String(), "Examples:\n"+command.Example) {
			t.Errorf("%s --help shows no example:\n%s", path, help.String())
		}
	}
}

// Law: no two commands have the same name.
func TestNoCommandStandsTwice(t *testing.T) {
	seen := map[string]bool{}
	for _, command := range descendants(newRoot(streams{})) {
		if path := command.CommandPath(); seen[path] {
			t.Errorf("%s stands twice", path)
		} else {
			seen[path] = true
		}
	}
}

// Law: a result that could not be written is a failure, and said.
func TestALostResultIsAFailure(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"steps"}, {"steps", "menu"}, {"asterisk", "config"}, {"--help"},
		{"completion", "bash"}, {"test", "../../ivr_test.yaml"}, {"test", "../../ivr_test.yaml", "--format", "json"}, {"simulate", "../../ivr.yaml", "--to", "200", "--keys", "hangup"}} {
		var said strings.Builder
		code := run(t.Context(), streams{strings.NewReader(""), fullDisk{}, &said}, args)
		if code != exitFailed || !strings.Contains(said.String(), errFullDisk.Error()) {
			t.Errorf("%q: exit code %d, %q", args, code, said.String())
		}
	}
}

var errFullDisk = errors.New("no space is left")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFullDisk }

func helpArgs(command *cobra.Command) []string {
	return append(strings.Fields(command.CommandPath())[1:], "--help")
}

// Law: a command has a script, which has its name.
func TestEveryCommandHasAScript(t *testing.T) {
	root := newRoot(streams{})
	for _, command := range descendants(root) {
		words := strings.Fields(command.CommandPath())[1:]
		group := command.HasSubCommands() && words[0] != "completion"
		if words[0] == "help" || group || words[0] == "completion" && len(words) > 1 {
			continue // one shell's completion stands for all
		}
		pattern := filepath.Join("testdata", "script", strings.Join(words, "-")+"*.txtar")
		if found, err := filepath.Glob(pattern); err != nil || len(found) == 0 {
			t.Errorf("no %s (%v)", pattern, err)
		}
	}
}

// Law: docs/exit-codes.md holds the table of exit codes, and no code stands twice.
func TestExitCodesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/exit-codes.md")
	if err != nil {
		t.Fatal(err)
	}
	_, documented, _ := strings.Cut(string(page), "| --- | --- |\n")
	var table strings.Builder
	seen := map[int]bool{}
	for _, one := range exitCodes() {
		fmt.Fprintf(&table, "| %d | %s |\n", one.code, one.meaning)
		if seen[one.code] || one.code < 0 || one.code > 125 {
			t.Errorf("%d stands twice, or is no exit code of one's own", one.code)
		}
		seen[one.code] = true
	}
	if diff := cmp.Diff(table.String(), documented); diff != "" {
		t.Errorf("docs/exit-codes.md differs (-program +page):\n%s", diff)
	}
}

// Law: an error's family decides, however deeply it is wrapped.
func TestExitCodeOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, exitFine},
		{errors.New("unknown flag"), exitUsage},
		{ran(usagef("--to is missing")), exitUsage},
		{ran(errFindings), exitFindings},
		{ran(errors.Join(errFindings, unreadableError{os.ErrNotExist})), exitUnreadable},
		{ran(fmt.Errorf("dialling: %w", simulate.ErrNoRoute)), exitNoRoute},
		{ran(errCallFailed), exitCallFailed},
		{ran(fmt.Errorf("asking: %w: %w", control.ErrAway, io.EOF)), exitAway},
		{ran(errTestsFailed), exitTestFailed},
		{ran(fmt.Errorf("%w: 80 %%", errUncovered)), exitUncovered},
		{ran(errBroken), exitBroken},
		{ran(fmt.Errorf("dialling: %w", fuzz.ErrNoRoute)), exitNoRoute},
		{ran(fmt.Errorf("looking: %w", suite.ErrNoTests)), exitNoTests},
		{ran(io.ErrShortWrite), exitFailed},
	} {
		if got := exitCodeOf(c.err); got != c.want {
			t.Errorf("%v gives %d, want %d", c.err, got, c.want)
		}
	}
}

// Law: a build says its version, and its commit if it knows it.
func TestVersionLine(t *testing.T) {
	info := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}}}
	if got := versionLine(info); !strings.HasPrefix(got, "ariapp v1.2.3, commit abc, with changes, go") {
		t.Errorf("got %q", got)
	}
	if got := versionLine(nil); !strings.HasPrefix(got, "ariapp unknown, go") {
		t.Errorf("got %q", got)
	}
}

// Law: a live call works on streams that are no files.
func TestSimulateFromStream(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	text := "asterisk: {password: x}\nnumbers: {_.: main}\nflows:\n  main:\n" +
		"    - collect: {id: code, length: 2, answer: false, on_exhausted: hangup} " +
		"# ariapp:ignore unanswered-media keys of a stream come anyway\n    - log: 'code ${steps.code.value}'\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, complaints strings.Builder
	caller := streams{strings.NewReader("42"), &out, &complaints}
	code := run(t.Context(), caller, []string{"simulate", path, "--to", "1"})
	told := strings.Contains(out.String(), "  ivr.yaml:6  log (main/2)\n") && // at its time on the wall, whatever that is
		strings.Contains(out.String(), "info: code 42")
	if code != exitFine || complaints.Len() > 0 || !told {
		t.Errorf("exit %d\n%s%s", code, out.String(), complaints.String())
	}
}
