package lag

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// Options are what a Watcher is made of; the zero value is right for a daemon.
type Options struct {
	// Observe is told every measurement, from the goroutine of Run; nil for nobody.
	Observe func(time.Duration)
	// Changed is told when an overload begins and ends, from the goroutine of Run; nil for nobody.
	Changed func(overloaded bool, lag time.Duration)
	// Now is the clock, nil for the machine's.
	Now func() time.Time
	// Queue is how long goroutines had to wait for a processor since it was asked last, nil for what the runtime says.
	Queue func() time.Duration
}

// Watcher measures the lag. Make it with New.
type Watcher struct {
	opts       Options
	lag        atomic.Int64
	overloaded atomic.Bool
	measured   atomic.Pointer[time.Time] // when, with the clock of opts; nil before Run
	row        int                       // measurements in a row that speak for a change
}

// New makes a watcher that measures while its Run runs.
func New(opts Options) *Watcher {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Queue == nil {
		opts.Queue = newQueue().wait
	}
	return &Watcher{opts: opts}
}

// Run measures until ctx ends. It runs once.
func (w *Watcher) Run(ctx context.Context) {
	timer := time.NewTimer(Every)
	defer timer.Stop()
	for {
		begun := w.opts.Now()
		w.measured.Store(&begun)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		// Measured from here to here: the time that the measuring itself takes is nobody's lag.
		w.note(max(w.opts.Now().Sub(begun)-Every, w.opts.Queue(), 0))
		timer.Reset(Every)
	}
}

// note takes a measurement.
func (w *Watcher) note(lag time.Duration) {
	w.lag.Store(int64(lag))
	if w.opts.Observe != nil {
		w.opts.Observe(lag)
	}
	overloaded, needed := w.overloaded.Load(), lateInRow
	speaks := lag >= OverloadedAt
	if overloaded {
		speaks, needed = lag < CalmAt, calmInRow
	}
	if !speaks {
		w.row = 0
		return
	}
	if w.row++; w.row < needed {
		return
	}
	w.row = 0
	w.overloaded.Store(!overloaded)
	if w.opts.Changed != nil {
		w.opts.Changed(!overloaded, lag)
	}
}

// Lag is how late the daemon was when it was measured last.
func (w *Watcher) Lag() time.Duration { return time.Duration(w.lag.Load()) }

// Overloaded tells whether the daemon should take no further calls.
func (w *Watcher) Overloaded() bool { return w.overloaded.Load() }

// Alive is an error when nothing was measured for long, though Run has begun:
// the process answers, but its timers stand still.
func (w *Watcher) Alive() error {
	last := w.measured.Load()
	if last == nil {
		return nil
	}
	if since := w.opts.Now().Sub(*last); since > StuckAfter {
		return fmt.Errorf("watching the daemon's clock: nothing moved for %v, at most %v is normal",
			since.Round(time.Millisecond), StuckAfter)
	}
	return nil
}
