package journal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

// Law: a call's entries are there in order, numbered from 1, with what was told of it.
func TestACallIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := filepath.Join(t.TempDir(), "deep", "journal")
		j := opened(t, Options{Folder: at})
		begin := time.Now().UTC()
		c := j.Begin(entered("c1"))
		c.Observe(flows.Fact{At: time.Now(), Kind: flows.StepBegun, Call: "c1", Step: "main/1"})
		c.Observe(flows.Fact{At: time.Now(), Kind: flows.StepBegun, Call: "c1", Step: "main/2"})
		c.Observe(keyFact(time.Now(), "5"))
		time.Sleep(3 * time.Second)
		c.End(flows.Outcome{Status: flows.Failed, Cause: flows.CauseFailure, Err: os.ErrDeadlineExceeded})
		closed(t, j)

		all := entries(t, at)
		if got := kinds(all); got != "entered step-begun step-begun key-pressed ended" {
			t.Fatal(got)
		}
		for i, e := range all {
			if e.Seq != i+1 || e.Call != "c1" || e.Asterisk != "pbx" {
				t.Errorf("entry %d is %+v", i+1, e)
			}
		}
		want := entered("c1")
		if diff := cmp.Diff(&want, all[0].Entered); diff != "" {
			t.Error(diff)
		}
		if fact, ok := all[3].Fact(); !ok || !cmp.Equal(fact, keyFact(begin, "5")) {
			t.Errorf("the key is %+v", fact)
		}
		end := &Ended{Status: flows.Failed, Cause: "failure", Error: "i/o timeout", Took: 3 * time.Second, Steps: 2}
		if diff := cmp.Diff(end, all[4].Ended); diff != "" || !all[4].At.Equal(begin.Add(3*time.Second)) {
			t.Errorf("at %v: %s", all[4].At, diff)
		}
	})
}

// Law: an entry is in the file within a second, without another one.
func TestEntriesAreWrittenSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := t.TempDir()
		j := opened(t, Options{Folder: at})
		for i := range 3 {
			j.Begin(entered("c1"))
			time.Sleep(time.Second)
			if n := len(entries(t, at)); n != i+1 {
				t.Errorf("%d entries are in the file, want %d", n, i+1)
			}
		}
		closed(t, j)
	})
}

// Law: a journal that is opened again goes on behind what is there; the half
// line of a power cut costs itself alone.
func TestAPowerCutCostsOneLine(t *testing.T) {
	at := t.TempDir()
	j := opened(t, Options{Folder: at})
	j.Begin(entered("c1")).End(flows.Outcome{Status: flows.Ended})
	closed(t, j)
	text, err := os.ReadFile(filepath.Join(at, currentName))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(at, currentName), text[:len(text)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	j = opened(t, Options{Folder: at})
	j.Begin(entered("c2")).End(flows.Outcome{Status: flows.Ended})
	closed(t, j)

	var damaged []Damage
	all := wanted(t, at, Filter{Damaged: func(d Damage) { damaged = append(damaged, d) }})
	if got := kinds(all); got != "entered entered ended" || all[1].Call != "c2" {
		t.Error(got)
	}
	if len(damaged) != 1 || damaged[0].Line != 2 || filepath.Base(damaged[0].File) != currentName {
		t.Errorf("damaged: %+v", damaged)
	}
}

// Law: files have a bound, and so has their number; the newest are kept, in order, none is cut within a line.
func TestFilesTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := t.TempDir()
		j := opened(t, Options{Folder: at, MaxBytes: 100_000, Keep: 3})
		c := j.Begin(entered("c1"))
		const told = 8000
		for i := range told {
			c.Observe(keyFact(time.Now(), "1"))
			if i%2000 == 0 {
				synctest.Wait() // until the writer has taken them: the queue has a bound
			}
		}
		closed(t, j)
		names, err := folder(at).full()
		if err != nil || len(names) != 3 || numberOf(names[2]) < 10 || numberOf(names[0]) != numberOf(names[2])-2 {
			t.Fatalf("%v, %v", names, err)
		}
		for _, name := range append(names, currentName) {
			info, err := os.Stat(filepath.Join(at, name))
			if err != nil || info.Size() > 100_000 || info.Size() < 10_000 && name != currentName {
				t.Errorf("%s: %v, %v", name, info.Size(), err)
			}
		}
		all := entries(t, at)
		for i := 1; i < len(all); i++ {
			if all[i].Seq != all[i-1].Seq+1 {
				t.Fatalf("after %d comes %d", all[i-1].Seq, all[i].Seq)
			}
		}
		if last := all[len(all)-1]; last.Seq != told+1 {
			t.Errorf("the last entry is %d", last.Seq)
		}
	})
}

