package records

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// files are the names of the files in the spool.
func (r *room) files() []string {
	r.t.Helper()
	entries, err := os.ReadDir(filepath.Join(r.opts.Folder, "spool"))
	if err != nil {
		r.t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// talk is a whole call.
func (r *room) talk(channel string) {
	c := r.Begin(caller(channel))
	c.Observe(fact(flows.StepBegun, flows.Fact{Step: "main/1"}))
	c.End(flows.Outcome{Status: flows.Ended, Cause: flows.CauseNormal}, true)
}

// Law: a call's row is in the database a moment after it happened; the spool is empty after a proper end.
func TestRowsAreTakenSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := inRoom(t, Options{}, newShelf())
		r.talk("1.1")
		time.Sleep(flushAfter)
		synctest.Wait()
		if rows := r.shelf.has(); len(rows) != 1 || rows[0].Result != "ended" {
			t.Errorf("got %+v", rows)
		}
		r.close()
		if got := r.files(); len(got) > 0 {
			t.Errorf("the spool has %v", got)
		}
	})
}

// Law: while the database is away nothing is lost, it is said once, and tried
// again at longer and longer intervals; all is there when it is back.
func TestTheDatabaseIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		s.away = errAway
		r := inRoom(t, Options{Events: true}, s)
		const calls = 600
		for i := range calls {
			r.talk(fmt.Sprint("1.", i))
			time.Sleep(time.Second)
		}
		if err := r.Trouble(); err == nil || !strings.Contains(err.Error(), errAway.Error()) {
			t.Errorf("the trouble is %v", err)
		}
		s.mu.Lock()
		if s.tries < 20 || s.tries > 30 {
			t.Errorf("it was tried %d times in ten minutes", s.tries)
		}
		s.mu.Unlock()
		s.set(nil)
		time.Sleep(retryMost)
		synctest.Wait()
		if got := len(s.has()); got != calls || r.Trouble() != nil || r.Lost() != 0 {
			t.Errorf("%d rows of %d, trouble %v, %d lost", got, calls, r.Trouble(), r.Lost())
		}
		r.close()
		if got := strings.Count(r.log.String(), "is away"); got != 1 {
			t.Errorf("it was said %d times:\n%s", got, r.log)
		}
	})
}

// Law: what the database did not take before the end is taken by the next start,
// once, before calls that were cut off are ended; calls of another daemon stay.
func TestTheNextStartTakesTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		s.rows["other"] = Row{ID: "other", Instance: "somebody else's", Start: time.Now(), Seen: time.Now()}
		s.away = errAway
		r := inRoom(t, Options{Events: true}, s)
		r.talk("1.1")
		time.Sleep(time.Second)
		r.Begin(caller("1.2")).Observe(fact(flows.StepBegun, flows.Fact{Step: "main/1"})) // never ended
		if err := r.Close(); err == nil || !strings.Contains(err.Error(), errAway.Error()) {
			t.Errorf("closing: %v", err)
		}
		if len(r.files()) != 1 {
			t.Errorf("the spool has %v", r.files())
		}
		s.set(nil)
		again := inRoom(t, Options{Folder: r.opts.Folder}, s)
		again.talk("1.3")
		again.close()
		results := map[string]string{}
		for _, row := range s.has() {
			results[row.UniqueID] = row.Result
		}
		want := map[string]string{"": "", "1.1": "ended", "1.2": Lost, "1.3": "ended"}
		if fmt.Sprint(results) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", results, want)
		}
		if len(again.files()) > 0 || again.instance != r.instance {
			t.Errorf("the spool has %v; instances %s and %s", again.files(), r.instance, again.instance)
		}
	})
}

