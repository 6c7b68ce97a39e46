//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/ariapp/ariapp/bench/lab"
	"github.com/ariapp/ariapp/bench/program"
)

// sample is one way at one rate, once.
type sample struct {
	way      way
	rate     int
	calls    int
	failed   int
	answers  []time.Duration  // all of them, the shortest first
	answer   [2]time.Duration // from the INVITE: the median and the 99th of 100
	prompt   [2]time.Duration // from the key to the next sound
	end      [2]time.Duration // from the key to the end of the call, the beep between them included
	asterisk time.Duration    // CPU a call
	program  time.Duration    // CPU a call
	memory   int64            // bytes that the program has resident at the end
}

// comfortable tells that nobody failed and hardly anybody waited.
func (s sample) comfortable() bool { return s.failed == 0 && s.answer[1] <= comfort }

// overrun tells that a rate is so much too high that a higher one tells nothing.
func (s sample) overrun() bool { return 10*s.failed > s.calls || s.answer[0] > overrunWait }

// measure has a way's program take calls at a rate for a while.
func measure(ctx context.Context, l *lab.Lab, w way, rate int, lasting time.Duration) (s sample, err error) {
	var p *program.Program
	if w.start != nil {
		if p, err = w.start(ctx, l); err != nil {
			return s, err
		}
	}
	defer func() { err = errors.Join(err, p.End()) }()
	if _, err := place(ctx, l, w.number, warmUp, warmUp); err != nil {
		return s, fmt.Errorf("warming up: %w", err)
	}
	if err := program.Pause(ctx, quiet); err != nil {
		return s, err
	}
	before, err := used(l, p)
	if err != nil {
		return s, err
	}
	count := int(lasting.Seconds() * float64(rate))
	h, err := place(ctx, l, w.number, rate, count)
	if err != nil {
		return s, err
	}
	if err := program.Pause(ctx, quiet); err != nil { // what the end of the last calls still costs belongs to them
		return s, err
	}
	after, err := used(l, p)
	if err != nil {
		return s, err
	}
	s = sample{way: w, rate: rate, calls: count, failed: h.failed, memory: after.memory,
		answers: h.answers, answer: typical(h.answers), prompt: typical(h.prompts), end: typical(h.end),
		asterisk: (after.asterisk - before.asterisk) / time.Duration(count),
		program:  (after.program - before.program) / time.Duration(count)}
	fmt.Fprintln(os.Stderr, s)
	if h.fault != nil {
		fmt.Fprintln(os.Stderr, "  the first that failed:", h.fault)
	}
	return s, nil
}

func typical(sorted []time.Duration) [2]time.Duration {
	return [2]time.Duration{quantile(sorted, 0.5), quantile(sorted, 0.99)}
}

func (s sample) String() string {
	round := func(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }
	return fmt.Sprintf("%-18s %3d/s: %d calls, %d failed; answer %v, p99 %v; key to prompt %v, p99 %v; "+
		"Asterisk %v, program %v a call; %d MB", s.way.name, s.rate, s.calls, s.failed, round(s.answer[0]),
		round(s.answer[1]), round(s.prompt[0]), round(s.prompt[1]), round(s.asterisk), round(s.program), s.memory>>20)
}

// usage is what processes have used since they began.
type usage struct {
	asterisk, program time.Duration
	memory            int64
}

func used(l *lab.Lab, p *program.Program) (u usage, err error) {
	if u.asterisk, err = program.CPUTime(l.PID); err != nil || p == nil {
		return u, err
	}
	if u.program, err = program.CPUTime(p.PID()); err != nil {
		return u, err
	}
	u.memory, err = program.Resident(p.PID())
	return u, err
}