// Law: without a journal nothing is written and nothing breaks.
func TestNoJournal(t *testing.T) {
	var j *Journal
	c := j.Begin(entered("c1"))
	c.Observe(keyFact(time.Now(), "1"))
	c.End(flows.Outcome{})
	if w := c.World(flows.World{}); w != (flows.World{}) || j.Lost() != 0 || j.Close() != nil {
		t.Errorf("%+v", w)
	}
}

// Law: a call's end is its last entry, whatever work beside it is told of later.
func TestNothingComesBehindTheEnd(t *testing.T) {
	at := t.TempDir()
	j := opened(t, Options{Folder: at})
	c := j.Begin(entered("c1"))
	c.End(flows.Outcome{Status: flows.HungUp})
	c.Observe(keyFact(time.Now(), "1"))
	c.End(flows.Outcome{Status: flows.Ended})
	closed(t, j)
	if got := kinds(entries(t, at)); got != "entered ended" {
		t.Error(got)
	}
}

// Law: after its end a journal takes nothing, and its calls do not notice.
func TestAfterTheEnd(t *testing.T) {
	at := t.TempDir()
	j := opened(t, Options{Folder: at})
	c := j.Begin(entered("c1"))
	closed(t, j)
	for range 2 * queueMax {
		c.Observe(keyFact(time.Now(), "1"))
	}
	closed(t, j)
	if n := len(entries(t, at)); n != 1 {
		t.Errorf("%d entries", n)
	}
}

// Law: a folder that cannot be had is an error that says what was being done.
func TestAFolderThatCannotBeHad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Folder: path}); err == nil || !strings.HasPrefix(err.Error(), "opening the journal: ") {
		t.Error(err)
	}
}

// Law: telling a fact allocates nothing.
func TestObserveAllocatesNothing(t *testing.T) {
	j := &Journal{now: time.Now, queue: newQueue()}
	j.queue.records = make([]record, 0, queueMax)
	c := j.Begin(entered("c1"))
	fact := keyFact(time.Now(), "1")
	if n := testing.AllocsPerRun(1000, func() { c.Observe(fact) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if j.Lost() != 0 {
		t.Errorf("%d lost", j.Lost())
	}
}

// BenchmarkObserve is what a fact costs its call, and what it costs the writer.
func BenchmarkObserve(b *testing.B) {
	fact := keyFact(time.Now(), "1")
	b.Run("call", func(b *testing.B) {
		j := &Journal{now: time.Now, queue: newQueue()}
		c := j.Begin(entered("c1"))
		b.ReportAllocs()
		var taken []record
		for n := 0; b.Loop(); n++ {
			if c.Observe(fact); n%takeMost == 0 {
				taken, _ = j.queue.take(taken)
			}
		}
	})
	b.Run("writer", func(b *testing.B) {
		w := &writer{journal: &Journal{now: time.Now}}
		r := record{call: &Call{asterisk: "pbx", id: "1764154800.42"}, seq: 1, fact: fact}
		b.ReportAllocs()
		for b.Loop() {
			w.add(r.entry())
			b.SetBytes(int64(len(w.buf)))
			w.buf = w.buf[:0]
		}
	})
	b.Run("both", func(b *testing.B) {
		j := opened(b, Options{Folder: b.TempDir(), MaxBytes: 1 << 20, Keep: 2})
		c := j.Begin(entered("c1"))
		b.ReportAllocs()
		for b.Loop() {
			c.Observe(fact)
		}
		b.ReportMetric(float64(j.Lost())/float64(b.N), "lost/op")
	})
}

// Law: who was not called is written down, with who wanted it and why, and belongs to no call.
func TestRefused(t *testing.T) {
	folder := t.TempDir()
	j, err := Open(Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	j.Refused("PJSIP/0900123@trunk", "token crm", "it looks like a premium line")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	(*Journal)(nil).Refused("PJSIP/1", "nobody", "no journal")
	var all []Entry
	for e, err := range Read(folder, Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	if len(all) != 1 || all[0].Kind != KindRefused || all[0].Text != "PJSIP/0900123@trunk" || all[0].Step != "token crm" ||
		all[0].Outcome != "it looks like a premium line" || all[0].Call != "" {
		t.Errorf("%+v", all)
	}
	for r, err := range Calls(folder, Filter{}) {
		t.Errorf("a refusal is taken for a call: %+v, %v", r, err)
	}
}
