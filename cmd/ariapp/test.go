package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/suite"
)

// testFlags are the flags of `ariapp test`.
type testFlags struct {
	suite.Options
	title, format, junit string
	coverage, verbose    bool
	coverageMin          float64
}

func testCommand(s streams) *cobra.Command {
	flags := testFlags{}
	command := &cobra.Command{
		Use:   "test [path]...",
		Short: "Runs the tests of flows",
		Long: "Runs test files, *_test.yaml: calls in virtual time, walked by what walks real calls, without Asterisk.\n\n" +
			"A folder stands for all test files in it and below (hidden folders are left out), an ivr.yaml for those\n" +
			"in its folder and below that are about it; without a path it is this folder. What is wrong with the\n" +
			"files is printed as findings, and the tests of the others run. Tests run beside each other, and are told\n" +
			"in the order of the files: the same files and seed give the same bytes.\n\n" +
			"--coverage shows which steps, choices, handlers and branches no call has taken. --update writes the\n" +
			"traces of tests with `trace: golden` into NAME_test.golden, beside NAME_test.yaml. Web services are\n" +
			"never asked, and nothing is stored.",
		Example: "  ariapp test\n" +
			"  ariapp test ivr.yaml --coverage --coverage-min 100\n" +
			"  ariapp test flows --run 'support|sales' --tag smoke --tag '!slow'\n" +
			"  ariapp test --junit tests.xml\n" +
			"  ariapp test --format json | jq '.tests[] | select(.passed | not).name'",
		RunE: func(command *cobra.Command, paths []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			if len(paths) == 0 {
				paths = []string{"."}
			}
			return runTests(command.Context(), s, paths, flags)
		},
	}
	set := command.Flags()
	set.StringVar(&flags.title, "run", "", "run the tests whose title this `regexp` is found in")
	set.StringArrayVar(&flags.Select.Tags, "tag", nil, "run the tests with this `tag`, or without it: '!slow'; repeatable")
	set.IntVar(&flags.Parallel, "parallel", runtime.GOMAXPROCS(0), "how many tests run at once")
	set.Uint64Var(&flags.Seed, "seed", suite.DefaultSeed, "the `number` that chance in calls is made of")
	set.BoolVar(&flags.FailFast, "fail-fast", false, "end behind the first test that fails")
	set.BoolVarP(&flags.verbose, "verbose", "v", false, "name the tests that pass, too")
	set.StringVar(&flags.format, "format", "text", "how it is told: `text or json`")
	set.StringVar(&flags.junit, "junit", "", "write JUnit's XML into this `file`, too")
	set.BoolVar(&flags.coverage, "coverage", false, "show what of the flows was taken, and what never was")
	set.Float64Var(&flags.coverageMin, "coverage-min", 0, "fail when fewer `percent` of an ivr.yaml's steps were taken")
	set.BoolVar(&flags.Update, "update", false, "write golden traces instead of comparing with them")
	return command
}

// check refuses flags that make no sense.
func (f *testFlags) check() error {
	switch {
	case f.format != "text" && f.format != "json":
		return usagef("--format %q: use text or json", f.format)
	case f.Parallel < 1:
		return usagef("--parallel %d: use a number from 1", f.Parallel)
	case !(f.coverageMin >= 0 && f.coverageMin <= 100):
		return usagef("--coverage-min %v: use a percentage from 0 to 100", f.coverageMin)
	}
	if f.title != "" {
		title, err := regexp.Compile(f.title)
		if err != nil {
			return usagef("--run: %w", err)
		}
		f.Select.Title = title
	}
	f.coverage = f.coverage || f.coverageMin > 0
	return nil
}

// runTests opens the suite of paths, runs it, and tells what came of it.
func runTests(ctx context.Context, s streams, paths []string, flags testFlags) (err error) {
	opened, err := suite.Open(paths)
	if errors.As(err, new(*suite.UnreadableError)) {
		return unreadableError{err}
	}
	if err != nil {
		return err
	}
	defer func() { err = firstOf(err, opened.Close()) }()
	text := &suite.Text{To: s.out, Verbose: flags.verbose, Coverage: flags.coverage}
	document := &suite.JSON{To: s.out, Seed: flags.Seed, Coverage: flags.coverage}
	reports := []suite.Report{text}
	if flags.format == "json" {
		reports = []suite.Report{document}
	}
	xml, closeXML := &suite.JUnit{}, func() error { return nil }
	if flags.junit != "" && opened.HasRead(flags.junit) {
		return usagef("--junit %q: the tests were read from it, and it is not overwritten", flags.junit)
	}
	if flags.junit != "" {
		file, err := os.Create(flags.junit)
		if err != nil {
			return fmt.Errorf("writing JUnit's XML: %w", err)
		}
		xml.To, closeXML = file, file.Close
		reports = append(reports, xml)
	}
	sum, err := opened.Tell(ctx, flags.Options, reports...)
	if errors.Is(err, suite.ErrNoTests) && opened.Findings.HasErrors() { // perhaps that is why none is there
		err = fmt.Errorf("%w%w", errFindings, err)
	}
	return firstOf(err, document.Err, xml.Err, closeXML(), verdictOf(opened, sum, flags.coverageMin))
}

// verdictOf is what a run ends with: what is wrong with the files counts most,
// as then not all was tested.
func verdictOf(opened *suite.Suite, sum *suite.Summary, least float64) error {
	switch {
	case sum == nil:
		return nil
	case opened.Findings.HasErrors():
		return errFindings
	case sum.Failed > 0:
		return errTestsFailed
	}
	for _, covered := range sum.Coverage {
		if got := covered.Steps.Percent(); got < least {
			return fmt.Errorf("%w: %v %% of the steps of %s were taken, at least %v %% must be", errUncovered, got,
				covered.File, least)
		}
	}
	return nil
}
