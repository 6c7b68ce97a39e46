package fuzz

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// quiet is a stretch of a call in which the caller hears nothing.
type quiet struct {
	span
	// waited is its longest wait for the caller's keys, which explains that much of it.
	waited time.Duration
	// worst is the step in which most of the rest passes.
	worst *flows.Placed
}

// dead is how much of it nothing explains.
func (q quiet) dead() time.Duration { return q.to - q.from - q.waited }

// deadAir looks for an answered caller who hears nothing for too long.
//
// Prompts, tones, music and ringing are heard; silence that is played is not.
// While a question waits for keys the caller knows why it is quiet: that explains
// one wait of a stretch, the longest. A question that is asked again without a
// word explains no more than its first wait. Keys that answer a question begin a new stretch.
func (f *fuzzer) deadAir(c *call) *Break {
	for _, q := range f.quiets(c) {
		if q.dead() <= f.opts.DeadAir {
			continue
		}
		b := &Break{Kind: DeadAir, quiet: q}
		if q.worst != nil {
			b.Step, b.Pos = q.worst.Address, q.worst.Pos
		}
		b.Message = fmt.Sprintf("the caller hears nothing for %v, from %v on", rounded(q.to-q.from), rounded(q.from))
		if q.waited > 0 {
			b.Message += fmt.Sprintf("; a question explains %v of it", rounded(q.waited))
		}
		return b
	}
	return nil
}

// quiets are the stretches of an answered call in which nothing is heard.
func (f *fuzzer) quiets(c *call) []quiet {
	at, answered := f.answeredAt(c)
	if !answered {
		return nil
	}
	var all []quiet
	note := func(to time.Duration) {
		if to-at > f.opts.DeadAir {
			all = append(all, f.explain(c, span{at, to}))
		}
	}
	for _, loud := range f.loud(c) {
		if loud.from > at {
			note(min(loud.from, c.result.Elapsed))
		}
		at = max(at, loud.to)
	}
	note(c.result.Elapsed)
	return all
}

// answeredAt is when the answered caller can hear something.
func (f *fuzzer) answeredAt(c *call) (time.Duration, bool) {
	facts := c.result.Facts
	for i, fact := range facts {
		if fact.Kind == flows.AnswerBegun {
			return c.since(facts[min(i+1, len(facts)-1)]), true // after the answer delay
		}
	}
	return 0, false
}

// loud are the stretches in which the caller hears something, or answers a question; by their beginning.
func (f *fuzzer) loud(c *call) []span {
	var all []span
	for _, heard := range c.result.Heard {
		if !strings.HasPrefix(heard.Media, "silence:") {
			all = append(all, span{heard.At, heard.At + heard.For})
		}
	}
	facts := c.result.Facts
	for i, fact := range facts {
		switch {
		case fact.Kind == flows.KeyWas && asks(f.known.steps[fact.Step]):
			all = append(all, span{c.since(fact), c.since(fact)})
		case fact.Kind == flows.StepBegun && sounds(fact.Type):
			all = append(all, span{c.since(fact), c.leftAt(i)})
		}
	}
	slices.SortStableFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return all
}

// sounds tells whether the caller hears music or ringing as long as a step of that kind lasts.
func sounds(kind string) bool { return kind == "moh" || kind == "ring" }

// leftAt is when the step that the i-th fact begins is left, by its end or for another one.
func (c *call) leftAt(i int) time.Duration {
	begun := c.result.Facts[i]
	for _, fact := range c.result.Facts[i+1:] {
		if fact.Step != begun.Step || fact.Kind == flows.StepEnded || fact.Kind == flows.StepFailed {
			return c.since(fact)
		}
	}
	return c.result.Elapsed
}

// explain finds the longest wait for keys in a stretch, and the step in which most of the rest passes.
func (f *fuzzer) explain(c *call, s span) quiet {
	q := quiet{span: s}
	spent := map[*flows.Placed]time.Duration{}
	var longest *flows.Placed
	for _, m := range f.moments(c) {
		part := min(m.to, s.to) - max(m.from, s.from)
		if part <= 0 {
			continue
		}
		spent[m.step] += part
		if m.asks && part > q.waited {
			q.waited, longest = part, m.step
		}
	}
	spent[longest] -= q.waited
	for _, address := range sortedKeys(f.known.steps) {
		if step := f.known.steps[address]; spent[step] > spent[q.worst] || q.worst == nil && spent[step] > 0 {
			q.worst = step
		}
	}
	return q
}
