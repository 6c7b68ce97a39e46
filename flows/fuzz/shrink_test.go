package fuzz

import (
	"context"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// counting is a step that counts how often it is come upon.
type counting struct{ met *int }

func (c counting) Run(context.Context, *flows.Run) (flows.Next, error) {
	*c.met++
	return flows.Advance(), nil
}

// Law: shrinking makes no call again whose end it knows: that of the best case, and those that were tried in vain.
func TestNoCallIsMadeInVainTwice(t *testing.T) {
	met := 0
	count := &flows.Spec{Kind: "count", Bare: true, New: func(flows.Args) flows.Step { return counting{&met} }}
	registry, err := flows.NewRegistry(append(steps.All(), count)...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("ivr.yaml", `
numbers: {200: main}
flows:
  main:
    - count
    - menu: {prompt: which, choices: {1: {play: one}, 9: [{wait: 40s}, {play: bye}]}}
`)
	program, more := flows.Compile(doc, registry)
	if findings = append(findings, more...); findings.HasErrors() {
		t.Fatal(findings)
	}
	f := newFuzzer(t.Context(), Options{Setting: scenario.Setting{Program: program}, Document: doc, Seed: 1, Runs: 1000})
	f.loop()
	if f.report.Break == nil {
		t.Fatal("nothing was found")
	}
	best := f.run(clone(f.report.Break.Case))
	s := &shrinker{fuzz: f, want: f.breakOf(best), best: best, vain: map[string]bool{}}
	other := clone(best.scene)
	other.Acts = nil
	for _, c := range []struct {
		name         string
		scene        *scenario.Case
		shows, again bool
	}{
		{"the best", best.scene, true, false}, {"another", other, false, true}, {"the other again", other, false, false},
		{"the best again", best.scene, true, false},
	} {
		before := met
		if shows := s.try(clone(c.scene)); shows != c.shows || (met > before) != c.again {
			t.Errorf("%s: it shows the break: %v, %d calls were made", c.name, shows, met-before)
		}
	}
}
