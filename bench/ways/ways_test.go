//go:build linux

package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/ways/telephone"
)

// Law: flags that make no sense say what would.
func TestParse(t *testing.T) {
	for args, want := range map[string]string{
		"-ways floor,dialplan -rates 5": "",
		"-short":                        "",
		"-ladder none":                  "",
		"-ways floor,none":              `there is no "none"; there are dialplan, floor`,
		"-rates 0":                      "whole numbers from 1 to 1000",
		"-rates none":                   "whole numbers from 1 to 1000",
		"-ladder 5,x":                   "or none",
		"-rounds 0":                     "-rounds is 1 to 50",
		"-lasting 10m":                  "-lasting 1s to 5m0s",
		"-ci x -update":                 "",
		"-update":                       "-update needs -ci",
	} {
		_, err := parse(strings.Fields(args))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

// Law: failed calls count as such and lend no times; only those listened to tell when a prompt came.
func TestSummary(t *testing.T) {
	var outcomes []telephone.Outcome
	for i := range 2 * listenedTo {
		outcomes = append(outcomes, telephone.Outcome{Answer: time.Duration(i), End: time.Second, Prompt: time.Minute})
	}
	outcomes[1].Err = errors.New("busy")
	h := summary(outcomes)
	if h.succeeded != 2*listenedTo-1 || h.failed != 1 || len(h.answers) != h.succeeded || len(h.prompts) != 2 ||
		h.fault == nil || quantile(h.answers, 0.99) != time.Duration(2*listenedTo-1) || quantile(nil, 0.5) != 0 {
		t.Errorf("%+v", h)
	}
}

// Law: the page has the median of the rounds with its spread, and its ratio to the floor's in the same run; the highest rate
// in comfort has what came next beside it.
func TestTable(t *testing.T) {
	ways, err := chosen("floor,ariapp")
	if err != nil {
		t.Fatal(err)
	}
	set := &figures.Set{}
	for _, ms := range []time.Duration{1, 3, 2} {
		for i, w := range ways {
			set.Add(sample{way: w, rate: 60, calls: 600, program: ms * time.Duration(i+1) * time.Millisecond}.figures()...)
		}
	}
	set.Add(highest(ways[1], []sample{{way: ways[1], rate: 150, calls: 100}, {way: ways[1], rate: 210, calls: 100, failed: 7}}))
	set.Add(highest(ways[0], []sample{{way: ways[1], rate: 150, calls: 100}}))
	var page strings.Builder
	show(&page, set)
	for _, want := range []string{"### 60 calls a second", "| 4 (2–6) ×2.00 |", "| 2 (1–3) |",
		"| ariapp, everything on: calls a second | 150; at 210 then 7 of 100 failed, p99 0s |",
		"| the smallest ARI program: calls a second | 150; nothing higher was tried |"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page has no %q:\n%s", want, page.String())
		}
	}
}

// Law: a rate is too high by far when one of ten calls fails, or the median caller waits for a second.
func TestOverrun(t *testing.T) {
	for _, c := range []struct {
		s    sample
		over bool
	}{
		{sample{calls: 100}, false},
		{sample{calls: 100, failed: 10}, false},
		{sample{calls: 100, failed: 11}, true},
		{sample{calls: 100, answer: [2]time.Duration{time.Second, time.Minute}}, false},
		{sample{calls: 100, answer: [2]time.Duration{2 * time.Second}}, true},
	} {
		if c.s.overrun() != c.over {
			t.Errorf("%+v", c.s)
		}
	}
}
