//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/program"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// What is aimed at: kilobytes a call, megabytes with the most of them.
const callAim, mostAim = 20, 1024

// waiting has more and more callers wait in a question, looks at the daemon's memory, and has some press a key.
func waiting(ctx context.Context, w *program.Workshop, p plan) (all []figures.Figure, err error) {
	const command = "go run ./bench/alone -only waiting"
	h, err := openHouse(ctx, w)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	line := &queueOfCallers{house: h}
	if err := line.grow(ctx, 1); err != nil {
		return nil, err
	}
	idle, err := program.Resident(h.daemon.PID())
	if err != nil {
		return nil, err
	}
	all = append(all, figures.Figure{Group: figures.Waiting, Metric: "memory of the daemon without callers", Unit: "MB",
		Rounds: []float64{float64(idle) / (1 << 20)}, Command: command})
	var medians []time.Duration
	for _, calls := range p.calls {
		if err := line.grow(ctx, calls); err != nil {
			return nil, fmt.Errorf("%d callers: %w; the daemon said:\n%s", calls, err, h.daemon.Said())
		}
		one, err := line.look(ctx)
		if err != nil {
			return nil, fmt.Errorf("%d callers: %w; the daemon said:\n%s", calls, err, h.daemon.Said())
		}
		medians = append(medians, one.key[0])
		each := float64(one.memory-idle) / 1024 / float64(calls)
		growth := float64(one.key[0]) / float64(max(medians[0], 1))
		fmt.Fprintf(os.Stderr, "%d callers wait: %d MB, %.1f KB a call; a key is followed after %v, p99 %v, x%.1f of that "+
			"with %d callers; the stand-in itself, not counted, has %d MB\n", calls, one.memory>>20, each, one.key[0],
			one.key[1], growth, p.calls[0], one.fake>>20)
		of := func(metric, unit string, value, most float64) figures.Figure {
			return figures.Figure{Group: figures.Waiting, Metric: metric, Unit: unit, At: float64(calls),
				Rounds: []float64{value}, Most: most, Command: command}
		}
		all = append(all, of(figures.Memory, "MB", float64(one.memory)/(1<<20), mostAim),
			of("memory a call", "KB", each, callAim), of("goroutines a call", "", one.routines/float64(calls), 0),
			of("key to prompt p50", "ms", milliseconds(one.key[0]), 0),
			of("key to prompt p99", "ms", milliseconds(one.key[1]), 0),
			of(fmt.Sprintf("key to prompt p50, times that with %d callers", p.calls[0]), "", growth, 0),
			of("memory of the stand-in, a process of its own", "MB", float64(one.fake)/(1<<20), 0))
	}
	return append(all, figures.Figure{Group: figures.Waiting, Metric: "callers who were turned away while they came in",
		Rounds: []float64{float64(line.again)}, Command: command}), nil
}

// seen is what there is with so many callers.
type seen struct {
	memory, fake int64            // bytes that the daemon and the stand-in have resident
	routines     float64          // of the daemon
	key          [2]time.Duration // from a key to the prompt behind it: the median and the 99th of 100
}

// look measures the memory, and then how soon keys are followed.
func (q *queueOfCallers) look(ctx context.Context) (s seen, err error) {
	if s.memory, err = program.Resident(q.house.daemon.PID()); err != nil {
		return s, err
	}
	if s.fake, err = program.Resident(os.Getpid()); err != nil {
		return s, err
	}
	if s.routines, err = q.house.metric(ctx, "go_goroutines"); err != nil {
		return s, err
	}
	took, err := q.press(ctx)
	s.key = [2]time.Duration{quantile(took, 0.5), quantile(took, 0.99)}
	return s, err
}

// queueOfCallers are those who wait.
type queueOfCallers struct {
	house *house
	calls []*fakeari.Call
	heard int // how many of them have heard the question
	next  int // who presses the next key
	again int // how many were turned away, and called again
}

// grow has so many wait, and everything come to rest. No more come at once than have been heard: how many wait is
// measured here, not how fast they come.
func (q *queueOfCallers) grow(ctx context.Context, calls int) error {
	begun, first := time.Now(), len(q.calls)
	waits, cancel := context.WithTimeout(ctx, fillPatience)
	defer cancel()
	for q.heard < calls {
		if n := len(q.calls); n < calls && n < q.heard+atOnce {
			due := begun.Add(time.Duration(n-first) * time.Second / filling)
			if err := program.Pause(waits, time.Until(due)); err != nil {
				return err
			}
			q.calls = append(q.calls, q.call())
			continue
		}
		if err := q.settled(waits, q.heard); err != nil {
			return err
		}
		q.heard++
	}
	return program.Pause(ctx, settle)
}

// settled waits until a caller has heard the question; whom the daemon turns away, as it is busy, calls again.
func (q *queueOfCallers) settled(ctx context.Context, i int) error {
	err := asked(ctx, q.calls[i])
	for ; err != nil && ctx.Err() == nil && q.again < againMax; q.again++ {
		q.calls[i] = q.call()
		err = asked(ctx, q.calls[i])
	}
	return err
}

func (q *queueOfCallers) call() *fakeari.Call {
	return q.house.fake.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: "2000"})
}

// asked waits until a caller has heard the question.
func asked(ctx context.Context, call *fakeari.Call) error {
	if err := call.AwaitHeard(ctx, "sound:ask"); err != nil {
		return err
	}
	return call.AwaitSilence(ctx)
}

// press has callers press a key, one after another, and gives how soon the question was asked anew, the soonest first.
func (q *queueOfCallers) press(ctx context.Context) ([]time.Duration, error) {
	var took []time.Duration
	for range keys {
		call := q.calls[q.next%len(q.calls)]
		q.next++
		waits, cancel := context.WithTimeout(ctx, patience)
		begun := time.Now()
		call.Press("1")
		err := call.AwaitHeard(waits, "sound:ask")
		took = append(took, time.Since(begun))
		if err == nil {
			err = call.AwaitSilence(waits)
		}
		cancel()
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(took)
	return took, nil
}
