package cluster_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// worker is an instance that would do the task of all.
type worker struct {
	*instance
	task *cluster.Task
	// busy tells that it is still at it, whoever holds the task.
	busy *atomic.Bool
	rest func()
}

// workers are three that share everything, each with a line of its own.
func workers(t *testing.T, change ...func(*cluster.Task)) ([]worker, []*line, *memstore.Bucket) {
	t.Helper()
	bucket, entries := memstore.New(), memstore.New()
	var all []worker
	var lines []*line
	for _, name := range []string{"a", "b", "c"} {
		own := &line{Bucket: bucket}
		i := join(t, own, entries, name, "1")
		i.change(func(m *cluster.Member) { m.Asterisks = nil }) // a task needs none
		w := worker{instance: i, task: i.entries.Task("jobs", nil), busy: &atomic.Bool{}}
		w.task.Busy = w.busy.Load
		for _, do := range change {
			do(w.task)
		}
		ctx, cancel := context.WithCancel(context.Background())
		over := make(chan struct{})
		go func() {
			defer close(over)
			w.task.Run(ctx)
		}()
		w.rest = func() { cancel(); <-over }
		t.Cleanup(w.rest)
		all, lines = append(all, w), append(lines, own)
	}
	return all, lines, entries
}

// doer is who holds the task, -1 for nobody; two are a fault.
func doer(t *testing.T, all []worker) int {
	t.Helper()
	found := -1
	for n, w := range all {
		if w.task.Holds() && found >= 0 {
			t.Fatal("two hold the task")
		}
		if w.task.Holds() {
			found = n
		}
	}
	return found
}

// Law: one instance does a task, whatever its Asterisks; another as soon as that one is dead, rests or drains, and all know who.
func TestTask(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w worker, its *line)
		within time.Duration
	}{
		{"killed", func(w worker, its *line) { its.cut.Store(true) }, lease + lease/3},
		{"rests", func(w worker, _ *line) { w.rest() }, lease / 3},
		{"drains", func(w worker, _ *line) {
			w.change(func(m *cluster.Member) { m.Draining = true })
			w.Tell()
		}, lease / 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all, lines, _ := workers(t)
				time.Sleep(lease)
				first := doer(t, all)
				if first < 0 {
					t.Fatal("nobody holds the task")
				}
				c.happen(all[first], lines[first])
				time.Sleep(c.within)
				second := -1
				for n, w := range all {
					if n != first && w.task.Holds() {
						second = n
					}
				}
				if second < 0 {
					t.Fatalf("nobody else holds the task after %v", c.within)
				}
				time.Sleep(lease / 3)
				for n, w := range all {
					if runner, ok := w.task.Runner(); n != first && (!ok || runner != all[second].self.Instance) {
						t.Errorf("%s believes that %q does it", w.self.Instance, runner)
					}
				}
			})
		})
	}
}

// Law: a task that those who drain need is done by one of them while all do, and by who serves again.
func TestTheLastOneDoesTheTask(t *testing.T) {
	for _, last := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			all, _, _ := workers(t, func(task *cluster.Task) { task.Last = last })
			drains := func(w worker, is bool) {
				w.change(func(m *cluster.Member) { m.Draining = is })
				w.Tell()
				time.Sleep(3 * lease)
			}
			for _, w := range all {
				drains(w, true)
			}
			if n := doer(t, all); n >= 0 != last {
				t.Errorf("where all drain the task is done by %d, for those who drain: %v", n, last)
			}
			for n, w := range all {
				drains(w, false)
				if by := doer(t, all); by != n {
					t.Errorf("the task is done by %d, where only %d serves", by, n)
				}
				drains(w, true)
			}
		})
	}
}

