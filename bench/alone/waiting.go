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
	for _, calls := range p.calls {
		if err := line.grow(ctx, calls); err != nil {
			return nil, fmt.Errorf("%d callers: %w; the daemon said:\n%s", calls, err, h.daemon.Said())
		}
		memory, err := program.Resident(h.daemon.PID())
		if err != nil {
			return nil, err
		}
		routines, err := h.metric(ctx, "go_goroutines")
		if err != nil {
			return nil, err
		}
		took, err := line.press(ctx)
		if err != nil {
			return nil, fmt.Errorf("%d callers: %w; the daemon said:\n%s", calls, err, h.daemon.Said())
		}
		each := float64(memory-idle) / 1024 / float64(calls)
		fmt.Fprintf(os.Stderr, "%d callers wait: %d MB, %.1f KB a call; a key is followed after %v, p99 %v\n", calls,
			memory>>20,
			each, quantile(took, 0.5), quantile(took, 0.99))
		of := func(metric, unit string, value, most float64) figures.Figure {
			return figures.Figure{Group: figures.Waiting, Metric: metric, Unit: unit, At: float64(calls),
				Rounds: []float64{value},
				Most:   most, Command: command}
		}
		all = append(all, of(figures.Memory, "MB", float64(memory)/(1<<20), mostAim), of("memory a call", "KB", each,
			callAim),
			of("goroutines a call", "", routines/float64(calls), 0),
			of("key to prompt p50", "ms", milliseconds(quantile(took, 0.5)), 0),
			of("key to prompt p99", "ms", milliseconds(quantile(took, 0.99)), 0))
	}
	return append(all, figures.Figure{Group: figures.Waiting, Metric: "callers who were turned away while they came in",
		Rounds: []float64{float64(line.again)}, Command: command}), nil
}

// queueOfCallers are those who wait.
type queueOfCallers struct {
	house *house
	calls []*fakeari.Call
	next  int // who presses the next key
	again int // how many were turned away, and called again
}

// grow has so many wait, and everything come to rest.
func (q *queueOfCallers) grow(ctx context.Context, calls int) error {
	begun, first := time.Now(), len(q.calls)
	for i := first; i < calls; i++ {
		due := begun.Add(time.Duration(i-first) * time.Second / filling)
		if err := program.Pause(ctx, time.Until(due)); err != nil {
			return err
		}
		q.calls = append(q.calls, q.call())
	}
	waits, cancel := context.WithTimeout(ctx, fillPatience)
	defer cancel()
	for i := first; i < calls; i++ {
		err := asked(waits, q.calls[i])
		for ; err != nil && waits.Err() == nil && q.again < againMax; q.again++ { // turned away, as the daemon was busy
			q.calls[i] = q.call()
			err = asked(waits, q.calls[i])
		}
		if err != nil {
			return err
		}
	}
	return program.Pause(ctx, settle)
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
