//go:build linux && asterisk

package asterisk

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// smallDisk is a disk of its own, of 64 MiB, until the test ends; it needs root.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=64m"); err != nil {
		t.Fatalf("mounting a small disk, which takes root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// fill leaves no room on the disk of a folder, and returns what gives it back.
func fill(t *testing.T, folder string) (empty func()) {
	t.Helper()
	name := filepath.Join(folder, "filler")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for size := 64 << 10; size > 0 && err == nil; { // to the last byte
		if _, err = file.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size, err = size/4, nil
		}
	}
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

// asks is a file with [waitsLong], and an address for its status.
func asks() string {
	return strings.Replace(sideBySide("", []string{waitsLong}), "listen: none", "listen: 127.0.0.1:0", 1)
}

// warns waits until the daemon's status warns of this.
func (d *daemon) warns(t *testing.T, of string) {
	t.Helper()
	d.awaitFor(t, "a warning of "+of, func() bool { return strings.Contains(d.warnings(t), of) })
}

// warnings are those of the daemon's status, a line each.
func (d *daemon) warnings(t *testing.T) string {
	t.Helper()
	answer, err := http.Get(d.address(t) + "/api/status")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var status struct{ Warnings []string }
	if err := json.NewDecoder(answer.Body).Decode(&status); err != nil {
		t.Fatal(err)
	}
	return strings.Join(status.Warnings, "\n")
}

// full are what a daemon complains of whose disk is full.
func (d *daemon) full() {
	d.complains = append(d.complains, "the journal cannot be written", "the spool of the records cannot be written",
		"the database of the records is away", "the store's server")
}

// waits has a caller come who presses their key after a while.
func (l *line) waits(from string, stay time.Duration) {
	l.ringFrom(from, numbered(0), sip.AnsweredWithin(goesOnWithin), sip.Pause(stay), sip.Press("1"), sip.ExpectByeWithin(outlasts))
}

// served fails unless callers have heard the menu, so many times, and come to where their key leads.
func (l *line) served(menus int, callers ...string) {
	for _, from := range callers {
		story := []string{"callers/" + numbered(0) + " Stasis", "answered"}
		for range menus {
			story = append(story, "hears demo-congrats")
		}
		l.tells(from, story, "onward/sales Playback", "ended 16")
	}
}

// Law: while the disk of a daemon that is alone is full, with its store, callers are served as before, those who were there and
// those who come, and the status says what waits. When there is room again nothing is missing, and calls are kept as before:
// the next daemon goes on with them.
func TestFullDisk(t *testing.T) {
	emptyRecordings(t)
	file := writeFile(t, partyHead+asks(), t.TempDir(), "ivr.yaml")
	r := &relay{daemon: startOn(t, smallDisk(t), file), file: file}
	r.full()
	w := watch(t)
	l := newLine(t, w, "882")
	hears := func(callers int) {
		r.awaitFor(t, "the menu to be heard", func() bool { return w.count("hears demo-congrats") == callers })
	}
	l.waits("8821", 14*time.Second)
	hears(1)
	pass(t, time.Second)
	empty := fill(t, r.data)
	during := menus(t, "8824", 20, 20, 2*time.Second) // the last pages of files take some
	l.waits("8822", 3*time.Second)
	for _, of := range []string{"the journal waits to be written: ", "the states of calls wait to be written down: "} {
		r.warns(t, of)
	}
	allServed(t, during)
	l.served(1, "8822", "8821")
	empty()
	l.waits("8823", 30*time.Second)
	hears(23)
	r.awaitLogged(t, "the states of calls are written again", 1)
	r.awaitLogged(t, "the journal is written again", 1)
	pass(t, time.Second) // that the last one waits is written down
	r.dies(t)
	r.next(t, 1)
	l.served(2, "8823")
	r.over(t, 23)
}

// Law: while the disk of one of three instances is full its calls go on and new ones come to it as before; its status says what
// waits, and when there is room again no end and no row is missing. When it dies later its calls go on at others.
func TestTeamFullDiskOfOne(t *testing.T) {
	tm := newTeam(t, asks())
	tm.data["n1"] = smallDisk(t)
	if err := os.WriteFile(filepath.Join(tm.data["n1"], "instance"), []byte("n1"), 0o600); err != nil {
		t.Fatal(err)
	}
	tm.begin(t, "n1", "n2", "n3")
	tm.now["n1"].full()
	long := menus(t, "8830", 6, 20, 45*time.Second)
	before := menus(t, "8831", 6, 20, 6*time.Second)
	tm.awaitCalls(t, 12)
	empty := fill(t, tm.data["n1"])
	during := menus(t, "8832", 9, 3, 4*time.Second)
	tm.now["n1"].warns(t, "the journal waits to be written: ")
	allServed(t, before)
	allServed(t, during)
	if has := tm.shares(t)["n1"]; has == 0 {
		t.Errorf("n1 has none of the 6 calls that stay")
	}
	empty()
	tm.now["n1"].awaitLogged(t, "the journal is written again", 1)
	if !strings.Contains(tm.now["n1"].logged(), "lost=0") {
		t.Error("entries of the journal are lost")
	}
	tm.eventually(t, 2*awaitTimeout, "the disk of n1 to take its records", func() bool {
		return !strings.Contains(tm.now["n1"].warnings(t), "for the disk")
	})
	tm.loses(t, "n1")
	t.Logf("the calls of n1 went on after %v", tm.takesOver(t, "n1"))
	allServed(t, long)
	tm.over(t, 21)
	tm.begin(t, "n1") // what waits in the spool of a dead one waits until it is back
	tm.eventually(t, 2*awaitTimeout, "a row with its end of each call", func() bool { return tm.rows(t) == 21 })
}

// rows is of how many calls the records of all instances together have the end.
func (tm *team) rows(t *testing.T) int {
	t.Helper()
	ends := map[string]bool{}
	for _, data := range tm.data {
		one := relay{daemon: &daemon{data: data}, file: tm.file}
		for _, row := range one.cdrs(t) {
			if row.End != nil {
				ends[row.ID] = true
			}
		}
	}
	return len(ends)
}

// Law: while the disk of NATS is full, where all instances keep their calls, these go on and new ones are served; health says
// so. When there is room again and NATS is restarted, as it has to be then, all is written down that stands: two of three
// instances die, and nobody notices.
func TestTeamFullDiskOfNATS(t *testing.T) {
	tm := newTeamOn(t, smallDisk(t), asks())
	tm.begin(t, "n1", "n2", "n3")
	before := menus(t, "8840", 9, 20, 42*time.Second)
	tm.awaitCalls(t, 9)
	empty := fill(t, tm.place.folder)
	short := menus(t, "8841", 6, 3, 2*time.Second)
	during := menus(t, "8842", 6, 20, 40*time.Second)
	tm.eventually(t, 2*awaitTimeout, "all to be unready", func() bool {
		for _, d := range tm.now {
			answer, err := http.Get(d.address(t) + "/readyz")
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusServiceUnavailable {
				return false
			}
		}
		return true
	})
	allServed(t, short)
	tm.awaitFor(t, "somebody to say that calls are not written down", func() bool {
		return tm.told("the states of calls cannot be written, calls go on") > 0
	})
	empty()
	tm.place.close()
	tm.place.open(t)
	tm.awaitAll(t)
	tm.awaitCalls(t, 15)
	shares := tm.shares(t)
	for _, name := range []string{"n1", "n2"} {
		tm.loses(t, name)
	}
	t.Logf("of %v those of n1 and n2 go on after %v", shares, max(tm.takesOver(t, "n1"), tm.takesOver(t, "n2")))
	allServed(t, before)
	allServed(t, during)
	tm.over(t, 21)
	tm.eventually(t, 2*awaitTimeout, "a row with its end of each call", func() bool { return tm.rows(t) == 21 })
}
