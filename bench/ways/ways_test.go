//go:build linux

package main

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

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

// Law: the page has the median of the rounds with its spread, and its ratio to the floor's in the same run.
func TestTable(t *testing.T) {
	ways, err := chosen("floor,ariapp")
	if err != nil {
		t.Fatal(err)
	}
	table := &table{}
	for _, ms := range []time.Duration{1, 3, 2} {
		for i, w := range ways {
			table.add(sample{way: w, rate: 60, calls: 600, program: ms * time.Duration(i+1) * time.Millisecond})
		}
	}
	table.climb(sample{way: ways[1], rate: 150, calls: 100})
	table.climb(sample{way: ways[1], rate: 210, calls: 100, failed: 7})
	var page strings.Builder
	table.rows(&page, 60)
	table.comforts(&page)
	for _, want := range []string{"### 60 calls a second", "| 4 (2–6) ×2.00 |", "| 2 (1–3) |",
		"| ariapp, everything on | 150 | 210: 7 of 100 failed, p99 0s |"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page has no %q:\n%s", want, page.String())
		}
	}
}

// Law: what a process has used and has is read of a living one, and of a dead one is an error.
func TestProcess(t *testing.T) {
	if used, err := cpuTime(os.Getpid()); err != nil || used < 0 || used > time.Hour {
		t.Errorf("%v %v", used, err)
	}
	if memory, err := resident(os.Getpid()); err != nil || memory < 1<<20 {
		t.Errorf("%d bytes, %v", memory, err)
	}
	if _, err := cpuTime(1 << 30); err == nil {
		t.Error("a process that is not there has used something")
	}
}
