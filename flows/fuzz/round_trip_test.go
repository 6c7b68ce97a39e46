package fuzz

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	ariapp "github.com/ariapp/ariapp"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// writtenRuns is how many calls are made up and written.
const writtenRuns = 600

// Law: whatever call is made up, written as a test it is read as the same call,
// without a finding.
func TestEveryCallIsWrittenAsItIs(t *testing.T) {
	writtenAsItIs(t, ariapp.Reference, writtenRuns, "schedule closed", "table true false", "table false true", "http ", "http timeout")
	writtenAsItIs(t, `
numbers: {200: main}
flows:
  main:
    - queue: {id: q, queue: sales, max_wait: 30s, keys: {callee: {"*2": {play: two}}}, continue: true}
    - dial:
        id: d
        targets: [[PJSIP/101, "PJSIP/1${call.to}"], Local/3@phones/n]
        confirm: {prompt: vm-press}
        keys: {callee: {"*1": {play: one}}}
`, writtenRuns/4, "dialled busy", "dialled true", "dialled keys", "agent rejected", "agent true")
}

// writtenAsItIs makes calls to a file, among which each of the things must be given.
func writtenAsItIs(t *testing.T, file string, runs int, things ...string) {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := source.Parse("ivr.yaml", file)
	program, more := flows.Compile(doc, registry)
	if findings = append(findings, more...); findings.HasErrors() {
		t.Fatal(findings)
	}
	fuzzer := newFuzzer(t.Context(), Options{Setting: scenario.Setting{Program: program}, Document: doc, Seed: 1})
	monday := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	same := cmp.Options{cmpopts.IgnoreTypes(source.Pos{}, scenario.Places{}), cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b time.Time) bool {
			return a.Equal(b) || a.IsZero() && b.Equal(monday) || b.IsZero() && a.Equal(monday)
		})}
	given := map[string]bool{}
	for i := range runs {
		one := fuzzer.run(fuzzer.next())
		fuzzer.report.Runs++
		fuzzer.last = one
		fuzzer.corpus.isNew(one.result)
		fuzzer.corpus.keep(one, fuzzer.moments(one))
		scene := clone(one.scene)
		scene.Name = fmt.Sprintf("call %d", i)
		for _, schedule := range scene.Given.Schedules {
			given["schedule "+schedule.Status] = true
		}
		for _, table := range scene.Given.Tables {
			given[fmt.Sprintf("table %v %v", table.Broken, len(table.Rows) > 0)] = true
		}
		for _, stub := range scene.Given.HTTP {
			given["http "+stub.Error] = true
		}
		for _, one := range scene.Given.Dialled {
			given["dialled "+one.Status] = true
			given[fmt.Sprintf("dialled %v", one.Answers)] = true
			given["dialled keys"] = given["dialled keys"] || one.Keys != ""
		}
		for _, one := range scene.Given.Agents {
			given["agent "+one.Status] = true
			given[fmt.Sprintf("agent %v", one.Answers)] = true
		}
		text := string(scenario.Format("ivr.yaml", scene))
		read, findings := source.Parse("x_test.yaml", text)
		report := source.NewReport(read)
		again := scenario.Read(read, report)
		again.Check(program, report)
		if findings = append(findings, report.Findings()...); len(findings) > 0 || len(again.Cases) != 1 {
			t.Fatalf("%v\n%s", findings, text)
		}
		if diff := cmp.Diff(scene, again.Cases[0], same); diff != "" {
			t.Fatalf("-made up +read:\n%s\n%s", diff, text)
		}
	}
	for _, what := range things {
		if !given[what] {
			t.Errorf("no call was given a %s: there were %v", what, given)
		}
	}
}