// Law: who drains is followed when what was begun is done, and not before; who does not come to an end, or is of a version
// that does not give up, is followed after a lease. Who comes back meanwhile has the task still.
func TestATaskIsGivenUpWhenItIsDone(t *testing.T) {
	for _, c := range []struct {
		name             string
		busy, resumes    time.Duration
		earliest, latest time.Duration
		followed         bool
	}{
		{name: "not busy", latest: lease / 3, followed: true},
		{name: "busy for a while", busy: lease / 2, earliest: lease / 2, latest: lease * 5 / 6, followed: true},
		{name: "busy for ever", busy: time.Hour, earliest: lease, latest: lease * 4 / 3, followed: true},
		{name: "back", busy: lease / 2, resumes: lease / 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all, _, _ := workers(t)
				time.Sleep(lease)
				first := doer(t, all)
				if first < 0 {
					t.Fatal("nobody holds the task")
				}
				w := all[first]
				drain := func(drains bool) {
					w.change(func(m *cluster.Member) { m.Draining = drains })
					w.Tell()
				}
				w.busy.Store(c.busy > 0)
				begun := time.Now()
				drain(true)
				followed := time.Duration(0)
				for passed := time.Duration(0); passed < 2*lease && followed == 0; passed = time.Since(begun) {
					w.busy.Store(passed < c.busy)
					if c.resumes > 0 && passed >= c.resumes {
						drain(false)
					}
					time.Sleep(lease / 100)
					if n := doer(t, all); n >= 0 && n != first {
						followed = time.Since(begun)
					}
				}
				if (followed > 0) != c.followed || followed > 0 && (followed < c.earliest || followed > c.latest) {
					t.Errorf("it was followed after %v, want %v to %v", followed, c.earliest, c.latest)
				}
				if !c.followed && doer(t, all) != first {
					t.Error("who is back does not have the task")
				}
			})
		})
	}
}

// Law: while the store of the entries is away the task stays whose it was.
func TestATaskStaysWhileTheStoreIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all, _, entries := workers(t)
		time.Sleep(lease)
		first := doer(t, all)
		entries.Fail(memstore.Faults{Away: true})
		time.Sleep(150 * time.Second)
		if all[max(first, 0)].task.Seen() {
			t.Error("it has been seen who does it though the store is away")
		}
		if first < 0 || doer(t, all) != first {
			t.Errorf("%d does it, it was %d", doer(t, all), first)
		}
		entries.Fail(memstore.Faults{})
		time.Sleep(lease)
		if doer(t, all) != first {
			t.Errorf("%d does it afterwards, it was %d", doer(t, all), first)
		}
	})
}

// Law: an Asterisk that is called as a task is has an entry of its own.
func TestATaskIsNoEntry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all, _, entries := workers(t)
		time.Sleep(lease)
		if item, err := entries.Get(t.Context(), "jobs"); err != nil || item.Revision != 0 {
			t.Errorf("%+v, %v", item, err)
		}
		if ours, err := all[0].entries.Claim(t.Context(), "jobs"); ours || err != nil {
			t.Errorf("an instance without that Asterisk holds its entry: %v", err)
		}
	})
}

// Law: who is out of service takes an entry when nobody lives who may have it, and only then; whoever may takes it back.
func TestTheLastOneTakesTheEntry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket, entries, ctx := memstore.New(), memstore.New(), t.Context()
		a := join(t, bucket, entries, "a", "1")
		b := join(t, bucket, entries, "b", "1")
		time.Sleep(2 * lease)
		claim := func(want bool, claim func(context.Context, string) (bool, error)) {
			t.Helper()
			if ours, err := claim(ctx, "pbx"); err != nil || ours != want {
				t.Errorf("ours %v, want %v; %v", ours, want, err)
			}
		}
		b.change(func(m *cluster.Member) { m.Draining = true })
		time.Sleep(lease)
		claim(true, a.entries.Claim)
		claim(false, b.entries.ClaimLast)
		a.leave()
		time.Sleep(2 * lease)
		claim(false, b.entries.Claim)
		claim(true, b.entries.ClaimLast)
		a = join(t, bucket, entries, "a", "2")
		time.Sleep(2 * lease)
		claim(true, a.entries.Claim)
		claim(false, b.entries.ClaimLast)
	})
}