// Law: what a kill leaves in the spool, half a line at the end among that, is
// taken by the next start; the half line and damaged ones cost themselves alone.
func TestWhatAKillLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		row := Row{ID: "c", Call: "c", Rev: 3, Start: time.Now(), Seen: time.Now(), UniqueID: "1.1"}
		whole, err := appendLine(nil, line{Row: &row})
		if err != nil {
			t.Fatal(err)
		}
		long := strings.Repeat("x", 2*lineMax) + "\n"
		text := "{\n" + long + "{}\n" + `{"row":{},"event":{}}` + "\n" + string(whole) + string(whole[:20])
		if err := os.MkdirAll(filepath.Join(folder, "spool"), 0o700); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"0000000007.jsonl": text, "README": "not ours"} {
			if err := os.WriteFile(filepath.Join(folder, "spool", name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r := inRoom(t, Options{Folder: folder}, newShelf())
		r.talk("1.2")
		r.close()
		if got := r.shelf.has(); len(got) != 2 || r.Lost() != 5 {
			t.Errorf("%d lost, got %+v\n%s", r.Lost(), got, r.log)
		}
		if got := r.files(); len(got) != 1 || got[0] != "README" {
			t.Errorf("the spool has %v", got)
		}
	})
}

// Law: a row that the database refuses costs itself alone, and is told of.
func TestARefusedRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		s.refused = func(l line) bool { return l.Row != nil && l.Row.UniqueID == "1.2" }
		r := inRoom(t, Options{Events: true}, s)
		for _, channel := range []string{"1.1", "1.2", "1.3"} {
			r.talk(channel)
		}
		r.close()
		if got := s.has(); len(got) != 2 || r.Lost() != 2 || !strings.Contains(r.log.String(), "refuses a record") {
			t.Errorf("%d rows, %d lost\n%s", len(got), r.Lost(), r.log)
		}
	})
}

// Law: a full file of the spool is followed by another one, and deleted when it has been taken.
func TestTheSpoolTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		s.away = errAway
		r := inRoom(t, Options{}, s)
		calls := 0
		for len(r.files()) < 3 {
			for range 500 {
				calls++
				r.talk(fmt.Sprint("1.", calls))
			}
			time.Sleep(flushAfter)
			synctest.Wait()
		}
		s.set(nil)
		time.Sleep(retryMost)
		synctest.Wait()
		if got := r.files(); len(got) != 1 || len(s.has()) != calls || r.Lost() != 0 {
			t.Errorf("%v are left, %d rows of %d, %d lost", got, len(s.has()), calls, r.Lost())
		}
		r.close()
	})
}

// Law: a call never waits: what has no place in the queue is counted, events before rows.
func TestTheQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lost := newShelf()
		r := inRoom(t, Options{Events: true}, lost)
		row, event := line{Row: &Row{ID: "c", Call: "c", Start: time.Now(), Seen: time.Now()}}, line{Event: &Event{Call: "c", Seq: 1, At: time.Now()}}
		r.queue.mu.Lock()
		r.queue.lines = make([]line, eventsMost)
		for i := range r.queue.lines {
			r.queue.lines[i] = row
		}
		r.queue.mu.Unlock()
		r.queue.put(event, eventsMost)
		if r.Lost() != 1 {
			t.Errorf("%d lost: an event has found a place", r.Lost())
		}
		for range queueMax - eventsMost + 1 {
			r.queue.put(row, queueMax)
		}
		if r.Lost() != 2 || r.queue.len() != queueMax {
			t.Errorf("%d lost, %d wait", r.Lost(), r.queue.len())
		}
		r.close()
	})
}

// Law: a spool that is full takes nothing more, and counts it.
func TestTheSpoolIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		if err := os.MkdirAll(filepath.Join(folder, "spool"), 0o700); err != nil {
			t.Fatal(err)
		}
		file, err := os.Create(filepath.Join(folder, "spool", "0000000001.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		if err := file.Truncate(spoolMax); err != nil { // a hole: it takes no room on the disk
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		s := newShelf()
		s.away = errAway
		r := inRoom(t, Options{Folder: folder}, s)
		r.talk("1.1")
		time.Sleep(time.Second)
		r.talk("1.2")
		time.Sleep(time.Second)
		synctest.Wait()
		if r.Lost() == 0 || strings.Count(r.log.String(), "is full") != 1 {
			t.Errorf("%d lost\n%s", r.Lost(), r.log)
		}
		if err := r.Close(); err == nil {
			t.Error("the database is away, and that was not told")
		}
	})
}

