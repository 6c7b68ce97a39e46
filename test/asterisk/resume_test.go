//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// relay is daemons one after another, on one file and one folder.
type relay struct {
	*daemon // the one at work
	file    string
	former  []*daemon
}

// takenUp is what a daemon says when it begins and calls are left.
const takenUp = `msg="calls of the process before are taken up"`

// relayOn is the first daemon on a file that begins with partyHead.
func relayOn(t *testing.T, text string) *relay {
	t.Helper()
	emptyRecordings(t)
	file := writeFile(t, partyHead+text, t.TempDir(), "ivr.yaml")
	return &relay{daemon: start(t, file), file: file}
}

// dies kills the daemon, and returns when it is gone.
func (r *relay) dies(t *testing.T) {
	t.Helper()
	r.kill(t)
	r.former = append(r.former, r.daemon)
}

// next begins the next daemon, which finds so many calls.
func (r *relay) next(t *testing.T, calls int) {
	t.Helper()
	r.daemon = startOn(t, r.data, r.file)
	if calls > 0 {
		r.awaitLogged(t, fmt.Sprintf("%s calls=%d\n", takenUp, calls), 1)
	} else {
		r.neverLogged(t, takenUp)
	}
}

// pass lets time pass in which callers go on by themselves.
func pass(t *testing.T, d time.Duration) {
	t.Helper()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.Context().Done():
	}
}

// cdr is a row of `ariapp cdr list`.
type cdr struct {
	ID, Src, Dst, Result, Disposition string
	Start                             time.Time
	End                               *time.Time
}

// cdrs are the rows of calls that are over.
func (r *relay) cdrs(t *testing.T) []cdr {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, "cdr", "list", "-c", r.file, "--limit", "0", "--output", "json")
	command.Env = append(environment(), "STATE_DIRECTORY="+r.data)
	var told bytes.Buffer
	command.Stderr = &told
	output, err := command.Output()
	if err != nil {
		t.Fatalf("ariapp cdr list: %v\n%s", err, told.Bytes())
	}
	var rows []cdr
	if err := json.Unmarshal(output, &rows); err != nil {
		t.Fatalf("%v in\n%s", err, output)
	}
	return rows
}

// endings counts, by call, how often the journal has its end.
func (r *relay) endings(t *testing.T) map[string]int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(r.data, "journal", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	ends := map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(text) {
			var w written
			if json.Unmarshal(line, &w) == nil && w.Kind == "ended" { // a process may have died in the middle of a line
				ends[w.Call]++
			}
		}
	}
	return ends
}

// over waits until so many calls have ended, whichever daemon ran them, and nothing is left: neither a channel nor a
// bridge, and no recording but these. Each call has ended once, and has one row, whose end is known; these are returned,
// by caller.
func (r *relay) over(t *testing.T, calls int, recordings ...string) map[string]cdr {
	t.Helper()
	r.awaitFor(t, fmt.Sprintf("the end of %d calls", calls), func() bool { return len(r.endings(t)) >= calls })
	r.awaitEmpty(t)
	r.awaitFor(t, "the recordings to be "+fmt.Sprint(recordings), func() bool {
		stored, err := r.client.Recordings.ListStored(t.Context())
		names := []string{}
		for _, one := range stored {
			names = append(names, one.Name)
		}
		return err == nil && fmt.Sprint(names) == fmt.Sprint(recordings)
	})
	r.awaitFor(t, fmt.Sprintf("the rows of %d calls", calls), func() bool { return len(r.cdrs(t)) >= calls })
	for call, times := range r.endings(t) {
		if times != 1 {
			t.Errorf("the journal has %d ends of the call %s", times, call)
		}
	}
	rows, ids := map[string]cdr{}, map[string]bool{}
	for _, row := range r.cdrs(t) {
		if row.End == nil || row.End.Before(row.Start) || ids[row.ID] {
			t.Errorf("%+v has no end, or is there twice", row)
		}
		rows[row.Src], ids[row.ID] = row, true
	}
	if ends := r.endings(t); len(ids) != calls || len(ends) != calls {
		t.Errorf("%d rows and %d ends of %d calls", len(ids), len(ends), calls)
	}
	return rows
}

// goesOn is a caller whose daemon is killed in the middle of a step.
type goesOn struct {
	name, steps string
	script      sip.Script
	// ready is what Asterisk has told, so many times, when they are in the middle of it.
	ready string
	times int
	story []string
}

