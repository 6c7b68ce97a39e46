//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// table gathers samples, and writes them down.
type table struct {
	lab     *lab
	begun   time.Time
	samples []sample
	climbed []sample // of the ladder
}

func (t *table) add(s sample)   { t.samples = append(t.samples, s) }
func (t *table) climb(s sample) { t.climbed = append(t.climbed, s) }

// line is what the rounds of one way at one rate come to.
type line struct {
	way    way
	rate   int
	rounds []sample
}

func (t *table) lines() []line {
	var lines []line
	for _, s := range t.samples {
		at := slices.IndexFunc(lines, func(l line) bool { return l.way.name == s.way.name && l.rate == s.rate })
		if at < 0 {
			lines, at = append(lines, line{way: s.way, rate: s.rate}), len(lines)
		}
		lines[at].rounds = append(lines[at].rounds, s)
	}
	order := namesOf(allWays())
	slices.SortFunc(lines, func(a, b line) int {
		if a.rate != b.rate {
			return a.rate - b.rate
		}
		return slices.Index(order, a.way.name) - slices.Index(order, b.way.name)
	})
	return lines
}

// of gives the median of a figure over the rounds, and the least and the greatest.
func (l line) of(figure func(sample) float64) (median, least, most float64) {
	var all []float64
	for _, s := range l.rounds {
		all = append(all, figure(s))
	}
	slices.Sort(all)
	return all[len(all)/2], all[0], all[len(all)-1]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// figures are the columns, with their headings.
func figures() []struct {
	title string
	of    func(sample) float64
} {
	return []struct {
		title string
		of    func(sample) float64
	}{
		{"answer p50, ms", func(s sample) float64 { return milliseconds(s.answer[0]) }},
		{"answer p99, ms", func(s sample) float64 { return milliseconds(s.answer[1]) }},
		{"key to prompt p50, ms", func(s sample) float64 { return milliseconds(s.prompt[0]) }},
		{"key to prompt p99, ms", func(s sample) float64 { return milliseconds(s.prompt[1]) }},
		{"key to end p50, ms", func(s sample) float64 { return milliseconds(s.end[0]) }},
		{"Asterisk, CPU ms a call", func(s sample) float64 { return milliseconds(s.asterisk) }},
		{"program, CPU ms a call", func(s sample) float64 { return milliseconds(s.program) }},
		{"memory, MB", func(s sample) float64 { return float64(s.memory) / (1 << 20) }},
		{"failed", func(s sample) float64 { return float64(s.failed) }},
	}
}

// rows writes the table of one rate in Markdown, each figure with its spread and with its ratio to the floor's.
func (t *table) rows(w io.Writer, rate int) {
	fmt.Fprintf(w, "\n### %d calls a second\n\n| who handles the call |", rate)
	for _, f := range figures() {
		fmt.Fprintf(w, " %s |", f.title)
	}
	fmt.Fprintf(w, "\n|%s\n", strings.Repeat(" --- |", len(figures())+1))
	lines := t.lines()
	floor := slices.IndexFunc(lines, func(l line) bool { return l.way.name == "floor" && l.rate == rate })
	for _, l := range lines {
		if l.rate != rate {
			continue
		}
		fmt.Fprintf(w, "| %s |", l.way.title)
		for _, f := range figures() {
			fmt.Fprintf(w, " %s |", cell(l, lines, floor, f.of))
		}
		fmt.Fprintln(w)
	}
}

func cell(l line, lines []line, floor int, figure func(sample) float64) string {
	median, least, most := l.of(figure)
	text := short(median)
	if len(l.rounds) > 1 && most > least {
		text += fmt.Sprintf(" (%s–%s)", short(least), short(most))
	}
	if floor >= 0 && l.way.name != "floor" && median > 0 {
		if base, _, _ := lines[floor].of(figure); base > 0 {
			text += fmt.Sprintf(" ×%.2f", median/base)
		}
	}
	return text
}

func short(v float64) string {
	if v == float64(int64(v)) || v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// comforts writes the highest rate that each way bore in comfort.
func (t *table) comforts(w io.Writer) {
	if len(t.climbed) == 0 {
		return
	}
	fmt.Fprintf(w, "\n### The highest rate in comfort\n\nNo call failed, and 99 of 100 were answered within %v.\n\n"+
		"| who handles the call | calls a second | what came next |\n| --- | --- | --- |\n", comfort)
	for _, way := range allWays() {
		best, next := "none that was tried", "nothing higher was tried"
		climbed := false
		for _, s := range t.climbed {
			if s.way.name != way.name {
				continue
			}
			if climbed = true; s.comfortable() {
				best = fmt.Sprint(s.rate)
			} else {
				next = fmt.Sprintf("%d: %d of %d failed, p99 %v", s.rate, s.failed, s.calls, s.answer[1].Round(time.Millisecond))
			}
		}
		if climbed {
			fmt.Fprintf(w, "| %s | %s | %s |\n", way.title, best, next)
		}
	}
}

// write shows the tables, and puts them where the plan says.
func (t *table) write(p plan) error {
	var page strings.Builder
	t.head(&page)
	for _, rate := range p.rates {
		t.rows(&page, rate)
	}
	t.comforts(&page)
	fmt.Print(page.String())
	if p.out == "none" {
		return nil
	}
	if err := os.WriteFile(filepath.Join(p.out, "RESULTS.md"), []byte(page.String()), 0o644); err != nil {
		return fmt.Errorf("writing the results: %w", err)
	}
	return nil
}
