//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: calls that the daemon has recorded on a real Asterisk go through the same
// flows as they went, step for step, and can be written as tests that pass.
func TestReplay(t *testing.T) {
	file := shipped(t, nil)
	d, w := start(t, file), watch(t)
	ids := 0
	t.Run("calls", func(t *testing.T) {
		for i, c := range callers() {
			if c.name == "nobody presses a key" {
				continue // it takes two minutes, and others wait for prompts and timeouts too
			}
			ids++
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				from := fmt.Sprintf("87%03d", i)
				if _, err := phone().Place(t.Context(), sip.Call{To: c.dials, From: from, Script: c.script}); err != nil {
					t.Error(err)
				}
				w.ended(t, from)
			})
		}
	})
	d.awaitIdle(t, ids)
	d.terminate(t)
	d.awaitStopped(t)
	journal := filepath.Join(d.data, "journal")
	told := ariapp(t, "replay", "--all", file, "--journal", journal)
	if want := fmt.Sprintf("%d calls: %d the same, 0 another way, 0 not known\n", ids, ids); told != want {
		t.Fatalf("replay --all tells\n%s\nwant %s", told, want)
	}
	text, err := os.ReadFile(filepath.Join(journal, "current.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	tests := t.TempDir()
	for _, entered := range callEntered.FindAllStringSubmatch(string(text), -1) {
		test := filepath.Join(tests, entered[1]+"_test.yaml")
		told := ariapp(t, "replay", entered[1], file, "--journal", journal, "--as-test", "--out", test)
		if !strings.Contains(told, "\nthe same ") {
			t.Errorf("replay %s tells\n%s", entered[1], told)
		}
	}
	if told := ariapp(t, "test", tests); !strings.HasPrefix(told, fmt.Sprintf("%d passed, ", ids)) {
		t.Errorf("test tells\n%s", told)
	}
}

// Law: callers who wait behind each other for two agents go through the queue as they went.
func TestReplayOfWaits(t *testing.T) {
	const waits = 5
	r := relayOn(t, queueHead(filepath.Join(t.TempDir(), "queue_log")))
	callers, err := phone().Start(t.Context(), sip.Call{To: "7800", From: "882" + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.ExpectByeWithin(queueOutlasts)}}, sip.Load{Calls: waits, Rate: 10})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := callers.Wait(); err != nil {
		t.Error(err)
	}
	r.awaitIdle(t, waits)
	r.terminate(t)
	r.awaitStopped(t)
	told := ariapp(t, "replay", "--all", r.file, "--journal", filepath.Join(r.data, "journal"))
	if want := fmt.Sprintf("%d calls: %d the same, 0 another way, 0 not known\n", waits, waits); told != want {
		t.Errorf("replay --all tells\n%s\nwant %s", told, want)
	}
}

var callEntered = regexp.MustCompile(`"kind":"entered","asterisk":"[^"]*","call":"([^"]+)"`)

// ariapp runs the binary and returns what it prints.
func ariapp(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = environment()
	output, err := cmd.Output()
	if err != nil {
		t.Errorf("ariapp %s: %v\n%s", strings.Join(args, " "), err, output)
	}
	return string(output)
}
