//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/ariapp/ariapp/bench/lab"
	"github.com/ariapp/ariapp/bench/program"
	"github.com/ariapp/ariapp/bench/ways/telephone"
)

// runner makes the calls and looks.
type runner struct {
	lab  *lab.Lab
	pid  int // of the daemon
	url  string
	rate int

	mu     sync.Mutex
	placed int
	failed int
	faults []error // the first
}

// run warms up, looks at rest, has calls come, and looks at rest again.
func (r *runner) run(ctx context.Context, duration time.Duration) (c course, err error) {
	if _, err := r.load(ctx, min(duration/warmShare, warmMax)); err != nil {
		return c, err
	}
	if c.before, err = r.rest(ctx); err != nil {
		return c, err
	}
	r.placed, r.failed, r.faults = 0, 0, nil
	if c.during, err = r.load(ctx, duration); err != nil {
		return c, err
	}
	c.placed, c.failed = r.placed, r.failed
	c.after, err = r.rest(ctx)
	return c, err
}

// load has calls come for a while, looks meanwhile, and waits for the last call's end.
func (r *runner) load(ctx context.Context, duration time.Duration) (during []look, err error) {
	line, err := telephone.Open(r.lab.Access.SIP)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, line.Close()) }()
	var calls sync.WaitGroup
	defer calls.Wait() // before the line is closed
	numbers, every := kinds(), max(lookMin, duration/looks)
	begun := time.Now()
	next := every
	for i := 0; ; i++ {
		due := time.Duration(i) * time.Second / time.Duration(r.rate)
		if due >= duration {
			return during, nil
		}
		if err := program.Pause(ctx, time.Until(begun.Add(due))); err != nil {
			return nil, err
		}
		calls.Go(func() { r.count(line.Place(ctx, numbers[i%len(numbers)], false)) })
		if due < next {
			continue
		}
		next += every
		l, err := r.look(ctx)
		if err != nil {
			return nil, err
		}
		l.After = time.Since(begun)
		during = append(during, l)
		fmt.Fprintf(os.Stderr, "%6v: %3d MB, %4d goroutines, %3d descriptors, %3d channels, %3d bridges\n",
			l.After.Round(time.Second), l.Memory>>20, l.Goroutines, l.Descriptors, l.Channels, l.Bridges)
	}
}

func (r *runner) count(o telephone.Outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.placed++
	if o.Err == nil {
		return
	}
	if r.failed++; len(r.faults) < faultsKept {
		r.faults = append(r.faults, o.Err)
	}
}

// rest looks when nothing has happened for a while.
func (r *runner) rest(ctx context.Context) (l look, err error) {
	over, cancel := context.WithTimeout(ctx, emptyWithin)
	defer cancel()
	for { // what does not end is judged, not waited for
		channels, err := r.lab.Count(over, "/channels")
		if channels == 0 || err != nil {
			break
		}
		if program.Pause(over, emptyTick) != nil {
			break
		}
	}
	if err := program.Pause(ctx, quiet); err != nil {
		return l, err
	}
	return r.look(ctx)
}

func (r *runner) look(ctx context.Context) (l look, err error) {
	if l.Memory, err = program.Resident(r.pid); err != nil {
		return l, err
	}
	if l.Asterisk, err = program.Resident(r.lab.PID); err != nil {
		return l, err
	}
	if l.Descriptors, err = program.Descriptors(r.pid); err != nil {
		return l, err
	}
	metrics, err := program.Metrics(ctx, r.url+"/metrics")
	if err != nil {
		return l, err
	}
	l.Goroutines = int(metrics["go_goroutines"])
	if l.Channels, err = r.lab.Count(ctx, "/channels"); err != nil {
		return l, err
	}
	l.Bridges, err = r.lab.Count(ctx, "/bridges")
	return l, err
}
