package records

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: from memory come the lines that stand at a place, in their order, and none that stand elsewhere.
func TestFreshLinesAreThoseOfThePlace(t *testing.T) {
	named := func(call string) []line { return []line{{Event: &Event{Call: call, Seq: 1}}} }
	type want struct {
		number, at int64
		calls      string
		bytes      int64
	}
	for name, row := range map[string]struct {
		pieces []piece
		want   []want
	}{
		"in order":         {[]piece{{1, 0, 10, named("a")}, {1, 10, 5, named("b")}}, []want{{1, 0, "ab", 15}, {1, 15, "", 0}}},
		"read in between":  {[]piece{{1, 0, 10, named("a")}, {1, 10, 5, named("b")}}, []want{{1, 10, "b", 5}}},
		"a gap before":     {[]piece{{1, 10, 5, named("b")}}, []want{{1, 0, "", 0}, {1, 10, "b", 5}}},
		"a gap within":     {[]piece{{1, 0, 10, named("a")}, {1, 12, 5, named("b")}}, []want{{1, 0, "a", 10}, {1, 12, "b", 5}}},
		"the next file":    {[]piece{{1, 0, 10, named("a")}, {2, 0, 5, named("b")}}, []want{{1, 0, "a", 10}, {1, 10, "", 0}, {2, 0, "b", 5}}},
		"an earlier file":  {[]piece{{1, 0, 10, named("a")}, {2, 0, 5, named("b")}}, []want{{2, 0, "b", 5}}},
		"none of them":     {nil, []want{{1, 0, "", 0}}},
		"too many of them": {[]piece{{1, 0, 10, named("a")}, {1, 10, 5, make([]line, freshMost)}}, []want{{1, 0, "", 0}}},
	} {
		var f fresh
		for _, p := range row.pieces {
			f.add(p)
		}
		for _, w := range row.want {
			lines, bytes := f.take(w.number, w.at)
			calls := ""
			for _, l := range lines {
				calls += l.Event.Call
			}
			if calls != w.calls || bytes != w.bytes {
				t.Errorf("%s: at %d of %d: %q with %d bytes, want %q with %d", name, w.at, w.number, calls, bytes, w.calls, w.bytes)
			}
		}
	}
}

// Law: what happens to a call within a second is one row for the database, and is not read from the spool for that.
func TestARowThatChangesIsWrittenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		r := inRoom(t, Options{Events: true}, s)
		r.talk("1.1")
		time.Sleep(flushAfter + time.Millisecond)
		synctest.Wait()
		applied := s.tried()
		spool := filepath.Join(r.opts.Folder, "spool")
		for range 3 {
			r.talk("1.2")
			time.Sleep(flushAfter + time.Millisecond)
			synctest.Wait()
		}
		if s.tried() != applied {
			t.Errorf("the database was asked %d times more within the pause", s.tried()-applied)
		}
		names, err := os.ReadDir(spool)
		if err != nil || len(names) != 1 {
			t.Fatal(names, err)
		}
		if err := os.Truncate(filepath.Join(spool, names[0].Name()), 0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(fillPause)
		synctest.Wait()
		if got := len(s.has()); s.tried() != applied+1 || got != 4 || r.Lost() != 0 {
			t.Errorf("asked %d times, %d rows, %d lost", s.tried()-applied, got, r.Lost())
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}

// Law: lines that are added to a buffer of which a part is written already are read from the disk, as where they stand
// is not known.
func TestLinesBehindAPieceAreRead(t *testing.T) {
	s := &spool{buf: []byte("half of a line\n")}
	s.add([]line{{Event: &Event{Call: "a", Seq: 1, At: time.Now()}}})
	if len(s.lines) != 0 || s.count != 1 {
		t.Errorf("%d lines are held, %d wait", len(s.lines), s.count)
	}
}

// tried is how often a shelf was asked.
func (s *shelf) tried() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries
}

// Law: a statement for many events, and the one for each of the rest, write all of them once.
func TestManyEvents(t *testing.T) {
	p, c := inSQLite(t), &clock{morning()}
	r := p.open(t, c)
	live := r.Begin(caller("1.1"))
	const steps = 2*eventsAtOnce + 3
	for range steps {
		live.Observe(flows.Fact{Kind: flows.StepBegun, At: c.pass(time.Millisecond), Step: "main/1"})
	}
	live.End(flows.Outcome{Status: flows.Ended}, true)
	closed(t, r)
	whole, err := p.reader(t).Whole(t.Context(), "1.1")
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range whole.Events {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
	}
	if len(whole.Events) != steps+2 || whole.Call.Steps != steps {
		t.Errorf("%d events, %d steps", len(whole.Events), whole.Call.Steps)
	}
}
