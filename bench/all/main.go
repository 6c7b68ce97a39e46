//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/bench/begin"
	"github.com/ariapp/ariapp/bench/figures"
)

// plan is what a run measures.
type plan struct {
	lines  []line
	all    bool // no line was left out
	quick  bool
	rounds int
	soak   time.Duration
	folder string
	render bool
	readme string
}

// figuresName is the file of the figures beside the page.
const figuresName = "results.json"

func main() { begin.Main("all", run) }

func parse(args []string) (p plan, err error) {
	var names []string
	for _, l := range allLines() {
		names = append(names, l.name)
	}
	flags := flag.NewFlagSet("all", flag.ContinueOnError)
	only := flags.String("only", "",
		"these `lines` only, the figures of the others are kept; all without it: "+strings.Join(names, ","))
	without := flags.String("without", "", "all but these `lines`")
	flags.BoolVar(&p.quick, "quick", false, "fewer rates, rounds and callers, and a soak of a minute")
	flags.IntVar(&p.rounds, "rounds", 3, "how `often` each line is measured, but the soak")
	flags.DurationVar(&p.soak, "soak", 10*time.Minute, "how `long` the soak is")
	flags.StringVar(&p.folder, "out", "bench", "the `folder` of RESULTS.md")
	flags.BoolVar(&p.render, "render", false, "measure nothing; write the page anew from the figures")
	flags.StringVar(&p.readme, "readme", "", "measure nothing; fill the table of this `file` from the figures")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	for _, list := range []string{*only, *without} {
		for name := range strings.SplitSeq(list, ",") {
			if list != "" && !slices.Contains(names, name) {
				return p, fmt.Errorf("there is no line %q; there are %s", name, strings.Join(names, ", "))
			}
		}
	}
	for _, l := range allLines() {
		left := *only != "" && !slices.Contains(strings.Split(*only, ","), l.name)
		if !left && !slices.Contains(strings.Split(*without, ","), l.name) {
			p.lines = append(p.lines, l)
		}
	}
	p.all = len(p.lines) == len(names)
	if p.quick {
		p.rounds, p.soak = 1, min(p.soak, time.Minute)
	}
	if p.rounds < 1 || p.rounds > roundsMax {
		return p, fmt.Errorf("-rounds is 1 to %d", roundsMax)
	}
	return p, nil
}

func run(ctx context.Context, args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	kept, err := figures.Read(filepath.Join(p.folder, figuresName))
	switch {
	case err != nil && (p.render || p.readme != "" || !errors.Is(err, fs.ErrNotExist)):
		return err
	case p.readme != "":
		return fillFile(p.readme, kept)
	case p.render:
		return write(p.folder, kept)
	}
	if err := os.MkdirAll(p.folder, 0o755); err != nil { // before hours of measuring, not after
		return fmt.Errorf("making the folder of the figures: %w", err)
	}
	work, err := os.MkdirTemp("", "ariapp-figures-")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	set, failed := measureAll(ctx, p, work)
	if !p.all && kept != nil {
		set = merged(kept, set, p.lines)
	}
	return errors.Join(failed, write(p.folder, set), os.RemoveAll(work))
}

// measureAll goes round the lines, so that what the machine does besides falls on all; what fails is told at the end.
func measureAll(ctx context.Context, p plan, work string) (set *figures.Set, failed error) {
	set = &figures.Set{Machine: figures.Look()}
	for round := range p.rounds {
		for _, l := range p.lines {
			if round > 0 && l.once || ctx.Err() != nil {
				continue
			}
			fmt.Fprintf(os.Stderr, "=== %s, round %d\n", l.name, round+1)
			got, err := l.measure(ctx, p, work)
			failed = errors.Join(failed, err)
			set.Add(got.Figures...)
			for _, version := range got.Machine.Versions {
				if !slices.Contains(set.Machine.Versions, version) {
					set.Machine.Versions = append(set.Machine.Versions, version)
				}
			}
		}
	}
	set.Machine.Over()
	return set, errors.Join(failed, ctx.Err())
}

// merged are the kept figures, but those of series that these lines have measured anew. The machine is the busier of
// both.
func merged(kept, fresh *figures.Set, lines []line) *figures.Set {
	set := &figures.Set{Machine: fresh.Machine}
	set.Machine.Load = max(kept.Machine.Load, fresh.Machine.Load)
	set.Machine.Seconds += kept.Machine.Seconds
	for _, version := range kept.Machine.Versions {
		if !slices.Contains(set.Machine.Versions, version) {
			set.Machine.Versions = append(set.Machine.Versions, version)
		}
	}
	for _, f := range kept.Figures {
		anew := slices.ContainsFunc(fresh.Figures, func(g figures.Figure) bool {
			return g.Group == f.Group && g.Series == f.Series
		})
		if !anew || !shares(lines, f) {
			set.Figures = append(set.Figures, f)
		}
	}
	set.Add(fresh.Figures...)
	return set
}

// shares tells whether a figure is one of these lines': two lines may stand under one heading.
func shares(lines []line, f figures.Figure) bool {
	return slices.ContainsFunc(lines, func(l line) bool {
		return slices.Contains(l.groups, f.Group) && (l.metrics == nil ||
			slices.ContainsFunc(l.metrics, func(m metric) bool { return m.title == f.Metric }))
	})
}

// write writes the figures, the page and the picture.
func write(folder string, set *figures.Set) error {
	if len(set.Figures) == 0 {
		return errors.New("nothing was measured, and nothing is written")
	}
	var text, drawn bytes.Buffer
	page(&text, set)
	if err := picture(&drawn, set); err != nil {
		return err
	}
	if err := set.Write(filepath.Join(folder, figuresName)); err != nil {
		return err
	}
	for name, data := range map[string][]byte{"RESULTS.md": text.Bytes(), pictureName: drawn.Bytes()} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return fmt.Errorf("writing the results: %w", err)
		}
	}
	return nil
}
