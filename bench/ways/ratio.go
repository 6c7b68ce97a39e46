//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/lab"
)

// ratios are ours by the floor's, of one run.
type ratios struct {
	// Processor is of CPU a call, Answer of the 99th of 100 answers, Wait of the median answer.
	Processor float64 `json:"program_cpu_a_call"`
	Answer    float64 `json:"answer_p99"`
	Wait      float64 `json:"answer_p50"`
}

// baseline is what CI compares with: the ratios as they were, and what they may grow to, as a factor, before it is
// taken for more than noise.
type baseline struct {
	About  string `json:"about"`
	Seen   ratios `json:"seen"`
	Factor ratios `json:"factor"`
}

// short measures the floor and ours in turn, and fails when a ratio has fallen back: not at the first time, as a
// machine of CI does other things too.
func short(ctx context.Context, l *lab.Lab, machine figures.Machine, p plan) error {
	var kept baseline
	if !p.update {
		var err error
		if kept, err = readBaseline(p.ci); err != nil {
			return err
		}
	}
	var rounds []pair
	for try := range ciTries {
		for range ciRounds {
			one, err := measurePair(ctx, l, len(rounds)%2 == 1)
			if err != nil {
				return err
			}
			rounds = append(rounds, one)
		}
		seen, err := ratiosOf(rounds)
		if err != nil {
			return err
		}
		fmt.Printf("ours by the smallest ARI program's: CPU a call ×%.2f, answer p50 ×%.2f, p99 ×%.2f\n", seen.Processor,
			seen.Wait, seen.Answer)
		if p.update { // by as many rounds as there may be
			if try < ciTries-1 {
				continue
			}
			return writeBaseline(p.ci, machine, seen)
		}
		behind := kept.behind(seen)
		if len(behind) == 0 {
			return nil
		}
		for _, one := range behind {
			fmt.Println(one)
		}
		if try == ciTries-1 {
			return fmt.Errorf("%d figures have fallen back behind %s", len(behind), p.ci)
		}
		fmt.Println("once more, as the machine may have been busy")
	}
	return nil
}

// pair is one round of the floor and of ours.
type pair struct{ floor, ours sample }

func measurePair(ctx context.Context, l *lab.Lab, oursFirst bool) (p pair, err error) {
	ways, err := chosen(floorName + "," + oursName)
	if err != nil {
		return p, err
	}
	if oursFirst {
		slices.Reverse(ways)
	}
	for _, w := range ways {
		s, err := measure(ctx, l, w, ciRate, ciLasting)
		if err != nil {
			return p, fmt.Errorf("%s: %w", w.name, err)
		}
		if w.name == floorName {
			p.floor = s
		} else {
			p.ours = s
		}
	}
	return p, nil
}

// ratiosOf are those of all rounds together: of CPU times added up, and of answers put together, so that one odd round
// counts for as much as it is.
func ratiosOf(rounds []pair) (r ratios, err error) {
	var floor, ours sample
	for _, one := range rounds {
		floor, ours = together(floor, one.floor), together(ours, one.ours)
	}
	for name, s := range map[string]sample{floorName: floor, oursName: ours} {
		if s.calls == 0 || float64(s.calls-s.failed) < ciSucceed*float64(s.calls) {
			return r, fmt.Errorf("%s: %d of %d calls failed", name, s.failed, s.calls)
		}
	}
	over := func(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }
	return ratios{Processor: over(ours.program, floor.program),
		Answer: over(quantile(ours.answers, 0.99), quantile(floor.answers, 0.99)),
		Wait:   over(quantile(ours.answers, 0.5), quantile(floor.answers, 0.5))}, nil
}

func together(a, b sample) sample {
	a.calls, a.failed, a.program = a.calls+b.calls, a.failed+b.failed, a.program+b.program
	a.answers = slices.Sorted(slices.Values(append(slices.Clone(a.answers), b.answers...)))
	return a
}

// behind says what has fallen back by more than its noise.
func (b baseline) behind(seen ratios) []string {
	var all []string
	for _, one := range []struct {
		name               string
		seen, kept, factor float64
	}{
		{"CPU a call", seen.Processor, b.Seen.Processor, b.Factor.Processor},
		{"answer p50", seen.Wait, b.Seen.Wait, b.Factor.Wait},
		{"answer p99", seen.Answer, b.Seen.Answer, b.Factor.Answer},
	} {
		if most := one.kept * one.factor; !(one.seen <= most) { // what is no number has fallen back, too
			all = append(all, fmt.Sprintf("%s: ×%.2f of the smallest ARI program's; it was ×%.2f, and ×%.2f is too much",
				one.name, one.seen, one.kept, most))
		}
	}
	return all
}

func readBaseline(path string) (b baseline, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return b, fmt.Errorf("reading the ratios that must hold: %w", err)
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return b, fmt.Errorf("reading the ratios that must hold from %s: %w", path, err)
	}
	for _, v := range []float64{b.Seen.Processor, b.Seen.Answer, b.Seen.Wait} {
		if v <= 0 {
			return b, fmt.Errorf("reading the ratios that must hold from %s: a ratio is %v; write it anew with -update", path, v)
		}
	}
	for _, v := range []float64{b.Factor.Processor, b.Factor.Answer, b.Factor.Wait} {
		if v < 1 {
			return b, fmt.Errorf("reading the ratios that must hold from %s: a factor is %v, at least 1 is wanted", path, v)
		}
	}
	return b, nil
}

// writeBaseline keeps the ratios with the factors that were measured to be noise, and on what.
func writeBaseline(path string, machine figures.Machine, seen ratios) error {
	b := baseline{Seen: seen, Factor: noise(), About: "Measured on " + machine.Begun.Format("2006-01-02") + ": " +
		machine.String() + "."}
	if machine.Busy() {
		b.About += fmt.Sprintf(" A trial: the machine did other work (%.1f processors were busy with it).", machine.Load)
	}
	text, err := json.MarshalIndent(b, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o644)
	}
	if err != nil {
		return errors.Join(errors.New("writing the ratios that must hold"), err)
	}
	return nil
}
