//go:build linux

package main

import (
	"fmt"
	"io"
	"time"

	"github.com/ariapp/ariapp/bench/figures"
)

// command measures a group alone.
const command = "go run ./bench/ways"

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// figures are the columns of the tables.
func (s sample) figures() []figures.Figure {
	alone := fmt.Sprintf("%s -ladder none -ways floor,%s -rates %d", command, s.way.name, s.rate)
	of := func(metric, unit string, value float64) figures.Figure {
		return figures.Figure{Group: figures.OneCall, Series: s.way.title, At: float64(s.rate), Metric: metric, Unit: unit,
			Rounds: []float64{value}, Command: alone}
	}
	all := []figures.Figure{
		of("answer p50", "ms", milliseconds(s.answer[0])), of(figures.AnswerP99, "ms", milliseconds(s.answer[1])),
		of("key to prompt p50", "ms", milliseconds(s.prompt[0])), of("key to prompt p99", "ms", milliseconds(s.prompt[1])),
		of("key to end p50", "ms", milliseconds(s.end[0])),
		of(figures.AsteriskCPU, "ms", milliseconds(s.asterisk)),
	}
	if s.way.start != nil {
		all = append(all, of(figures.ProgramCPU, "ms", milliseconds(s.program)),
			of(figures.Memory, "MB", float64(s.memory)/(1<<20)))
	}
	return append(all, of("failed", "", float64(s.failed)))
}

// highest is the highest rate that a way bore in comfort, climbing until it lost it.
func highest(w way, climbed []sample) figures.Figure {
	f := figures.Figure{Group: figures.Comfort, Series: w.title, Metric: figures.CallsASecond, Rounds: []float64{0},
		Note: "nothing higher was tried", Command: command + " -rates 20 -rounds 1 -ways " + w.name}
	for _, s := range climbed {
		if s.comfortable() {
			f.Rounds[0] = float64(s.rate)
			continue
		}
		f.Note = fmt.Sprintf("at %d then %d of %d failed, p99 %v", s.rate, s.failed, s.calls,
			s.answer[1].Round(time.Millisecond))
	}
	return f
}

// show writes the tables.
func show(w io.Writer, set *figures.Set) {
	set.Head(w)
	for _, rate := range set.Ats(figures.OneCall) {
		fmt.Fprintf(w, "\n### %.0f calls a second\n", rate)
		set.Matrix(w, figures.OneCall, figures.Floor, rate)
	}
	if len(set.Of(figures.Comfort)) > 0 {
		fmt.Fprintf(w, "\n### %s\n\nNo call failed, and 99 of 100 were answered within %v.\n", figures.Comfort, comfort)
		set.List(w, figures.Comfort)
	}
}
