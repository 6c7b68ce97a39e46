package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows/fuzz"
	"github.com/ariapp/ariapp/internal/suite"
)

// fuzzFlags are the flags of `ariapp fuzz`.
type fuzzFlags struct {
	time    time.Duration
	seed    uint64
	runs    int
	numbers []string
	deadAir time.Duration
	out     string
}

func fuzzCommand(s streams) *cobra.Command {
	flags := fuzzFlags{}
	command := &cobra.Command{
		Use:   "fuzz [file]",
		Short: "Calls the flows at random, until one breaks",
		Long: "Makes calls to the flows of ivr.yaml in virtual time, with callers who press anything at any moment,\n" +
			"hang up, and meet web services that fail, until one of them comes to what must never be: a step that\n" +
			"fails with nothing to take it, a loop without end, a caller who is never let go, silence for more than\n" +
			"--dead-air, or a secret that can be read. The shortest call that shows it is printed as a test file,\n" +
			"which fails until the flows are mended: `ariapp test` runs it.\n\n" +
			"The same seed makes the same calls; how many are made depends on the machine, unless --runs says it.\n" +
			"Web services are never asked, and nothing is stored; tables are read.",
		Example: "  ariapp fuzz --for 30s\n" +
			"  ariapp fuzz ivr.yaml --to 200 --to 209 --out found_test.yaml\n" +
			"  ariapp fuzz --seed 7 --runs 20000",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, files []string) error {
			set := command.Flags()
			if !set.Changed("seed") {
				flags.seed = rand.Uint64N(seedsMax)
			}
			if set.Changed("runs") && !set.Changed("for") {
				flags.time = 0
			}
			if err := flags.check(); err != nil {
				return err
			}
			return runFuzz(command.Context(), s, append(files, defaultFile)[0], flags)
		},
	}
	set := command.Flags()
	set.DurationVar(&flags.time, "for", 30*time.Second, "how long to make calls; 0s until --runs are made")
	set.Uint64Var(&flags.seed, "seed", 0, "the `number` that the calls are made of (default another one each time)")
	set.IntVar(&flags.runs, "runs", 0, "make at most this `number` of calls; without --for, however long that takes")
	set.StringArrayVar(&flags.numbers, "to", nil, "call this `number`; repeatable (default all of the file)")
	set.DurationVar(&flags.deadAir, "dead-air", fuzz.DefaultDeadAir, "how long a caller may hear nothing")
	set.StringVar(&flags.out, "out", "", "write the test into this `file`, which must not be there yet")
	return command
}

// check refuses flags that make no sense.
func (f *fuzzFlags) check() error {
	switch {
	case f.time < 0:
		return usagef("--for %v: use a duration such as 30s", f.time)
	case f.runs < 0 || f.runs == 0 && f.time == 0:
		return usagef("--runs %d: use a number from 1, or --for", f.runs)
	case f.deadAir < time.Millisecond: // a test can name no shorter one
		return usagef("--dead-air %v: use a duration such as 10s", f.deadAir)
	case f.out != "" && !strings.HasSuffix(f.out, "_test.yaml"):
		return usagef("--out %q: test files are called NAME_test.yaml", f.out)
	}
	if f.out != "" {
		if _, err := os.Lstat(f.out); !errors.Is(err, fs.ErrNotExist) {
			return usagef("--out %q: it is there already, and is not overwritten", f.out)
		}
	}
	return nil
}

// runFuzz makes the calls and tells what came of them.
func runFuzz(ctx context.Context, s streams, path string, flags fuzzFlags) (err error) {
	loaded, err := usableFile(s, path)
	if err != nil {
		return err
	}
	beside, doc, err := besideFile(s, loaded, path)
	if err != nil {
		return err
	}
	defer func() { err = firstOf(err, beside.Close()) }()
	opts := fuzz.Options{Setting: suite.Setting(loaded, beside), Document: doc, Numbers: flags.numbers,
		DeadAir: flags.deadAir, Seed: flags.seed, Runs: flags.runs}
	if flags.time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, flags.time)
		defer cancel()
	}
	began := time.Now()
	report, err := fuzz.Run(ctx, opts)
	if err != nil {
		return err
	}
	return tellFuzz(s, path, flags, report, time.Since(began))
}

// tellFuzz says how many calls there were, and writes the test of what was found.
func tellFuzz(s streams, path string, flags fuzzFlags, report *fuzz.Report, took time.Duration) error {
	sum := fmt.Sprintf("%d of %d ways taken, seed %d", report.Reached, report.Ways, flags.seed)
	found := report.Break
	if found == nil {
		rate := float64(report.Runs) / max(took.Seconds(), time.Millisecond.Seconds())
		fmt.Fprintf(s.out, "nothing found: %s, %.0f a second, %s\n", counted(report.Runs, "call"), rate, sum)
		tellUntaken(s, report.Untaken)
		return nil
	}
	sum = counted(report.Runs, "call") + ", " + sum
	fmt.Fprintf(s.err, "%s: %s: %s (%s)\n%s\n", found.Pos, found.Kind, found.Message, found.Step, sum)
	if flags.out == "" {
		if _, err := s.out.Write(found.Test(filepath.ToSlash(path))); err != nil {
			return fmt.Errorf("writing the test: %w", err)
		}
		return errBroken
	}
	test := found.Test(pathFrom(filepath.Dir(flags.out), path))
	file, err := os.OpenFile(flags.out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("writing the test: %w", err)
	}
	_, err = file.Write(test)
	if err := firstOf(err, file.Close()); err != nil {
		return fmt.Errorf("writing the test: %w", err)
	}
	fmt.Fprintf(s.err, "the test is in %s\n", flags.out)
	return errBroken
}

// tellUntaken lists the ways that no call took.
func tellUntaken(s streams, ways []fuzz.Untaken) {
	if len(ways) == 0 {
		return
	}
	fmt.Fprint(s.out, "\nNever taken:\n\n")
	for _, way := range ways[:min(len(ways), untakenMax)] {
		fmt.Fprintf(s.out, "  %s: %s\n", way.Pos, way.Name)
	}
	if more := len(ways) - untakenMax; more > 0 {
		fmt.Fprintf(s.out, "  and %d more\n", more)
	}
}

// pathFrom is a file as it is named from a folder.
func pathFrom(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	if from, err := filepath.Rel(folder, path); err == nil {
		return filepath.ToSlash(from)
	}
	return path
}
