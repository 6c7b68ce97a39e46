package journal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// onDisk is a journal on a disk that may be full.
func onDisk(t *testing.T, at string, log *logLines) (j *Journal, full, half *atomic.Bool) {
	t.Helper()
	full, half = new(atomic.Bool), new(atomic.Bool)
	j, err := newJournal(Options{Folder: at, Log: logTo(log)}, func(path string) (file, error) {
		opened, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
		return disk{opened, full, half}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return j, full, half
}

// Law: a full disk is logged once; when it takes something again, writing goes
// on within the very line where it stopped.
func TestAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at, log := t.TempDir(), &logLines{}
		j, full, half := onDisk(t, at, log)
		c := j.Begin(entered("c1"))
		time.Sleep(time.Second)
		full.Store(true)
		half.Store(true)
		for range 100 {
			c.Observe(keyFact(time.Now(), "1"))
			time.Sleep(time.Second)
		}
		if n := log.count.Load(); n != 1 || !strings.Contains(log.String(), "the journal cannot be written") {
			t.Errorf("%d lines in the log: %s", n, log.String())
		}
		if err := j.Trouble(); !errors.Is(err, errFull) {
			t.Errorf("the trouble is %v", err)
		}
		full.Store(false)
		time.Sleep(retryAfter + time.Second)
		if err := j.Trouble(); err != nil {
			t.Errorf("the trouble is over, and is told as %v", err)
		}
		if n := log.count.Load(); n != 2 || !strings.Contains(log.String(), "written again") {
			t.Errorf("%d lines in the log: %s", n, log.String())
		}
		if all := entries(t, at); len(all) != 101 || all[100].Seq != 101 {
			t.Errorf("%d entries", len(all))
		}
		closed(t, j)
	})
}

// Law: what a full disk has no place for is lost, counted and told; the end of
// the journal says that the last entries were not written.
func TestADiskThatStaysFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at, log := t.TempDir(), &logLines{}
		j, full, _ := onDisk(t, at, log)
		full.Store(true)
		c := j.Begin(entered("c1"))
		for i := range 10_000 {
			c.Observe(keyFact(time.Now(), strings.Repeat("1", 500)))
			if i%1000 == 0 {
				synctest.Wait()
			}
		}
		synctest.Wait()
		lost := j.Lost()
		if lost < 1000 || lost > 9000 {
			t.Errorf("%d lost", lost)
		}
		full.Store(false)
		time.Sleep(time.Minute)
		c.Observe(keyFact(time.Now(), "2"))
		time.Sleep(time.Minute)
		told, seen := 0, 0
		for _, e := range entries(t, at) {
			told += e.Lost
			if e.Kind != KindLost {
				seen++
			}
		}
		if int64(told) != lost || seen+told != 10_002 {
			t.Errorf("%d are told to be lost, %d are there; %d were lost", told, seen, lost)
		}
		full.Store(true)
		c.Observe(keyFact(time.Now(), "3"))
		if err := j.Close(); err == nil || !strings.HasPrefix(err.Error(), "writing the last entries of the journal: ") {
			t.Error(err)
		}
	})
}

// slow is a file that waits for leave to write.
type slow struct {
	*os.File
	leave chan struct{}
}

func (s slow) Write(p []byte) (int, error) {
	<-s.leave
	return s.File.Write(p)
}

// Law: no call waits for a disk that hangs; what the queue has no place for is counted and told.
func TestADiskThatHangs(t *testing.T) {
	at, leave := t.TempDir(), make(chan struct{})
	j, err := newJournal(Options{Folder: at}, func(path string) (file, error) {
		opened, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
		return slow{opened, leave}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	c := j.Begin(entered("c1"))
	const told = 2 * queueMax
	for range told {
		c.Observe(keyFact(time.Now(), "1"))
	}
	if j.Lost() < queueMax/2 || j.Lost() > told {
		t.Errorf("%d lost", j.Lost())
	}
	close(leave)
	closed(t, j)
	lost, seen := 0, 0
	for _, e := range entries(t, at) {
		if lost += e.Lost; e.Kind != KindLost {
			seen++
		}
	}
	if int64(lost) != j.Lost() || lost+seen != told+1 {
		t.Errorf("%d lost by the journal, %d by itself, %d seen", j.Lost(), lost, seen)
	}
}

// Law: a file that somebody deletes or moves is made anew within a second or
// so, with its folder if need be; what was half written to the old one is given up.
func TestAFileThatIsTakenAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at, log := filepath.Join(t.TempDir(), "journal"), &logLines{}
		j, full, half := onDisk(t, at, log)
		tell := func() {
			j.Begin(entered("c1"))
			time.Sleep(10 * time.Second)
		}
		tell()
		if err := os.RemoveAll(at); err != nil {
			t.Fatal(err)
		}
		tell()
		if n := len(entries(t, at)); n != 1 {
			t.Errorf("%d entries in the new file", n)
		}
		full.Store(true)
		half.Store(true)
		tell()
		if err := os.Rename(filepath.Join(at, currentName), filepath.Join(at, "aside")); err != nil {
			t.Fatal(err)
		}
		full.Store(false)
		tell()
		closed(t, j)
		if all := entries(t, at); kinds(all) != "lost entered" || all[0].Lost != 1 {
			t.Errorf("in the third file: %s", kinds(all))
		}
	})
}

// Law: an entry that cannot be written costs itself, and is counted.
func TestAnEntryThatCannotBeWritten(t *testing.T) {
	at, log := t.TempDir(), &logLines{}
	j := opened(t, Options{Folder: at, Log: logTo(log)})
	large := entered("c1")
	large.Vars = map[string]any{"x": make(chan int)}
	j.Begin(large).End(flows.Outcome{Status: flows.Ended})
	closed(t, j)
	if all := entries(t, at); kinds(all) != "lost ended" || all[0].Lost != 1 || j.Lost() != 1 || log.count.Load() != 1 {
		t.Errorf("%s, %d lost, log: %s", kinds(all), j.Lost(), log.String())
	}
}

// Law: a disk that is said to take nothing is full: what is to be written waits, and stands there whole when it takes
// something again.
func TestADiskThatIsSaidToBeFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at, full := t.TempDir(), new(atomic.Bool)
		j, err := Open(Options{Folder: at, Disk: func() error {
			if full.Load() {
				return errFull
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		c := j.Begin(entered("c1"))
		time.Sleep(time.Second)
		full.Store(true)
		for range 10 {
			c.Observe(keyFact(time.Now(), "1"))
			time.Sleep(time.Second)
		}
		if n, err := len(entries(t, at)), j.Trouble(); n != 1 || !errors.Is(err, errFull) {
			t.Errorf("%d entries, the trouble is %v", n, err)
		}
		full.Store(false)
		if err := j.Close(); err != nil {
			t.Error(err)
		}
		if n := len(entries(t, at)); n != 11 {
			t.Errorf("%d entries", n)
		}
	})
}
