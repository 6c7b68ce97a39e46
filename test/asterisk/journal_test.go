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
	At                                    time.Time
	Kind, Call, Flow, Step, Text, Outcome string
	Leg                                   string
	Took                                  time.Duration
	Seq                                   int
	Entered                               *struct {
		Call        struct{ From, To string }
		Flow, Share string
	}
	Ended *struct{ Status, Cause, Error string }
}

// String is what can be told of a line in advance.
func (w written) String() string {
	parts := []string{w.Kind, w.Flow, w.Step, w.Text, w.Outcome}
	switch {
	case w.Entered != nil:
		parts = []string{w.Kind, w.Entered.Flow, w.Entered.Call.From, w.Entered.Call.To, w.Entered.Share}
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
		}, "ended 16", []string{
			"entered main 8720 7320 stable", "flow-begun main", "step-begun main/1", "answer-begun main/1",
			"prompt-begun main/1 demo-congrats", "key-pressed main/1 1", "prompt-cut main/1 demo-congrats",
			"attempt-ended main/1 1 ok", "step-ended main/1 ok", "way-taken main/1 choices.1",
			"step-begun main/1.choices.1.1", "step-ended main/1.choices.1.1",
			"flow-begun account", "step-begun account/number", "prompt-begun account/number beep",
			"prompt-ended account/number beep done", "key-pressed account/number 1", "key-pressed account/number 2",
			"key-pressed account/number 3", "key-pressed account/number 4", "attempt-ended account/number 1 ok",
			"step-ended account/number ok", "way-taken account/number ok",
			"step-begun account/pin", "prompt-begun account/pin beep", "prompt-ended account/pin beep done",
			"key-pressed account/pin * masked", "key-pressed account/pin * masked", "key-pressed account/pin * masked",
			"key-pressed account/pin * masked", "key-pressed account/pin * masked", "key-pressed account/pin * masked",
			"key-pressed account/pin * masked", "key-pressed account/pin * masked", "attempt-ended account/pin 1 ok",
			"step-ended account/pin ok", "way-taken account/pin ok",
			"step-begun account/3", "call-sent account/3 onward,through,", "step-ended account/3",
			"walk-ended left", "ended left",
		}},
		{"a flow that is busy", "8721", "7320", sip.RFC4733, sip.Script{
			sip.Answered(), sip.Pause(beat), sip.Press("2"), sip.ExpectByeWithin(dialled),
		}, "ended 17", []string{
			"entered main 8721 7320 stable", "flow-begun main", "step-begun main/1", "answer-begun main/1",
			"prompt-begun main/1 demo-congrats", "key-pressed main/1 2", "prompt-cut main/1 demo-congrats",
			"attempt-ended main/1 1 ok", "step-ended main/1 ok", "way-taken main/1 choices.2",
			"step-begun main/1.choices.2.1", "step-ended main/1.choices.2.1",
			"call-over busy ended", "walk-ended ended", "ended ended busy",
		}},
		{"a caller who goes and says why", "8722", "7320", sip.INFO, sip.Script{
			sip.Answered(), sip.Pause(listened), sip.HangupWith(27),
		}, "ended 27", []string{
			"entered main 8722 7320 stable", "flow-begun main", "step-begun main/1", "answer-begun main/1",
			"prompt-begun main/1 demo-congrats", "call-over out_of_order hung-up", "walk-ended hung-up",
			"ended hung-up out_of_order",
		}},
		{"a caller without keys", "8723", "7321", sip.INFO, sip.Script{
			sip.Answered(), sip.ExpectByeWithin(dialled),
		}, "ended 16", []string{
			"entered silent 8723 7321 stable", "flow-begun silent", "step-begun silent/1", "answer-begun silent/1",
			"prompt-begun silent/1 beep", "prompt-ended silent/1 beep done", "attempt-ended silent/1 1 noinput",
			"attempt-begun silent/1 2", "prompt-begun silent/1 beep", "prompt-ended silent/1 beep done",
			"attempt-ended silent/1 2 noinput", "way-taken silent/1 on_exhausted", "step-begun silent/1.on_exhausted.1",
			"step-ended silent/1.on_exhausted.1", "call-over normal ended", "walk-ended ended", "ended ended normal",
		}},
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
	checkHeard(t, calls["8721"], beat)
	checkHeard(t, calls["8722"], listened)
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

// checkHeard checks how much a caller has heard of the prompt that was ended, by a key or by going.
func checkHeard(t *testing.T, lines []written, want time.Duration) {
	t.Helper()
	var began time.Time
	for _, line := range lines {
		heard := line.At.Sub(began)
		switch line.Kind {
		case "prompt-begun":
			began = line.At
			continue
		case "prompt-cut":
			heard = line.Took
		case "call-over":
		default:
			continue
		}
		if heard < want-beat/2 || heard > want+beat {
			t.Errorf("%v were heard; want about %v", heard, want)
		}
		return
	}
	t.Errorf("no prompt was ended: %v", lines)
}

// checkReport compares what the report counts.
func checkReport(t *testing.T, folder string) {
	t.Helper()
	type step struct {
		Step                         string
		Entries, Attempts, Exhausted int
		HungUp                       int `json:"hung_up"`
		NoInput                      int `json:"no_input"`
		NoMatch                      int `json:"no_match"`
	}
	type prompt struct {
		Prompt                   string
		Begun, Done, Cut, Failed int
		HungUp                   int `json:"hung_up"`
	}
	type counts struct {
		Calls struct {
			Calls, Ended, Left, Early, Failed, Open int
			HungUp                                  int `json:"hung_up"`
		}
		Steps                  []step
		Prompts                []prompt
		Partial, Lost, Damaged int
	}
	stdout, stderr, code := runBinary(t, "report", "--journal", folder, "--format", "json")
	var got, want counts
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != 0 {
		t.Fatalf("%v, exit code %d: %s%s", err, code, stdout, stderr)
	}
	want.Calls.Calls, want.Calls.Ended, want.Calls.Left, want.Calls.HungUp, want.Calls.Early = 4, 2, 1, 1, 1
	want.Steps = []step{
		{Step: "main/1", Entries: 3, Attempts: 3, HungUp: 1},
		{Step: "main/1.choices.1.1", Entries: 1},
		{Step: "main/1.choices.2.1", Entries: 1},
		{Step: "account/number", Entries: 1, Attempts: 1},
		{Step: "account/pin", Entries: 1, Attempts: 1},
		{Step: "account/3", Entries: 1},
		{Step: "silent/1", Entries: 1, Attempts: 2, Exhausted: 1, NoInput: 2},
		{Step: "silent/1.on_exhausted.1", Entries: 1},
	}
	want.Prompts = []prompt{
		{Prompt: "beep", Begun: 4, Done: 4}, {Prompt: "demo-congrats", Begun: 3, Cut: 2, HungUp: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the report: -want +got:\n%s", diff)
	}
	does(t, "4 calls, ", "report", "--journal", folder)
}
