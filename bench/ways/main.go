//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// plan is what a run measures.
type plan struct {
	ways    []way
	rates   []int // calls a second
	rounds  int
	lasting time.Duration // of each rate
	ladder  []int         // rates for the highest in comfort; none for no such line
	out     string        // where the page goes
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "ways:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	p, err := parse(args)
	if err != nil {
		return err
	}
	l, err := openLab(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	t, err := measureAll(ctx, l, p)
	if err != nil {
		return err
	}
	return t.write(p)
}

func parse(args []string) (plan, error) {
	p := plan{}
	flags := flag.NewFlagSet("ways", flag.ContinueOnError)
	short := flags.Bool("short", false, "a few minutes: two rates, one round, three ways")
	rates := flags.String("rates", "60,120,180", "`calls` a second, one after another")
	names := flags.String("ways", "", "these `ways` only; all without it: "+strings.Join(namesOf(allWays()), ","))
	ladder := flags.String("ladder", "150,210,270,330,390",
		"`rates` at which the highest in comfort is looked for; none for no such line")
	flags.IntVar(&p.rounds, "rounds", 3, "how often each way is measured at each rate")
	flags.DurationVar(&p.lasting, "lasting", 10*time.Second, "how `long` calls come at each rate")
	flags.StringVar(&p.out, "out", "bench", "`folder` of RESULTS.md; none for the terminal only")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	if *short {
		*rates, *ladder, p.rounds = "60,120", "none", 1
		if *names == "" {
			*names = "dialplan,floor,ariapp"
		}
	}
	var err error
	if p.ways, err = chosen(*names); err != nil {
		return p, err
	}
	if p.rates, err = numbers(*rates); err != nil || len(p.rates) == 0 {
		return p, fmt.Errorf("-rates %s: whole numbers from 1 to %d, with commas between", *rates, rateMax)
	}
	if p.ladder, err = numbers(*ladder); err != nil {
		return p, fmt.Errorf("-ladder %s: whole numbers from 1 to %d, with commas between, or none", *ladder, rateMax)
	}
	if p.rounds < 1 || p.rounds > roundsMax || p.lasting < time.Second || p.lasting > lastingMax {
		return p, fmt.Errorf("-rounds is 1 to %d, -lasting 1s to %v", roundsMax, lastingMax)
	}
	return p, nil
}

func numbers(text string) ([]int, error) {
	if text == "none" {
		return nil, nil
	}
	var all []int
	for word := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 1 || n > rateMax {
			return nil, fmt.Errorf("%q is no rate", word)
		}
		all = append(all, n)
	}
	return all, nil
}

// measureAll goes round the ways, each time in another order, so that what the machine does besides falls on all.
func measureAll(ctx context.Context, l *lab, p plan) (*table, error) {
	t := &table{lab: l, begun: time.Now()}
	for round := range p.rounds {
		for _, rate := range p.rates {
			for i := range p.ways {
				w := p.ways[(i+round)%len(p.ways)]
				s, err := l.measure(ctx, w, rate, p.lasting)
				if err != nil {
					return nil, fmt.Errorf("%s at %d a second: %w", w.name, rate, err)
				}
				t.add(s)
			}
		}
	}
	for _, w := range p.ways {
		for _, rate := range p.ladder {
			s, err := l.measure(ctx, w, rate, p.lasting)
			if err != nil {
				return nil, fmt.Errorf("%s at %d a second: %w", w.name, rate, err)
			}
			t.climb(s)
			if !s.comfortable() {
				break
			}
		}
	}
	return t, nil
}