// Law: calls are deleted when they are older than is kept, hourly, and never when they are kept for ever.
func TestOldCallsGo(t *testing.T) {
	for _, row := range []struct {
		keep  time.Duration
		after time.Duration
		want  int
	}{{0, 1000 * time.Hour, 1}, {24 * time.Hour, 23 * time.Hour, 1}, {24 * time.Hour, 26 * time.Hour, 0}} {
		synctest.Test(t, func(t *testing.T) {
			r := inRoom(t, Options{Keep: row.keep}, newShelf())
			r.talk("1.1")
			time.Sleep(row.after)
			synctest.Wait()
			if got := len(r.shelf.has()); got != row.want {
				t.Errorf("kept for %v, after %v: %d rows", row.keep, row.after, got)
			}
			r.close()
		})
	}
}

// Law: a folder that cannot be had is an error, which says what was being done.
func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(Options{Folder: file}, newShelf()); err == nil {
		t.Error("a file is taken for a folder")
	}
	for _, dsn := range []DSN{"mysql://u:geheim@h/d", "sqlite:", "sqlite://x", "postgres://u:geheim@h:port/d", "x"} {
		_, err := Open(Options{Folder: t.TempDir(), DSN: dsn})
		if err == nil || !strings.HasPrefix(err.Error(), "opening the records: want postgres://") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

// Law: no text shows the password of a database.
func TestDSNsAreSilent(t *testing.T) {
	for dsn, want := range map[DSN]string{
		"postgres://u:ge@heim@h:5/d?password=x": "postgres://h:5/d", "postgresql://h/d": "postgresql://h/d",
		"sqlite:x.db": "sqlite:x.db", "": "", "geheim": "***"} {
		marshalled, err := dsn.MarshalText()
		if got := fmt.Sprintf("%v", dsn); got != want || dsn.String() != want || string(marshalled) != want || err != nil ||
			dsn.LogValue().String() != want || fmt.Sprintf("%#v", dsn) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Law: an end that was not reached in time leaves the rest in the spool; Close does not wait for ever.
func TestCloseIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{newShelf()}
		opened, err := open(Options{Folder: t.TempDir()}, s)
		if err != nil {
			t.Fatal(err)
		}
		r := &room{opened, t, s.shelf, Options{}, nil}
		r.talk("1.1")
		time.Sleep(time.Second)
		begin := time.Now()
		if err := r.Close(); err == nil || time.Since(begin) > closeTime {
			t.Errorf("closing took %v: %v", time.Since(begin), err)
		}
	})
}

// Law: nor does it wait until all has been taken that was left while the database was away, and nothing of it is lost.
func TestCloseIsBoundedAmongMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &tough{shelf: newShelf(), each: 2 * time.Second}
		opts := Options{Folder: t.TempDir()}
		opened, err := open(opts, s)
		if err != nil {
			t.Fatal(err)
		}
		opened.EndLost()
		s.set(errAway)
		r := &room{opened, t, s.shelf, opts, nil}
		const calls = 30_000
		for i := range calls {
			r.talk(fmt.Sprint("1.", i))
			if i%1000 == 0 {
				time.Sleep(flushAfter)
			}
		}
		time.Sleep(time.Minute)
		s.set(nil)
		time.Sleep(retryMost)
		begin := time.Now()
		if err := r.Close(); err == nil || time.Since(begin) > closeTime {
			t.Errorf("closing took %v: %v", time.Since(begin), err)
		}
		s.each = 0
		again, err := open(opts, s)
		if err != nil {
			t.Fatal(err)
		}
		again.EndLost()
		closed(t, again)
		if got := len(s.rows); got != calls {
			t.Errorf("%d calls are there, want %d", got, calls)
		}
	})
}

// tough is a store that takes its time.
type tough struct {
	*shelf
	each time.Duration
}

func (s *tough) apply(ctx context.Context, lines []line) error {
	select {
	case <-time.After(s.each):
		return s.shelf.apply(ctx, lines)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// slow is a store that answers nothing.
type slow struct{ *shelf }

func (s *slow) apply(ctx context.Context, _ []line) error {
	<-ctx.Done()
	return context.Cause(ctx)
}
