//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// sample is one way at one rate, once.
type sample struct {
	way      way
	rate     int
	calls    int
	failed   int
	answer   [2]time.Duration // from the INVITE: the median and the 99th of 100
	prompt   [2]time.Duration // from the key to the next sound
	end      [2]time.Duration // from the key to the end of the call, the beep between them included
	asterisk time.Duration    // CPU a call
	program  time.Duration    // CPU a call
	memory   int64            // bytes that the program has resident at the end
}

// comfortable tells that nobody failed and hardly anybody waited.
func (s sample) comfortable() bool { return s.failed == 0 && s.answer[1] <= comfort }

// measure has a way's program take calls at a rate for a while.
func (l *lab) measure(ctx context.Context, w way, rate int, lasting time.Duration) (s sample, err error) {
	p, err := l.begin(ctx, w)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, p.end()) }()
	if _, err := l.calls(ctx, w.number, warmUp, warmUp); err != nil {
		return s, fmt.Errorf("warming up: %w", err)
	}
	if err := pause(ctx, quiet); err != nil {
		return s, err
	}
	before, err := l.used(p)
	if err != nil {
		return s, err
	}
	count := int(lasting.Seconds() * float64(rate))
	h, err := l.calls(ctx, w.number, rate, count)
	if err != nil {
		return s, err
	}
	if err := pause(ctx, quiet); err != nil { // what the end of the last calls still costs belongs to them
		return s, err
	}
	after, err := l.used(p)
	if err != nil {
		return s, err
	}
	s = sample{way: w, rate: rate, calls: count, failed: h.failed, memory: after.memory,
		answer: typical(h.answers), prompt: typical(h.prompts), end: typical(h.end),
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

func (l *lab) used(p *program) (u usage, err error) {
	if u.asterisk, err = cpuTime(l.asterisk); err != nil || p == nil {
		return u, err
	}
	if u.program, err = cpuTime(p.cmd.Process.Pid); err != nil {
		return u, err
	}
	u.memory, err = resident(p.cmd.Process.Pid)
	return u, err
}

// tick is what /proc counts CPU time in, 100 a second on every architecture of Linux that Asterisk runs on.
const tick = 10 * time.Millisecond

// cpuTime is what a process has used, by /proc/PID/stat: user and system.
func cpuTime(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("reading what a process has used: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name in front may have spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("reading what the process %d has used: %d fields", pid, len(fields))
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("reading what the process %d has used: %w", pid, err)
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}

// resident is the memory that a process has at this moment.
func resident(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, fmt.Errorf("reading the memory of a process: %w", err)
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0, fmt.Errorf("reading the memory of the process %d: %d fields", pid, len(fields))
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
