//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/ariapp/ariapp/bench/begin"
	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/lab"
)

// plan is what a run is like.
type plan struct {
	duration time.Duration
	rate     int
	json     string
}

func main() { begin.Main("soak", run) }

func parse(args []string) (p plan, err error) {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.DurationVar(&p.duration, "duration", 10*time.Minute, "how `long` calls come")
	flags.IntVar(&p.rate, "rate", 30, "`calls` a second")
	flags.StringVar(&p.json, "json", "", "the `file` that the figures are written to as well")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	if p.duration < durationMin || p.duration > durationMax {
		return p, fmt.Errorf("-duration is %v to %v", durationMin, durationMax)
	}
	if p.rate < 1 || p.rate > rateMax {
		return p, fmt.Errorf("-rate is 1 to %d", rateMax)
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
	daemon, url, err := l.Daemon(ctx, lab.Ours, l.Access.App, flows())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, daemon.End()) }()
	r := &runner{lab: l, pid: daemon.PID(), url: url, rate: p.rate}
	c, err := r.run(ctx, p.duration)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, daemon.Said())
	}
	for _, fault := range r.faults {
		fmt.Fprintln(os.Stderr, "  failed:", fault)
	}
	set.Machine.Over()
	set.Add(c.figures(p)...)
	set.Head(os.Stdout)
	fmt.Printf("\n### %s\n", figures.Soak)
	set.List(os.Stdout, figures.Soak)
	if err := set.Write(p.json); err != nil {
		return err
	}
	complaints := c.complaints()
	for _, one := range complaints {
		fmt.Println(one)
	}
	if len(complaints) > 0 {
		return fmt.Errorf("%d things are not flat at the end", len(complaints))
	}
	return nil
}

// figures tell what there was before, and what was left.
func (c course) figures(p plan) []figures.Figure {
	of := func(metric, unit string, value float64, note string) figures.Figure {
		return figures.Figure{Group: figures.Soak, Series: fmt.Sprintf("%v at %d calls a second", p.duration, p.rate),
			Metric: metric, Unit: unit, Rounds: []float64{value}, Note: note,
			Command: fmt.Sprintf("go run ./bench/soak -duration %v -rate %d", p.duration, p.rate)}
	}
	was := func(v any) string { return fmt.Sprintf("%v before", v) }
	megabytes := func(bytes int64) float64 { return float64(bytes) / (1 << 20) }
	return []figures.Figure{
		of("calls", "", float64(c.placed), fmt.Sprintf("%d failed", c.failed)),
		of("memory in the last quarter", "MB", megabytes(c.memoryOf(3)), fmt.Sprintf("%d MB in the second",
			c.memoryOf(1)>>20)),
		of("memory afterwards", "MB", megabytes(c.after.Memory), was(fmt.Sprintf("%d MB", c.before.Memory>>20))),
		of("goroutines afterwards", "", float64(c.after.Goroutines), was(c.before.Goroutines)),
		of("descriptors afterwards", "", float64(c.after.Descriptors), was(c.before.Descriptors)),
		of("channels afterwards", "", float64(c.after.Channels), was(c.before.Channels)),
		of("bridges afterwards", "", float64(c.after.Bridges), was(c.before.Bridges)),
		of("Asterisk's memory afterwards", "MB", megabytes(c.after.Asterisk), was(fmt.Sprintf("%d MB",
			c.before.Asterisk>>20))),
	}
}
