//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/bench/chart"
	"github.com/ariapp/ariapp/bench/figures"
)

// pictureName is the picture beside the page.
const pictureName = "results.svg"

// page writes RESULTS.md.
func page(w io.Writer, set *figures.Set) {
	fmt.Fprint(w,
		"# What was measured\n\nWritten by `task bench` (`go run ./bench/all`); do not edit. What it means, and what "+
			"was tried without help: [NOTES.md](NOTES.md). How each line works: [README.md](README.md).\n\n")
	set.Head(w)
	fmt.Fprintf(w, "\nA figure is the median of its rounds, in brackets the least and the greatest. ×: against %s.\n"+
		"Compare within this page only: the same run differs by 10 to 30 %% from day to day.\n", figures.Floor)
	fmt.Fprintf(w, "\n![Set-up time and CPU a call over the rate, memory over callers](%s)\n", pictureName)
	aims(w, set)
	if rates := set.Ats(figures.OneCall); len(rates) > 0 {
		fmt.Fprintf(w,
			"\n## %s\n\nAnswer, beep, one key, beep, hang up. Asterisk, the program and the caller share the machine.\n",
			figures.OneCall)
		for _, rate := range rates {
			fmt.Fprintf(w, "\n### %.0f calls a second\n", rate)
			set.Matrix(w, figures.OneCall, figures.Floor, rate)
		}
		fmt.Fprint(w, "\nAlone: `go run ./bench/ways -ladder none -ways floor,ariapp -rates 120`, for one way and rate.\n")
	}
	for _, group := range groups() {
		if group == figures.OneCall || len(set.Of(group)) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n## %s\n", group)
		set.List(w, group)
		set.Commands(w, group)
	}
}

// groups are the headings in their order.
func groups() []string {
	var all []string
	for _, l := range allLines() {
		for _, group := range l.groups {
			if !slices.Contains(all, group) {
				all = append(all, group)
			}
		}
	}
	return all
}

// aim is a ratio of ours to the floor's that is aimed at.
type aim struct {
	what, metric string
	most         float64
}

func ratioAims() []aim {
	return []aim{
		{"program CPU a call", figures.ProgramCPU, 1},
		{"Asterisk CPU a call", figures.AsteriskCPU, 1},
		{"set-up p99", figures.AnswerP99, 1.5},
	}
}

// aimedRate is at which rate these ratios are looked at.
const aimedRate = 120

// aims writes the ratios that are aimed at, those that could be measured.
func aims(w io.Writer, set *figures.Set) {
	var rows bytes.Buffer
	for _, a := range ratioAims() {
		mine, ok := set.Find(figures.OneCall, figures.Ours, a.metric, aimedRate)
		its, found := set.Find(figures.OneCall, figures.Floor, a.metric, aimedRate)
		m, _, _ := mine.Median()
		f, _, _ := its.Median()
		if !ok || !found || f <= 0 {
			continue
		}
		missed := ""
		if m/f > a.most {
			missed = ", **missed**"
		}
		fmt.Fprintf(&rows, "| %s | ×%.2f | at most ×%.1f%s |\n", a.what, m/f, a.most, missed)
	}
	if rows.Len() > 0 {
		fmt.Fprintf(w, "\n| everything on, by %s's, at %d calls a second | ratio | aimed at |\n| --- | --- | --- |\n%s",
			figures.Floor,
			aimedRate, rows.String())
	}
}

// picture draws the ways over the rate, and memory over callers.
func picture(w io.Writer, set *figures.Set) error {
	over := func(title, unit, metric string, log bool) chart.Panel {
		p := chart.Panel{Title: title, X: "calls a second", Y: unit, LogY: log}
		for _, f := range set.Of(figures.OneCall) {
			if f.Metric != metric {
				continue
			}
			median, _, _ := f.Median()
			i := slices.IndexFunc(p.Lines, func(l chart.Line) bool { return l.Name == f.Series })
			if i < 0 {
				p.Lines, i = append(p.Lines, chart.Line{Name: f.Series}), len(p.Lines)
			}
			p.Lines[i].Points = append(p.Lines[i].Points, chart.Point{X: f.At, Y: median})
		}
		sortLines(p.Lines)
		return p
	}
	memory := chart.Panel{Title: "Memory of the daemon over callers who wait", X: "callers", Y: "MB", LogX: true,
		LogY: true}
	waits := chart.Line{Name: figures.Ours}
	for _, f := range set.Of(figures.Waiting) {
		if median, _, _ := f.Median(); f.Metric == figures.Memory {
			waits.Points = append(waits.Points, chart.Point{X: f.At, Y: median})
		}
	}
	memory.Lines = []chart.Line{waits}
	return chart.Draw(w, []chart.Panel{
		over("Set-up time over rate, 99 of 100", "ms, from INVITE to 200", figures.AnswerP99, true),
		over("CPU of the program over rate", "ms a call", figures.ProgramCPU, false),
		over("CPU of Asterisk over rate", "ms a call", figures.AsteriskCPU, false), memory})
}

// sortLines orders lines by those whose values are told of all panels alike, and points by where they lie.
func sortLines(lines []chart.Line) {
	for _, l := range lines {
		slices.SortFunc(l.Points, func(a, b chart.Point) int { return int(a.X - b.X) })
	}
	slices.SortStableFunc(lines, func(a, b chart.Line) int { return strings.Compare(rank(a.Name), rank(b.Name)) })
}

// rank puts the limit and the floor first, then ours, then the others by name.
func rank(name string) string {
	at := slices.Index([]string{figures.Dialplan, figures.Floor, figures.Ours}, name)
	if at < 0 {
		return "9" + name
	}
	return fmt.Sprint(at)
}
