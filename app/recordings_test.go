package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/lockfile"
	"github.com/ariapp/ariapp/internal/recordings"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const recordingCalls = outer + "recordings: {folder: calls, name: '{name}.{format}', delete: true}\n" +
	"numbers: {'200': main}\n" +
	"flows:\n  main:\n    - record_call: {name: 'whole'}\n    - record: {name: 'box/said', silence: 2s, max: 30s}\n" +
	"    - play: vm-goodbye\n"

// files are the recordings that have arrived, and those that wait.
func (h *house) arrived() (sounds []string, waiting int) {
	h.t.Helper()
	folder := filepath.Dir(h.path)
	err := filepath.WalkDir(filepath.Join(folder, "calls"), func(path string, e os.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err == nil && !e.IsDir() && strings.HasSuffix(path, ".wav") {
			sounds = append(sounds, filepath.Base(path))
		}
		return nil
	})
	if err != nil {
		h.t.Error(err)
	}
	requests, err := filepath.Glob(filepath.Join(folder, "data", "recordings-spool", "*.json"))
	if err != nil {
		h.t.Error(err)
	}
	slices.Sort(sounds)
	return sounds, len(requests)
}

// says records a call that says something, to its end.
func (h *house) recordsACall() {
	h.t.Helper()
	c := h.call("200")
	if err := c.AwaitState(context.Background(), "Up"); err != nil {
		h.t.Fatal(err)
	}
	c.Speak(3 * time.Second)
	h.hears(c, "sound:vm-goodbye")
	h.ends(c, fakeari.EndHangup, 16)
}

// Law: what a call has recorded, the step's message and the whole call, is in the folder when it is over, and then
// not in Asterisk any more.
func TestRecordingsAreFetched(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), recordingCalls, nil, func(h *house) {
		h.recordsACall()
		time.Sleep(time.Minute)
		sounds, waiting := h.arrived()
		if !slices.Equal(sounds, []string{"said.wav", "whole.wav"}) || waiting > 0 {
			t.Errorf("arrived %q, %d wait\n%s", sounds, waiting, h.logged())
		}
		if left := h.srv.Recordings(); len(left) > 0 {
			t.Errorf("Asterisk has %q", left)
		}
	})
}

// Law: a daemon that cannot deliver loses nothing: the next one does.
func TestRecordingsWaitForTheNextStart(t *testing.T) {
	folder := t.TempDir()
	obstacle := filepath.Join(folder, "calls")
	if err := os.WriteFile(obstacle, []byte("no folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), recordingCalls, nil, func(h *house) {
		h.recordsACall()
		time.Sleep(24 * time.Hour)
		if sounds, waiting := h.arrived(); len(sounds) > 0 || waiting != 2 || len(h.srv.Recordings()) != 2 {
			t.Errorf("arrived %q, %d wait, Asterisk has %q", sounds, waiting, h.srv.Recordings())
		}
		h.warned("recordings wait that were tried in vain: 2; the log has why")
		if err := os.Remove(obstacle); err != nil {
			t.Fatal(err)
		}
		h.again(recordingCalls, nil)
		time.Sleep(time.Minute)
		if sounds, waiting := h.arrived(); len(sounds) != 2 || waiting > 0 || len(h.srv.Recordings()) > 0 {
			t.Errorf("arrived %q, %d wait, Asterisk has %q", sounds, waiting, h.srv.Recordings())
		}
	})
}

// Law: where another daemon fetches recordings this one keeps them for the next start, and says so.
func TestTwoDaemonsThatRecord(t *testing.T) {
	folder := t.TempDir()
	first, err := lockfile.Take(filepath.Join(folder, "data", "recordings-spool"))
	if err != nil {
		t.Fatal(err)
	}
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), recordingCalls, nil, func(h *house) {
		h.warned("recordings are kept for the next start, and not fetched: ")
		h.recordsACall()
		time.Sleep(time.Hour)
		if sounds, waiting := h.arrived(); len(sounds) > 0 || waiting != 2 {
			t.Errorf("arrived %q, %d wait", sounds, waiting)
		}
		if err := first.Release(); err != nil {
			t.Fatal(err)
		}
		h.again(recordingCalls, nil)
		time.Sleep(time.Minute)
		if sounds, waiting := h.arrived(); len(sounds) != 2 || waiting > 0 {
			t.Errorf("arrived %q, %d wait", sounds, waiting)
		}
	})
}

// Law: what a process that has died was recording is deleted, or kept, as when the caller hangs up, also where recordings
// go nowhere; its name is free again.
func TestARecordingOfADeadProcess(t *testing.T) {
	const text = outer + "numbers: {'200': main}\nflows:\n  main:\n    - record: {name: box, max: 2s, id: r, keep_on_hangup: true}\n" +
		"    - log: 'it was ${steps.r.status}'\n"
	for what, left := range map[flows.Abandonment]int{flows.DeleteAbandoned: 0, flows.LeaveAbandoned: 1, flows.FetchAbandoned: 1} {
		folder := t.TempDir()
		record := func(o *Options) { o.Record = true }
		inHouseAt(t, filepath.Join(folder, "ivr.yaml"), text, record, func(h *house) {
			c := h.call("200")
			h.ends(c, fakeari.EndHangup, 16)
			h.mustLog("it was timeout")
			h.finish()
			dead, err := recordings.Open(recordings.Options{Spool: filepath.Join(folder, "data", "recordings-spool"), Format: "wav"})
			if err != nil {
				t.Fatal(err)
			}
			if err := dead.Keep(context.Background(), flows.KeepRequest{Asterisk: "asterisk", Name: "box", Format: "wav", Abandoned: what}); err != nil {
				t.Fatal(err)
			}
			h.start(text, record)
			h.awaitReady()
			time.Sleep(10 * time.Second)
			if got := h.srv.Recordings(); len(got) != left {
				t.Errorf("%s: Asterisk has %q\n%s", what, got, h.logged())
			}
			if _, waiting := h.arrived(); waiting > 0 {
				t.Errorf("%s: %d wait", what, waiting)
			}
			if left == 0 {
				h.ends(h.call("200"), fakeari.EndHangup, 16)
				if strings.Contains(h.logged(), "it was error") {
					t.Errorf("%s: the name is not free", what)
				}
			}
		})
	}
}