func goOns() []goesOn {
	congrats, asks := "hears demo-congrats", "hears vm-enter-num-to-call"
	return []goesOn{
		{"a menu", `- answer
- set: {asked: "${call.from}"}
- menu: {prompt: demo-congrats, choices: {1: {hangup: busy}}, on_nomatch: {play: beep}, on_exhausted: {log: gives up}}
- continue: {context: onward, extension: "exhausted${vars.asked}"}`,
			sip.Script{sip.Answered(), sip.Pause(2 * time.Second), sip.Press("9"), sip.Pause(10 * time.Second), sip.Press("8"),
				sip.Pause(4 * time.Second), sip.Press("7"), sip.ExpectByeWithin(dialled)}, congrats, 2,
			[]string{congrats, "hears beep", congrats, congrats, "hears beep", congrats, "hears beep", "onward/exhausted8800 Playback"}},
		{"a secret", `- answer
- collect: {id: pin, prompt: beep, length: 8, secret: true, first_timeout: 20s}
- collect: {id: code, prompt: vm-enter-num-to-call, length: 4, secret: true, first_timeout: 20s, inter_timeout: 20s}
- if:
    is: same(steps.pin.value, "3141" + "5926") and same(steps.code.value, "4712")
    then: {continue: {context: onward, extension: known}}
    else: {continue: {context: onward, extension: unknown}}`,
			sip.Script{sip.Answered(), sip.Pause(beat), sip.Press(pinKeys), sip.Pause(500 * time.Millisecond), sip.Press("47"),
				sip.Pause(10 * time.Second), sip.Press("4712"), sip.ExpectByeWithin(dialled)}, asks, 1,
			[]string{"hears beep", asks, asks, "onward/known Playback"}},
		{"a prompt", `- answer
- play: demo-congrats
- continue: {context: onward, extension: played}`,
			sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)}, congrats, 1,
			[]string{congrats, "onward/played Playback"}},
		{"a wait", `- answer
- play: beep
- wait: 14s
- continue: {context: onward, extension: waited}`,
			sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)}, "heard done", 1,
			[]string{"hears beep", "onward/waited Playback"}},
	}
}

// Law: who was in the middle of a menu, a question, a prompt or a wait when the daemon was killed goes on in the next
// one: a prompt plays on, a question is heard again, with the attempts and the variables that it had, what was entered in secret is known and
// stands nowhere, a deadline stays where it was.
func TestKilledDaemonsCallersGoOn(t *testing.T) {
	cases := goOns()
	var flows []string
	for _, c := range cases {
		flows = append(flows, c.steps)
	}
	r, w := relayOn(t, sideBySide("", flows)), watch(t)
	l := newLine(t, w, "880")
	for i, c := range cases {
		l.ring(numbered(i), c.script...)
	}
	for i, c := range cases {
		w.await(t, fmt.Sprintf("880%d", i), c.ready, c.times)
	}
	pass(t, beat) // the second secret is half keyed in
	r.dies(t)
	pass(t, time.Second)
	r.next(t, len(cases))
	t.Run("calls", func(t *testing.T) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				from := fmt.Sprintf("880%d", i)
				_, err := l.runs[from].Wait()
				want := told("callers/"+numbered(i)+" Stasis", "answered", c.story, "ended 16")
				if diff := cmp.Diff(want, w.ended(t, from)); err != nil || diff != "" {
					t.Errorf("%v; the story of %s: -want +got:\n%s", err, from, diff)
				}
			})
		}
	})
	rows := r.over(t, len(cases))
	for i, c := range cases {
		from := fmt.Sprintf("880%d", i)
		row := rows[from]
		if took := length(row); c.name == "a wait" && (took < 14*time.Second || took > 17*time.Second) {
			t.Errorf("a wait of 14s took %v", took)
		}
		if row.Result != "left" || row.Disposition != "ANSWERED" {
			t.Errorf("the row of %s: %+v", from, row)
		}
	}
	standsNowhere(t, r.data, pinKeys)
}

// length is how long a call was, 0 when its end is not known.
func length(row cdr) time.Duration {
	if row.End == nil {
		return 0
	}
	return row.End.Sub(row.Start)
}

// standsNowhere looks for a text in all files of a folder.
func standsNowhere(t *testing.T, folder, text string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if files++; bytes.Contains(data, []byte(text)) {
			t.Errorf("%s stands in %s", text, path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}

// slowAGI is a program that takes its time: Asterisk starts it.
const slowAGI = `#!/bin/sh
while read -r line && [ -n "$line" ]; do :; done
sleep SECONDS
echo "SET VARIABLE VISIT_AGI_SAYS hello"
read -r answer
`

// Law: who is in the dialplan while the daemon is killed is taken up when they come back, behind the step; who comes back
// while nobody serves goes where the dialplan says.
func TestKilledDaemonsVisitorsComeBack(t *testing.T) {
	for i, c := range []struct {
		name, stays, result string
		away                time.Duration
		left                int // calls that the next daemon finds
	}{
		{"when the next one serves", "7", "left", time.Second, 1},
		{"while nobody serves", "3", "lost", 5 * time.Second, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			step := "context: visits\nextension: agi\nresult: {got: VISIT_AGI_SAYS}\nvariables: {VISIT_AGI: " +
				agi(t, strings.Replace(slowAGI, "SECONDS", c.stays, 1)) + "}"
			r, w := relayOn(t, sideBySide("", []string{visit("slow", step)})), watch(t)
			l := newLine(t, w, fmt.Sprintf("881%d", i))
			from := l.ring(numbered(0), sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts))
			r.awaitFor(t, "the caller to be in the dialplan", func() bool {
				channels, err := r.client.Channels.List(t.Context())
				return err == nil && len(channels) == 1 && channels[0].Dialplan.AppName == "AGI"
			})
			pass(t, time.Second)
			r.dies(t)
			pass(t, c.away)
			r.next(t, c.left)
			if c.result == "left" {
				r.awaitLogged(t, "slow: visit done hello", 1)
			}
			if _, err := l.runs[from].Wait(); err != nil {
				t.Error(err)
			}
			if row := r.over(t, 1)[from]; row.Result != c.result {
				t.Errorf("the row is %+v", row)
			}
			r.neverLogged(t, "an orphan was found")
		})
	}
}
