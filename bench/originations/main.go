//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/bench/begin"
	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/lab"
	"github.com/ariapp/ariapp/bench/program"
)

// surveys is what the daemon serves: whom it may call, and what who answers walks.
const surveys = `outbound: {allow: ["Local/9904@callers"]%s}
api: {per_minute: 1000000}
numbers: {_.: survey}
flows:
  survey:
    - play: beep
    - hangup
`

// plan is what a run measures.
type plan struct {
	calls  []int
	rounds int
	caps   bool
	json   string
}

func main() { begin.Main("originations", run) }

func parse(args []string) (p plan, err error) {
	flags := flag.NewFlagSet("originations", flag.ContinueOnError)
	calls := flags.String("calls", "500,2000", "how many `calls` are asked for at once, one number after another")
	flags.IntVar(&p.rounds, "rounds", 1, "how often each is measured")
	flags.BoolVar(&p.caps, "caps", false, "calls are counted for caps by the minute and the day, which are out of reach")
	flags.StringVar(&p.json, "json", "", "the `file` that the figures are written to as well")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	for word := range strings.SplitSeq(*calls, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 1 || n > callsMax {
			return p, fmt.Errorf("-calls %s: whole numbers from 1 to %d, with commas between", *calls, callsMax)
		}
		p.calls = append(p.calls, n)
	}
	if p.rounds < 1 || p.rounds > roundsMax {
		return p, fmt.Errorf("-rounds is 1 to %d", roundsMax)
	}
	return p, nil
}

func run(ctx context.Context, args []string) (err error) {
	p, err := parse(args)
	if err != nil {
		return err
	}
	set := &figures.Set{Machine: figures.Look()}
	l, err := lab.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	set.Machine.Versions = append(set.Machine.Versions, l.Version(ctx))
	caps := ""
	if p.caps {
		caps = ", per_minute: 1000000, per_day: 1000000"
	}
	daemon, url, err := l.Daemon(ctx, lab.Ours, "bench-originations", fmt.Sprintf(surveys, caps))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, daemon.End()) }()
	caller := newCaller(url)
	if warm := summary(caller.all(ctx, warmUp)); warm.failed > 0 {
		return fmt.Errorf("warming up: %d of %d failed: %w", warm.failed, warmUp, warm.fault)
	}
	for range p.rounds {
		for _, calls := range p.calls {
			if err := over(ctx, l); err != nil {
				return err
			}
			got, err := measure(ctx, caller, daemon, calls, p.caps)
			if err != nil {
				return err
			}
			set.Add(got...)
		}
	}
	set.Machine.Over()
	set.Head(os.Stdout)
	fmt.Printf("\n### %s\n", figures.AtOnce)
	set.List(os.Stdout, figures.AtOnce)
	return set.Write(p.json)
}

// over waits until Asterisk has no channel any more.
func over(ctx context.Context, l *lab.Lab) error {
	ctx, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	for {
		channels, err := l.Count(ctx, "/channels")
		if err != nil || channels == 0 {
			return err
		}
		if err := program.Pause(ctx, tick); err != nil {
			return fmt.Errorf("%d channels do not end: %w", channels, err)
		}
	}
}

func measure(ctx context.Context, c *caller, daemon *program.Program, calls int, caps bool) ([]figures.Figure, error) {
	before, err := program.CPUTime(daemon.PID())
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	s := summary(c.all(ctx, calls))
	took := time.Since(begun)
	after, err := program.CPUTime(daemon.PID())
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "%d at once: %d failed, the last answered after %v, p50 %v\n", calls, s.failed, took, s.median)
	series, command := "", "go run ./bench/originations"
	if caps {
		series, command = "counted for caps", command+" -caps"
	}
	of := func(metric, unit string, value float64) figures.Figure {
		return figures.Figure{Group: figures.AtOnce, Series: series, Metric: metric, Unit: unit, At: float64(calls),
			Rounds: []float64{value}, Command: command}
	}
	answered := of("answered of 100", "", 100*float64(calls-s.failed)/float64(calls))
	answered.Least = 100
	if s.fault != nil {
		answered.Note = fmt.Sprintf("%d failed, the first: %.150s", s.failed,
			strings.Join(strings.Fields(s.fault.Error()), " "))
	}
	return []figures.Figure{answered, of("until the last one was answered", "s", took.Seconds()),
		of("answered a second", "", float64(calls-s.failed)/took.Seconds()),
		of("who asks waits, p50", "s", s.median.Seconds()), of("who asks waits, p99", "s", s.most.Seconds()),
		of("CPU a call until then", "ms", float64(after-before)/float64(calls)/float64(time.Millisecond))}, nil
}

// sum is what became of calls.
type sum struct {
	failed       int
	median, most time.Duration // of those that were answered
	fault        error
}

func summary(all []outcome) (s sum) {
	var took []time.Duration
	for _, o := range all {
		if o.err != nil {
			if s.failed++; s.fault == nil {
				s.fault = o.err
			}
			continue
		}
		took = append(took, o.took)
	}
	if slices.Sort(took); len(took) > 0 {
		s.median, s.most = took[len(took)/2], took[(len(took)-1)*99/100]
	}
	return s
}
