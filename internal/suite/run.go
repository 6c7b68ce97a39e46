package suite

import (
	"context"
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/coverage"
)

// Options say how a suite runs.
type Options struct {
	Select Selection
	// Parallel is how many cases run at once, at least one.
	Parallel int
	Seed     uint64
	// FailFast ends the run behind the first test that fails, in the order of the files.
	FailFast bool
	// Update writes golden traces instead of comparing with them.
	Update bool
}

// Done is a test that has run.
type Done struct {
	File   *File
	Result *scenario.Result
	// Failures are what was otherwise than the test says; none when it has passed.
	Failures []Failure
}

// newDone takes a result over. What concerns the whole call is told with the
// place where the call was last.
func newDone(file *File, result *scenario.Result) *Done {
	d := &Done{File: file, Result: result}
	for _, failure := range result.Failures {
		if failure.Flow.Line == 0 && len(d.Failures) == 0 {
			failure.Flow = lastPlace(file.Flows.Setting.Program, result.Facts)
		}
		d.Failures = append(d.Failures, Failure{Failure: failure})
	}
	return d
}

// lastPlace is where a call was last while it was up, zero when it was nowhere.
func lastPlace(program *flows.Program, facts []flows.Fact) (at source.Pos) {
	up := map[string]bool{}
	program.EachStep(func(step *flows.Placed) { up[step.Address] = !step.Block().Offline() })
	for i := range facts {
		if f := &facts[i]; f.Kind == flows.StepBegun && up[f.Step] {
			at = f.Pos
		}
	}
	return at
}

// Passed tells that all was as the test says.
func (d *Done) Passed() bool { return len(d.Failures) == 0 }

// Failure is one thing that was otherwise than a test says.
type Failure struct {
	scenario.Failure
	// Detail is what does not fit on a line, such as a difference; "" for nothing.
	Detail string
}

// Summary is what came of a run.
type Summary struct {
	Passed, Failed int
	// NotRun are the tests that FailFast left out.
	NotRun int
	// Files are those whose tests were run, Refused those that have errors or whose flows have.
	Files, Refused int
	// Written are the golden traces that were written, in order, Removed those that no test had.
	Written, Removed []string
	// Coverage is what was taken of each ivr.yaml.
	Coverage []Covered
}

// Covered is what was taken of an ivr.yaml.
type Covered struct {
	File string `json:"file"`
	coverage.Report
}

// Run runs the tests and hands each to take, in the order of the files. The
// error tells why it came to no end; what failed is in the summary.
func (s *Suite) Run(ctx context.Context, opts Options, take func(*Done)) (*Summary, error) {
	tests, err := s.selected(opts.Select)
	if err != nil {
		return nil, err
	}
	sum, counts := &Summary{}, map[*Flows]*coverage.Coverage{}
	for _, file := range s.Files {
		if file.Refused {
			sum.Refused++
		} else if counts[file.Flows] == nil {
			counts[file.Flows] = coverage.New(file.Flows.Setting.Program)
		}
	}
	var last *File
	golden := &goldens{update: opts.Update, sum: sum}
	work := func(ctx context.Context, i int) *scenario.Result {
		setting := tests[i].file.Flows.Setting
		setting.Seed = opts.Seed
		return scenario.Run(ctx, setting, tests[i].one)
	}
	at, stubs := 0, asked{}
	err = inOrder(ctx, len(tests), opts.Parallel, work, func(result *scenario.Result) bool {
		done := newDone(tests[at].file, result)
		at++
		golden.judge(done)
		stubs.add(done.File, result)
		if counts[done.File.Flows].Add(result.Facts); done.File != last {
			last = done.File
			sum.Files++
		}
		if done.Passed() {
			sum.Passed++
		} else {
			sum.Failed++
		}
		take(done)
		return golden.err == nil && !(opts.FailFast && sum.Failed > 0)
	})
	if err == nil {
		err = golden.err
	}
	if err != nil {
		return nil, fmt.Errorf("running the tests: ended behind %d of %d: %w", at, len(tests), err)
	}
	sum.NotRun = len(tests) - at
	for _, flows := range s.flows {
		if count := counts[flows]; count != nil {
			sum.Coverage = append(sum.Coverage, Covered{flows.Path, count.Report()})
		}
	}
	if !opts.Select.all() || sum.NotRun > 0 {
		return sum, nil
	}
	for _, done := range s.idle(stubs) {
		sum.Failed++
		take(done)
	}
	if opts.Update {
		return sum, s.removeStale(sum)
	}
	return sum, nil
}
