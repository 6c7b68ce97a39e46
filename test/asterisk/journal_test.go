//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// pinKeys is what a caller keys in secretly: too long to stand in a journal by chance.
const pinKeys = "31415926"

// written is a line of the journal, as docs/journal.md has it. It is no type of
// the daemon's: that would be the same misunderstanding twice.
type written struct {
	At                              time.Time
	Kind, Call, Step, Text, Outcome string
	Seq                             int
	Took                            time.Duration
	Entered                         *struct {
		Call                          struct{ From, To string }
		Version, Share, Pattern, Flow string
	}
	Ended *struct{ Status, Cause, Error string }
}

// String is what can be told of a line in advance.
func (w written) String() string {
	parts := []string{w.Kind, w.Step, w.Text, w.Outcome}
	switch {
	case w.Entered != nil:
		parts = []string{w.Kind, w.Entered.Call.From, w.Entered.Call.To, w.Entered.Flow, w.Entered.Share}
	case w.Ended != nil:
		parts = []string{w.Kind, w.Ended.Status, w.Ended.Cause, w.Ended.Error}
	}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " ")
}

// noted is a caller of whom the journal tells these lines, and Asterisk this end.
type noted struct {
	name, from, to string
	keys           sip.Keying
	script         sip.Script
	end            string
	lines          []string
}

func noteds() []noted {
	return []noted{
		{"through the questions", "8720", "7320", sip.INFO, sip.Script{
			sip.Answered(), sip.Pause(beat), sip.Press("1"), sip.Pause(beat), sip.Press("1234"), sip.Pause(beat),
			sip.Press(pinKeys), sip.ExpectByeWithin(dialled),
		}, "ended 16", nil},
		{"a flow that is busy", "8721", "7320", sip.RFC4733, sip.Script{
			sip.Answered(), sip.Pause(beat), sip.Press("2"), sip.ExpectByeWithin(dialled),
		}, "ended 17", nil},
		{"a caller who goes and says why", "8722", "7320", sip.INFO, sip.Script{
			sip.Answered(), sip.Pause(listened), sip.HangupWith(27),
		}, "ended 27", nil},
		{"a caller without keys", "8723", "7321", sip.INFO, sip.Script{
			sip.Answered(), sip.ExpectByeWithin(dialled),
		}, "ended 16", nil},
	}
}

// listened is how long a caller listens who goes then.
const listened = 3 * time.Second

// Law: the journal has each call that went through a real Asterisk, line by line
// and in order: what was asked and keyed in, how much was heard, and why it
// ended as Asterisk has it. What is keyed in secretly is stars. The report counts
// all that.
func TestJournal(t *testing.T) {
	data := t.TempDir()
	d, w := startOn(t, data, "testdata/journal.yaml"), watch(t)
	t.Run("calls", func(t *testing.T) {
		for _, n := range noteds() {
			t.Run(n.name, func(t *testing.T) {
				t.Parallel()
				_, err := phone().Place(t.Context(), sip.Call{To: n.to, From: n.from, Keys: n.keys, Script: n.script})
				if err != nil {
					t.Error(err)
				}
				if story := w.ended(t, n.from); story[len(story)-1] != n.end {
					t.Errorf("Asterisk tells %q; want %s at the end", story, n.end)
				}
			})
		}
	})
	d.awaitIdle(t, len(noteds()))
	folder := filepath.Join(data, "journal")
	d.awaitFor(t, "the journal", func() bool { return len(readJournal(t, folder)) == len(noteds()) })
	calls := readJournal(t, folder)
	for _, n := range noteds() {
		checkNoted(t, n, calls[n.from])
	}
	checkHeard(t, calls["8722"])
	checkReport(t, folder)
	if strings.Contains(d.logged(), pinKeys) {
		t.Error("the PIN stands in the log")
	}
}

// readJournal returns the lines of all calls that are over, by the caller's number.
func readJournal(t *testing.T, folder string) map[string][]written {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "current.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte(pinKeys)) {
		t.Error("the PIN stands in the journal")
	}
	calls, over := map[string][]written{}, map[string][]written{}
	for line := range bytes.Lines(text) {
		var w written
		if err := json.Unmarshal(line, &w); err != nil {
			if bytes.HasSuffix(line, []byte("\n")) {
				t.Fatalf("%v: %s", err, line)
			}
			break // it is being written
		}
		lines := append(calls[w.Call], w)
		calls[w.Call] = lines
		if w.Ended != nil && lines[0].Entered != nil {
			over[lines[0].Entered.Call.From] = lines
		}
	}
	return over
}

// checkNoted compares what the journal has of a call.
func checkNoted(t *testing.T, n noted, lines []written) {
	t.Helper()
	var told []string
	for i, line := range lines {
		told = append(told, line.String())
		if line.Seq != i+1 {
			t.Errorf("%s: line %d has the number %d", n.name, i+1, line.Seq)
		}
		if i > 0 && line.At.Before(lines[i-1].At) {
			t.Errorf("%s: line %d is older than the one before", n.name, i+1)
		}
	}
	if diff := cmp.Diff(n.lines, told); diff != "" {
		t.Errorf("%s: -want +got:\n%s", n.name, diff)
	}
}

// checkHeard checks how much was heard by a caller who went during the prompt.
func checkHeard(t *testing.T, lines []written) {
	t.Helper()
	at := slices.IndexFunc(lines, func(w written) bool { return w.Kind == "prompt-ended" })
	if at < 0 {
		t.Fatalf("no prompt has ended: %v", lines)
	}
	if heard := lines[at].Took; heard < listened-beat || heard > listened+beat {
		t.Errorf("%v were heard; want about %v", heard, listened)
	}
}

// checkReport compares what the report counts.
func checkReport(t *testing.T, folder string) {
	t.Helper()
	type step struct {
		Step                         string
		Entries, Attempts, Exhausted int
		HungUp, NoInput, NoMatch     int
	}
	var report struct {
		Calls                  struct{ Calls, Ended, Left, Early, Failed, Open int }
		Steps                  []step
		Lost, Damaged, Partial int
	}
	stdout, stderr, code := runBinary(t, "report", "--journal", folder, "--format", "json")
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != 0 {
		t.Fatalf("%v, exit code %d: %s%s", err, code, stdout, stderr)
	}
	t.Logf("%+v", report)
}
