//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/bench/begin"
	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/lab"
)

// plan is what a run measures.
type plan struct {
	ways    []way
	rates   []int // calls a second
	rounds  int
	lasting time.Duration // of each rate
	ladder  []int         // rates for the highest in comfort; none for no such line
	json    string        // the file of the figures; none without it
	ci      string        // the file with the ratios that must hold; an ordinary run without it
	update  bool          // that file is written
}

func main() { begin.Main("ways", run) }

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
	if p.ci != "" {
		return short(ctx, l, set.Machine, p)
	}
	if err := measureAll(ctx, l, p, set); err != nil {
		return err
	}
	set.Machine.Over()
	show(os.Stdout, set)
	return set.Write(p.json)
}

func parse(args []string) (plan, error) {
	p := plan{}
	flags := flag.NewFlagSet("ways", flag.ContinueOnError)
	quick := flags.Bool("short", false, "a few minutes: two rates, one round, three ways")
	rates := flags.String("rates", "20,60,120,180,240,300", "`calls` a second, one after another")
	names := flags.String("ways", "", "these `ways` only; all without it: "+strings.Join(namesOf(allWays()), ","))
	ladder := flags.String("ladder", "150,210,270,330,390",
		"`rates` at which the highest in comfort is looked for; none for no such line")
	flags.IntVar(&p.rounds, "rounds", 3, "how often each way is measured at each rate")
	flags.DurationVar(&p.lasting, "lasting", 10*time.Second, "how `long` calls come at each rate")
	flags.StringVar(&p.json, "json", "", "the `file` that the figures are written to as well")
	flags.StringVar(&p.ci, "ci", "", "the short form of CI: fails when a ratio falls back behind this `file`")
	flags.BoolVar(&p.update, "update", false, "with -ci: writes that file instead")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	if *quick {
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
	if p.update && p.ci == "" {
		return p, errors.New("-update needs -ci: it writes that file")
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

// measureAll goes round the ways, each time in another order, so that what the machine does besides falls on all. A way
// that cannot bear a rate by far is not tried at higher ones: it would only hold the others up.
func measureAll(ctx context.Context, l *lab.Lab, p plan, set *figures.Set) error {
	for round := range p.rounds {
		overrun := map[string]bool{}
		for _, rate := range p.rates {
			for i := range p.ways {
				w := p.ways[(i+round)%len(p.ways)]
				if overrun[w.name] {
					continue
				}
				s, err := measure(ctx, l, w, rate, p.lasting)
				if err != nil {
					return fmt.Errorf("%s at %d a second: %w", w.name, rate, err)
				}
				overrun[w.name] = s.overrun()
				set.Add(s.figures()...)
			}
		}
	}
	for _, w := range p.ways {
		var climbed []sample
		for _, rate := range p.ladder {
			s, err := measure(ctx, l, w, rate, p.lasting)
			if err != nil {
				return fmt.Errorf("%s at %d a second: %w", w.name, rate, err)
			}
			if climbed = append(climbed, s); !s.comfortable() {
				break
			}
		}
		if len(climbed) > 0 {
			set.Add(highest(w, climbed))
		}
	}
	return nil
}
