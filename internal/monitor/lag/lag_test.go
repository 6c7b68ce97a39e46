package lag

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// late is a clock that a test can have gain on the bubble's, as if a timer had fired late.
type late struct{ gained atomic.Int64 }

func (l *late) now() time.Time { return time.Now().Add(time.Duration(l.gained.Load())) }

// noWait is a Queue in which nobody waits.
func noWait() time.Duration { return 0 }

// run has a watcher run in the bubble until the test is over.
func run(t *testing.T, opts Options) *Watcher {
	t.Helper()
	w := New(opts)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { w.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	synctest.Wait()
	return w
}

// Law: lag is how much later than asked for a timer fires.
func TestALateTimerIsLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := &late{}
		w := run(t, Options{Now: clock.now, Queue: noWait})
		for _, lateness := range []time.Duration{0, 30 * time.Millisecond, 2 * time.Second, 0} {
			clock.gained.Add(int64(lateness))
			time.Sleep(Every)
			synctest.Wait()
			if got := w.Lag(); got != lateness {
				t.Errorf("a timer that fires %v late is a lag of %v", lateness, got)
			}
		}
	})
}

// Law: a clock that is set back is no lag.
func TestAClockThatIsSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := &late{}
		w := run(t, Options{Now: clock.now, Queue: noWait})
		clock.gained.Add(-int64(time.Hour))
		time.Sleep(Every)
		synctest.Wait()
		if w.Lag() != 0 || w.Overloaded() || w.Alive() != nil {
			t.Errorf("lag %v, overloaded %v, %v", w.Lag(), w.Overloaded(), w.Alive())
		}
	})
}

// Law: overload and recovery need several measurements in a row; in between nothing changes.
func TestOverloadHasAHysteresis(t *testing.T) {
	const ms = time.Millisecond
	repeat := func(n int, d time.Duration) []time.Duration {
		all := make([]time.Duration, n)
		for i := range all {
			all[i] = d
		}
		return all
	}
	cases := []struct {
		law      string
		measured [][]time.Duration
		want     []bool
	}{
		{"calm is calm", [][]time.Duration{repeat(50, 10*ms)}, []bool{false}},
		{"a single pause is none", [][]time.Duration{repeat(2, 5*time.Second), repeat(1, 0), repeat(2, 5*time.Second)}, []bool{false, false, false}},
		{"three in a row are one", [][]time.Duration{repeat(2, OverloadedAt), repeat(1, OverloadedAt)}, []bool{false, true}},
		{"just below is none", [][]time.Duration{repeat(50, OverloadedAt-1)}, []bool{false}},
		{"between the thresholds it stays", [][]time.Duration{repeat(3, OverloadedAt), repeat(100, CalmAt)}, []bool{true, true}},
		{"recovery takes its time", [][]time.Duration{repeat(3, OverloadedAt), repeat(19, 0), repeat(1, 0)}, []bool{true, true, false}},
		{"a relapse begins the count anew", [][]time.Duration{repeat(3, OverloadedAt), repeat(19, 0), repeat(1, CalmAt), repeat(19, 0), repeat(1, 0)}, []bool{true, true, true, true, false}},
	}
	for _, c := range cases {
		t.Run(c.law, func(t *testing.T) {
			var told []bool
			w := New(Options{Changed: func(overloaded bool, _ time.Duration) { told = append(told, overloaded) }})
			before := false
			for i, stretch := range c.measured {
				for _, one := range stretch {
					w.note(one)
				}
				if w.Overloaded() != c.want[i] {
					t.Errorf("after stretch %d overloaded is %v", i+1, w.Overloaded())
				}
				if c.want[i] != before {
					if len(told) == 0 || told[len(told)-1] != c.want[i] {
						t.Errorf("after stretch %d Changed was told %v", i+1, told)
					}
					before = c.want[i]
				}
			}
		})
	}
}

// Law: goroutines that wait for a processor are lag too, and every measurement is told.
func TestTheQueueIsLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told atomic.Int64
		w := run(t, Options{Queue: func() time.Duration { return 300 * time.Millisecond },
			Observe: func(time.Duration) { told.Add(1) }})
		time.Sleep(3 * Every)
		synctest.Wait()
		if w.Lag() != 300*time.Millisecond || !w.Overloaded() || told.Load() != 3 {
			t.Errorf("lag %v, overloaded %v, told %d times", w.Lag(), w.Overloaded(), told.Load())
		}
	})
}

// Law: a watcher that measures nothing any more is stuck, one that was not begun is not.
func TestAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := &late{}
		w := New(Options{Now: clock.now, Queue: noWait})
		if err := w.Alive(); err != nil {
			t.Errorf("before Run: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Run(ctx) })
		time.Sleep(time.Minute)
		if err := w.Alive(); err != nil {
			t.Errorf("while it runs: %v", err)
		}
		cancel()
		running.Wait()
		time.Sleep(StuckAfter + time.Second)
		if err := w.Alive(); err == nil {
			t.Error("nothing was measured for long, and that is said nowhere")
		}
	})
}

// Law: the quantile is what the slow ones waited at least; few goroutines say nothing.
func TestQuantile(t *testing.T) {
	bounds := []float64{math.Inf(-1), 0.001, 0.01, 0.1, 1, math.Inf(1)}
	cases := []struct {
		counts []uint64
		want   time.Duration
	}{
		{[]uint64{0, 0, 0, 0, 0}, 0},
		{[]uint64{0, 0, 0, 99, 0}, 0},
		{[]uint64{0, 0, 0, 100, 0}, 100 * time.Millisecond},
		{[]uint64{99, 0, 0, 0, 1}, 0},
		{[]uint64{0, 98, 2, 0, 0}, 10 * time.Millisecond},
		{[]uint64{0, 0, 0, 0, 1000}, time.Second},
	}
	for _, c := range cases {
		if got := quantile(c.counts, bounds); got != c.want {
			t.Errorf("%v: %v, not %v", c.counts, got, c.want)
		}
	}
}

// Law: the runtime has the histogram that is read, and what was before counts no more.
func TestTheRuntimeSaysIt(t *testing.T) {
	q := newQueue()
	if len(q.before) == 0 {
		t.Fatalf("the runtime has no %s", queueName)
	}
	before := append([]uint64(nil), q.before...)
	var begun sync.WaitGroup
	for range 10_000 {
		begun.Go(func() {})
	}
	begun.Wait()
	if got := q.wait(); got < 0 || got > time.Minute {
		t.Errorf("goroutines waited %v for a processor", got)
	}
	var more uint64
	for i, n := range q.before {
		more += n - before[i]
	}
	if more == 0 {
		t.Error("ten thousand goroutines are not seen")
	}
}
