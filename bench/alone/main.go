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
	"github.com/ariapp/ariapp/bench/program"
)

// plan is what a run measures.
type plan struct {
	lines   []string
	rates   []int // calls a second
	calls   []int // that wait
	lasting time.Duration
	rounds  int
	json    string
}

// line is one of what can be measured alone.
type line struct {
	name    string
	measure func(ctx context.Context, w *program.Workshop, p plan) ([]figures.Figure, error)
}

func allLines() []line {
	return []line{{"start", start}, {"rate", rate}, {"waiting", waiting}}
}

func main() { begin.Main("alone", run) }

func run(ctx context.Context, args []string) (err error) {
	p, err := parse(args)
	if err != nil {
		return err
	}
	set := &figures.Set{Machine: figures.Look()}
	w, err := program.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	for range p.rounds {
		for _, l := range allLines() {
			if !slices.Contains(p.lines, l.name) {
				continue
			}
			got, err := l.measure(ctx, w, p)
			if err != nil {
				return fmt.Errorf("%s: %w", l.name, err)
			}
			set.Add(got...)
		}
	}
	set.Machine.Over()
	set.Head(os.Stdout)
	for _, group := range []string{figures.Starting, figures.Alone, figures.Waiting} {
		if len(set.Of(group)) > 0 {
			fmt.Printf("\n### %s\n", group)
			set.List(os.Stdout, group)
		}
	}
	return set.Write(p.json)
}

func parse(args []string) (plan, error) {
	p := plan{}
	var names []string
	for _, l := range allLines() {
		names = append(names, l.name)
	}
	flags := flag.NewFlagSet("alone", flag.ContinueOnError)
	only := flags.String("only", strings.Join(names, ","), "these `lines` only")
	rates := flags.String("rates", "250,500,1000,1500,2000,2500,3000",
		"`calls` a second, one after another until it is too much")
	calls := flags.String("calls", "100,1000,10000,50000", "how many `callers` wait, one after another")
	flags.DurationVar(&p.lasting, "lasting", 5*time.Second, "how `long` calls come at each rate")
	flags.IntVar(&p.rounds, "rounds", 1, "how often each line is measured")
	flags.StringVar(&p.json, "json", "", "the `file` that the figures are written to as well")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	for name := range strings.SplitSeq(*only, ",") {
		if !slices.Contains(names, name) {
			return p, fmt.Errorf("-only: there is no %q; there are %s", name, strings.Join(names, ", "))
		}
		p.lines = append(p.lines, name)
	}
	var err error
	if p.rates, err = numbers(*rates, rateMax); err != nil {
		return p, fmt.Errorf("-rates %s: %w", *rates, err)
	}
	if p.calls, err = numbers(*calls, callsMax); err != nil {
		return p, fmt.Errorf("-calls %s: %w", *calls, err)
	}
	if p.rounds < 1 || p.rounds > roundsMax || p.lasting < time.Second || p.lasting > lastingMax {
		return p, fmt.Errorf("-rounds is 1 to %d, -lasting 1s to %v", roundsMax, lastingMax)
	}
	return p, nil
}

// numbers are whole numbers that grow.
func numbers(text string, most int) ([]int, error) {
	var all []int
	for word := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 1 || n > most || len(all) > 0 && n <= all[len(all)-1] {
			return nil,
				fmt.Errorf("whole numbers from 1 to %d are possible, with commas between, each greater than the one before", most)
		}
		all = append(all, n)
	}
	return all, nil
}

// quantile is the time that a share of the sorted keep to, 0 of none.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
