package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/versions"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

func recording(o *Options) { o.Record = true }

func recordingWatching(o *Options) { o.Record, o.Watch = true, true }

// recorded is a daemon that keeps its versions, on a file in a folder of its own.
func recorded(t *testing.T, text string, change func(*Options), body func(h *house)) {
	t.Helper()
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), text, change, body)
}

// again stops the daemon and starts another one on the text.
func (h *house) again(text string, change func(*Options)) {
	h.t.Helper()
	h.finish()
	h.start(text, change)
	h.awaitReady()
}

// back goes back and fails unless that leads to the version of that number.
func (h *house) back(number, want int) {
	h.t.Helper()
	if got, _, err := h.app.Rollback(context.Background(), number); got != want || err != nil {
		h.t.Fatalf("rolled back to %d, %v; want %d\n%s", got, err, want, h.logged())
	}
	h.settle()
}

// says fails unless a new caller hears the word.
func (h *house) says(word string) {
	h.t.Helper()
	c := h.call("200")
	h.hears(c, "sound:"+word)
	c.Press("1")
	h.ends(c, fakeari.EndHangup, 16)
}

// kept are the versions in a line each.
func (h *house) kept() string {
	h.t.Helper()
	list, err := versions.List(filepath.Join(filepath.Dir(h.path), "data", "versions"))
	if err != nil {
		h.t.Fatal(err)
	}
	var lines []string
	for _, one := range list {
		line := fmt.Sprintf("%d %s", one.Number, one.Used.Note)
		if one.Live {
			line += ", live"
		}
		if one.Pinned {
			line += ", pinned"
		}
		if one.Share > 0 {
			line += fmt.Sprintf(", %g %%", one.Share)
		}
		if one.Returned != nil {
			line += ", sent back"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func (h *house) wantKept(want string) {
	h.t.Helper()
	if got := h.kept(); got != want {
		h.t.Errorf("kept are %q, want %q", got, want)
	}
}

// Law: each version in use is kept, and what is gone back to is for new calls; calls
// under way stay on theirs.
func TestRollback(t *testing.T) {
	recorded(t, speaking("one"), recording, func(h *house) {
		h.wantKept("1 start, live")
		h.reload(speaking("two"))
		h.wantKept("1 start; 2 reload, live")
		before := h.call("200")
		h.hears(before, "sound:two")
		h.back(0, 1)
		h.wantKept("1 rollback to 1, live, pinned; 2 reload")
		h.says("one")
		before.Press("1")
		h.hears(before, "sound:two-one")
		h.ends(before, fakeari.EndHangup, 16)
		if s := h.app.status(); s.File.Number != 1 || s.File.Note != "rollback to 1" {
			t.Errorf("the status is %+v", s.File)
		}
		h.back(2, 2)
		h.says("two")
		h.back(0, 1)
		h.reload(speaking("two")) // asked for: the file counts
		h.says("two")
		h.wantKept("1 rollback to 1; 2 reload, live")
	})
}

// Law: a rollback holds until the file changes; that somebody writes the same, or
// changes what belongs to it, is no change of the file.
func TestARollbackHoldsUntilTheFileChanges(t *testing.T) {
	recorded(t, speaking("one"), recordingWatching, func(h *house) {
		h.reload(speaking("two"))
		h.back(0, 1)
		time.Sleep(2 * retried)
		h.says("one")
		h.write(speaking("two"))
		time.Sleep(settled)
		h.says("one")
		h.write("flows: [") // a change, but not one that can be used
		time.Sleep(settled)
		h.says("one")
		h.wantKept("1 rollback to 1, live, pinned; 2 reload")
		h.write(speaking("three"))
		time.Sleep(settled)
		h.says("three")
		h.wantKept("1 rollback to 1; 2 reload; 3 reload, live")
	})
}

// Law: a file that was broken when one went back is no change either, until it is mended.
func TestARollbackFromABrokenFile(t *testing.T) {
	recorded(t, speaking("one"), recordingWatching, func(h *house) {
		h.reload(speaking("two"))
		h.write("flows: [")
		time.Sleep(settled)
		h.mustLog("was not reloaded")
		h.back(0, 1)
		loads := strings.Count(h.logged(), "reloaded")
		time.Sleep(3 * retried)
		if n := strings.Count(h.logged(), "reloaded"); n > loads+1 { // the first look finds another picture
			t.Errorf("%d reloads though nothing has changed:\n%s", n-loads, h.logged())
		}
		h.says("one")
		h.write(speaking("mended"))
		time.Sleep(settled)
		h.says("mended")
	})
}

// Law: what one went back to is in use after a restart as well, unless the file has changed meanwhile.
func TestARollbackSurvivesARestart(t *testing.T) {
	recorded(t, speaking("one"), recordingWatching, func(h *house) {
		h.reload(speaking("two"))
		h.back(0, 1)
		h.again(speaking("two"), recordingWatching)
		h.says("one")
		h.wantKept("1 start after rollback to 1, live, pinned; 2 reload")
		time.Sleep(settled)
		h.says("one")
		h.again(speaking("three"), recordingWatching)
		h.says("three")
		h.wantKept("1 start after rollback to 1; 2 reload; 3 start, live")
		h.again(speaking("three"), recordingWatching)
		h.wantKept("1 start after rollback to 1; 2 reload; 3 start, live")
	})
}

// Law: a version that cannot be read any more is no reason not to take calls.
func TestARollbackThatIsLostAtARestart(t *testing.T) {
	recorded(t, speaking("one"), recording, func(h *house) {
		h.reload(speaking("two"))
		h.back(0, 1)
		texts, err := filepath.Glob(filepath.Join(filepath.Dir(h.path), "data", "versions", "0001-*", "files"))
		if err != nil || len(texts) != 1 {
			t.Fatal(texts, err)
		}
		if err := os.RemoveAll(texts[0]); err != nil {
			t.Fatal(err)
		}
		h.again(speaking("two"), recording)
		h.mustLog("the version that was gone back to cannot be used")
		h.says("two")
	})
}

const included = "tables: {people: {file: people.csv}}\nschedules: {office: {zone: UTC, weekly: {mon-sun: 00:00-24:00}, holidays: {file: days.ics}}}\n" +
	"vars: {name: ''}\nflows: {main: [answer, {lookup: {table: people, key: \"${call.from}\", result: {name: name}}}, {play: \"%s-${vars.name}\"}, hangup]}\n"

// Law: a version has the texts that it had, with all that was included, and the
// tables and calendars that there are now, in the folder where they were.
func TestWhatAVersionIs(t *testing.T) {
	folder := t.TempDir()
	file := func(name string) string { return filepath.Join(folder, name) }
	put(t, file("people.csv"), "number,name\n100,ann\n")
	put(t, file("days.ics"), "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
	put(t, file("main.yaml"), fmt.Sprintf(included, "one"))
	text := outer + "include: ['main*.yaml']\nnumbers: {200: main}\n"
	inHouseAt(t, file("ivr.yaml"), text, recordingWatching, func(h *house) {
		put(t, file("main.yaml"), fmt.Sprintf(included, "two"))
		time.Sleep(settled)
		h.says("two-ann")
		h.back(0, 1)
		h.says("one-ann")
		put(t, file("people.csv"), "number,name\n100,bert\n")
		time.Sleep(10 * time.Second)
		h.says("one-bert")
		put(t, file("days.ics"), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
		time.Sleep(settled)
		if n := strings.Count(h.logged(), "the configuration was reloaded"); n != 2 {
			t.Errorf("%d reloads, want one more as the calendar has changed:\n%s", n, h.logged())
		}
		h.says("one-bert")
		h.wantKept("1 rollback to 1, live, pinned; 2 reload")

		// what is gone makes the way back impossible, and all stays as it is
		put(t, file("main.yaml"), "flows: {main: [answer, {play: three}, hangup]}\n")
		time.Sleep(settled)
		h.says("three")
		if err := os.Remove(file("people.csv")); err != nil {
			t.Fatal(err)
		}
		_, _, err := h.app.Rollback(context.Background(), 1)
		if wrong := (*FindingsError)(nil); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "people.csv") {
			t.Errorf("the rollback ends with %v", err)
		}
		h.says("three")
		h.wantKept("1 rollback to 1; 2 reload; 3 reload, live")
	})
}

// Law: where there is no way back that is said.
func TestNoWayBack(t *testing.T) {
	recorded(t, speaking("one"), recording, func(h *house) {
		for number, want := range map[int]error{0: ErrNoneBefore, 1: ErrLive, 7: versions.ErrUnknown} {
			if _, _, err := h.app.Rollback(context.Background(), number); !errors.Is(err, want) {
				t.Errorf("to %d: %v, want %v", number, err, want)
			}
		}
		h.says("one")
	})
	recorded(t, speaking("one"), nil, func(h *house) {
		if _, _, err := h.app.Rollback(context.Background(), 0); !errors.Is(err, ErrNotKept) {
			t.Error(err)
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(h.path), "data")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("something was kept that nobody has asked for: %v", err)
		}
	})
	file, _, err := Parse("ivr.yaml", speaking("one"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{File: file, Record: true}); err == nil {
		t.Error("a text is recorded, which has no folder")
	}
}

// Law: callers do not notice that nothing can be kept.
func TestAFolderThatCannotBeUsed(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "data"), "a file")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), speaking("one"), recording, func(h *house) {
		h.mustLog("versions of the file are not kept")
		h.reload(speaking("two"))
		h.says("two")
	})
}
