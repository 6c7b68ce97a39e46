package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/lockfile"
	"github.com/ariapp/ariapp/internal/monitor"
)

// warned fails unless the status has a warning for each of the words, and no more.
func (h *house) warned(words ...string) {
	h.t.Helper()
	got := h.app.status().Warnings
	if !slices.EqualFunc(got, words, strings.Contains) {
		h.t.Errorf("the status warns of %q, want %q", got, words)
	}
}

// commanded are the commands of the API.
func (h *house) commanded() monitor.Options { return h.app.commands(monitor.Options{}) }

// Law: of two daemons with one data folder the second keeps nothing, takes calls all
// the same, and says why wherever it is asked; when the first has gone, the next keeps.
func TestTwoDaemonsWithOneFolder(t *testing.T) {
	folder := t.TempDir()
	var first []*lockfile.Lock
	for _, name := range []string{"versions", "journal"} {
		lock, err := lockfile.Take(filepath.Join(folder, "data", name))
		if err != nil {
			t.Fatal(err)
		}
		first = append(first, lock)
	}
	put(t, filepath.Join(folder, "people.csv"), "number,name\n100,ann\n")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), speaking("one"), recording, func(h *house) {
		h.mustLog("level=ERROR msg=\"versions of the file are not kept\"")
		h.mustLog("level=ERROR msg=\"the journal of the calls is not kept\"")
		h.warned("versions of the file are not kept: ", "the journal of the calls is not kept: ")
		h.reload(speaking("two"))
		h.says("two")
		_, _, err := h.app.Rollback(context.Background(), 0)
		if !errors.Is(err, ErrNotKept) || !errors.Is(err, lockfile.ErrHeld) {
			t.Errorf("a rollback ends with %v", err)
		}
		if list, warnings := h.commanded().Versions(); len(list) > 0 || len(warnings) != 1 || !strings.Contains(warnings[0], "another daemon") {
			t.Errorf("the versions are %v, with %q", list, warnings)
		}
		h.tries(speaking("canary"), 10)
		if err := h.app.PromoteCanary(context.Background()); !errors.Is(err, lockfile.ErrHeld) {
			t.Errorf("a promotion ends with %v", err)
		}
		h.wantKept("")
		if _, err := os.Stat(filepath.Join(folder, "data", "journal", "current.jsonl")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the journal was written: %v", err)
		}
		for _, lock := range first {
			if err := lock.Release(); err != nil {
				t.Fatal(err)
			}
		}
		h.again(speaking("three"), recording)
		h.warned()
		h.wantKept("1 start, live")
		h.again(speaking("three"), recording) // it has left the folders to the next
		h.warned()
	})
}

// Law: what cannot be written down does not hold after a restart, and whoever wanted
// it is told so; no other version is said to be live.
func TestARollbackThatCannotBeWrittenDown(t *testing.T) {
	recorded(t, speaking("one"), recording, func(h *house) {
		h.reload(speaking("two"))
		folder := filepath.Join(filepath.Dir(h.path), "data", "versions")
		state := filepath.Join(folder, "state.json")
		if err := os.Remove(state); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(state, "in the way"), "")
		taken, err := h.commanded().Rollback(context.Background(), 0)
		if err != nil || taken.Number != 1 || !strings.Contains(taken.Warning, "not what a restart begins with: writing down") {
			t.Errorf("%+v, %v", taken, err)
		}
		h.says("one")
		h.warned("not what a restart begins with")
		h.tries(speaking("canary"), 10)
		if taken, err := h.commanded().Canary.Promote(context.Background()); err != nil || taken.Number != 3 ||
			!strings.Contains(taken.Warning, "not what a restart begins with") {
			t.Errorf("%+v, %v", taken, err)
		}
		if err := os.RemoveAll(state); err != nil {
			t.Fatal(err)
		}
		if taken, err := h.commanded().Rollback(context.Background(), 2); err != nil || taken != (monitor.Taken{Number: 2}) {
			t.Errorf("%+v, %v", taken, err)
		}
		h.warned()
		h.wantKept("1 rollback to 1; 2 rollback to 2, live, pinned; 3 promoted canary")

		// and a file that cannot be kept is live, not the version before
		if err := os.Rename(folder, folder+".away"); err != nil {
			t.Fatal(err)
		}
		put(t, folder, "a file")
		h.reload(speaking("three"))
		h.says("three")
		list, warnings := h.commanded().Versions()
		for _, one := range list {
			if one.Live || one.Pinned {
				t.Errorf("version %d is said to be live", one.Number)
			}
		}
		if len(list) != 3 || len(warnings) != 1 || !strings.Contains(warnings[0], "keeping a version") {
			t.Errorf("the versions are %v, with %q", list, warnings)
		}
	})
}
