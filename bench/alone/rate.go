//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/program"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// rateAim is how many calls a second are aimed at.
const rateAim = 1500

// pass is what calls at one rate came to.
type pass struct {
	rate, failed int
	first        []time.Duration // from a caller's entry to the first request about them, the shortest first
	processor    time.Duration   // the daemon's, a call
	allocations  float64         // a step
	fault        error           // the first
}

// borne tells that nobody failed and hardly anybody waited.
func (p pass) borne() bool { return p.failed == 0 && quantile(p.first, 0.99) <= soon }

// rate raises the rate until it is too much.
func rate(ctx context.Context, w *program.Workshop, p plan) (all []figures.Figure, err error) {
	const command = "go run ./bench/alone -only rate"
	h, err := openHouse(ctx, w)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if _, err := h.at(ctx, warmUp, time.Second, 0); err != nil {
		return nil, fmt.Errorf("warming up: %w", err)
	}
	best := figures.Figure{Group: figures.Alone, Metric: "calls a second, 99 of 100 with their first request within " +
		soon.String(),
		Rounds: []float64{0}, Least: rateAim, Note: "nothing higher was tried", Command: command}
	for i, rate := range p.rates {
		one, err := h.at(ctx, rate, p.lasting, i+1)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr,
			"alone %d/s: %d failed, first request p50 %v p99 %v, %v of CPU a call, %.1f allocations a step\n",
			rate, one.failed, quantile(one.first, 0.5), quantile(one.first, 0.99), one.processor, one.allocations)
		of := func(metric, unit string, value float64) figures.Figure {
			return figures.Figure{Group: figures.Alone, Metric: metric, Unit: unit, At: float64(rate), Rounds: []float64{value},
				Command: command}
		}
		all = append(all, of("first request p50", "ms", milliseconds(quantile(one.first, 0.5))),
			of("first request p99", "ms", milliseconds(quantile(one.first, 0.99))),
			of("CPU a call", "ms", milliseconds(one.processor)), of("allocations a step", "", one.allocations))
		if !one.borne() {
			best.Note = fmt.Sprintf("at %d then %d failed, p99 %v", rate, one.failed, quantile(one.first,
				0.99).Round(10*time.Microsecond))
			if one.fault != nil {
				best.Note += ": " + one.fault.Error()
			}
			break
		}
		best.Rounds[0] = float64(rate)
	}
	return append([]figures.Figure{best}, all...), nil
}

// at has calls come at a rate for a while, and waits for the last one's end.
func (h *house) at(ctx context.Context, rate int, lasting time.Duration, round int) (p pass, err error) {
	p.rate = rate
	count := int(lasting.Seconds() * float64(rate))
	begun, failures := make(map[string]time.Time, count), make([]error, count)
	before, err := h.used(ctx)
	if err != nil {
		return p, err
	}
	var calls sync.WaitGroup
	start := time.Now()
	for i := range count {
		if err = program.Pause(ctx, time.Until(start.Add(time.Duration(i)*time.Second/time.Duration(rate)))); err != nil {
			break
		}
		id := fmt.Sprintf("bench-%d-%d", round, i)
		begun[id] = time.Now()
		call := h.fake.Call(fakeari.Caller{App: "ivr", Exten: "100", Number: "1000", ID: id})
		calls.Go(func() { failures[i] = through(ctx, call) })
	}
	calls.Wait()
	if err != nil {
		return p, err
	}
	after, err := h.used(ctx)
	if err != nil {
		return p, err
	}
	for _, failure := range failures {
		if failure != nil {
			if p.failed++; p.fault == nil {
				p.fault = failure
			}
		}
	}
	p.first = firsts(begun, h.fake.Requests())
	p.processor = (after.processor - before.processor) / time.Duration(count)
	p.allocations = (after.allocations - before.allocations) / float64(count*stepsOfCall)
	return p, nil
}

// through is what a caller does: hears the first beep begin, presses a key, and is hung up.
func through(ctx context.Context, call *fakeari.Call) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := call.AwaitHeard(ctx, "sound:beep"); err != nil {
		return err
	}
	call.Press("1")
	end, err := call.AwaitEnd(ctx)
	if err == nil && end.How != fakeari.EndHangup {
		err = fmt.Errorf("a call ended as %q", end.How)
	}
	return err
}

// firsts are the times from each caller's entry to the first request about them, the shortest first.
func firsts(begun map[string]time.Time, requests []fakeari.Request) []time.Duration {
	seen := make(map[string]bool, len(begun))
	took := make([]time.Duration, 0, len(begun))
	for _, r := range requests {
		rest, about := strings.CutPrefix(r.Path, "channels/")
		id, _, _ := strings.Cut(rest, "/")
		at, ours := begun[id]
		if !about || !ours || seen[id] {
			continue
		}
		seen[id] = true
		took = append(took, r.At.Sub(at))
	}
	slices.Sort(took)
	return took
}

// usage is what the daemon has used since it began.
type usage struct {
	processor   time.Duration
	allocations float64
}

func (h *house) used(ctx context.Context) (u usage, err error) {
	if u.allocations, err = h.metric(ctx, "go_memstats_mallocs_total"); err != nil {
		return u, err
	}
	u.processor, err = program.CPUTime(h.daemon.PID())
	return u, err
}
