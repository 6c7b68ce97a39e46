package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/replay"
	"github.com/ariapp/ariapp/internal/suite"
)

// replayFlags are the flags of `ariapp replay`.
type replayFlags struct {
	journal, out string
	secrets      []string
	all, asTest  bool
}

func replayCommand(s streams) *cobra.Command {
	flags := replayFlags{}
	command := &cobra.Command{
		Use:   "replay CALL [file]",
		Short: "Walks a recorded call through the flows of today",
		Long: "Takes a call from the journal and walks it through the flows as they are now, in virtual time: the caller\n" +
			"presses the same keys at the same moments, and services, tables and schedules answer what they answered\n" +
			"then. It says that the steps are the same, or shows where the call goes another way.\n\n" +
			"CALL is the call's id, how it begins, or `last`. With --all every call of the journal is replayed; those\n" +
			"that go another way are shown. Keys that were secret are not in the journal: --secret gives them, else\n" +
			"some are tried.\n\n" +
			"--as-test writes a call that goes as it went as a test, for `ariapp test`.",
		Example: "  ariapp replay last\n" +
			"  ariapp replay 1764154800.42 ivr.yaml --journal /var/lib/ariapp/journal\n" +
			"  ariapp replay 1764154800.42 --secret support/pin=4711 --as-test --out found_test.yaml\n" +
			"  ariapp replay --all --journal testdata/journals",
		Args: func(_ *cobra.Command, args []string) error {
			most := 2
			if flags.all {
				most = 1
			} else if len(args) == 0 {
				return errors.New("which call? Write its id, the beginning of it, or last; or --all for every call")
			}
			return cobra.MaximumNArgs(most)(nil, args)
		},
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, args []string) error {
			name := ""
			if !flags.all {
				name, args = args[0], args[1:]
			}
			secrets, err := flags.check()
			if err != nil {
				return err
			}
			return runReplay(command.Context(), s, name, append(args, defaultFile)[0], flags, secrets)
		},
	}
	set := command.Flags()
	set.StringVar(&flags.journal, "journal", "", "the `folder` of the journal, or one of its files (default the file's)")
	set.BoolVar(&flags.all, "all", false, "replay every call of the journal")
	set.StringArrayVar(&flags.secrets, "secret", nil,
		"the keys that were pressed in a step and are hidden, as `STEP=DIGITS`; repeatable")
	set.BoolVar(&flags.asTest, "as-test", false, "write the call as a test file")
	set.StringVar(&flags.out, "out", "", "write the test into this `file`, which must not be there yet")
	return command
}

// check refuses flags that make no sense, and reads the secrets.
func (f *replayFlags) check() (secrets map[string]string, err error) {
	switch {
	case f.all && (f.asTest || len(f.secrets) > 0):
		return nil, usagef("--all goes without --as-test and --secret: these are about one call")
	case f.out != "" && !f.asTest:
		return nil, usagef("--out %q: it goes with --as-test", f.out)
	case f.out != "" && !strings.HasSuffix(f.out, "_test.yaml"):
		return nil, usagef("--out %q: test files are called NAME_test.yaml", f.out)
	}
	if f.out != "" {
		if _, err := os.Lstat(f.out); !errors.Is(err, fs.ErrNotExist) {
			return nil, usagef("--out %q: it is there already, and is not overwritten", f.out)
		}
	}
	secrets = map[string]string{}
	for _, text := range f.secrets {
		step, keys, ok := strings.Cut(text, "=")
		if !ok || step == "" || keys == "" {
			return nil, usagef("--secret: write it as STEP=DIGITS, such as support/pin=1234") // not what was written
		}
		secrets[step] += keys
	}
	return secrets, nil
}

// runReplay replays one call or all.
func runReplay(ctx context.Context, s streams, name, path string, flags replayFlags, secrets map[string]string) (
	err error) {
	loaded, err := usableFile(s, path)
	if err != nil {
		return err
	}
	folder, err := journalOf(path, flags.journal)
	if err != nil {
		return err
	}
	beside, doc, err := besideFile(s, loaded, path)
	if err != nil {
		return err
	}
	defer func() { err = firstOf(err, beside.Close()) }()
	opts := replay.Options{Setting: suite.Setting(loaded, beside), Secrets: secrets, Guesses: replay.Guesses(doc)}
	if flags.all {
		return replayAll(ctx, s, folder, opts)
	}
	return replayOne(ctx, s, folder, name, path, flags, opts)
}

// replayAll replays every call of a journal and tells of those that go another way.
func replayAll(ctx context.Context, s streams, folder string, opts replay.Options) error {
	var sum replay.Summary
	filter := journal.Filter{Damaged: func(journal.Damage) { sum.Damaged++ }}
	for call, err := range journal.Calls(folder, filter) {
		if err != nil {
			return unreadableError{err}
		}
		result, err := replay.Run(ctx, opts, call)
		if err != nil && !errors.Is(err, replay.ErrUnfit) {
			return err
		}
		if sum.Add(result, err); result != nil && result.Verdict != replay.Same {
			result.Text(s.out)
			fmt.Fprintln(s.out)
		}
	}
	sum.Text(s.out)
	switch {
	case sum.Calls() == 0:
		return fmt.Errorf("replaying %s: %w", folder, errNoReplay)
	case sum.Different > 0:
		return errReplayDiffers
	case sum.Unknown > 0:
		return errReplayUnknown
	}
	return nil
}

// replayOne replays a call, and writes it as a test if that is wanted.
func replayOne(ctx context.Context, s streams, folder, name, path string, flags replayFlags,
	opts replay.Options) error {
	call, err := replay.Find(journal.Calls(folder, journal.Filter{}), name)
	if errors.Is(err, replay.ErrAmbiguous) {
		return usageError{err}
	} else if err != nil {
		return err
	}
	result, err := replay.Run(ctx, opts, call)
	if errors.Is(err, replay.ErrSecret) {
		return usageError{err}
	} else if err != nil {
		return err
	}
	to := s.out
	if flags.asTest && (flags.out == "" || result.Verdict != replay.Same) {
		to = s.err // the test is the result
	}
	result.Text(to)
	switch {
	case result.Verdict == replay.Unknown:
		return errReplayUnknown
	case result.Verdict == replay.Different:
		return errReplayDiffers
	case flags.asTest:
		return writeReplayed(ctx, s, path, flags.out, result, opts.Setting)
	}
	return nil
}

// holdsHidden is said of a test that has keys of a PIN in it.
const holdsHidden = "holds digits that the journal hides"

// writeReplayed writes a call as a test file.
func writeReplayed(ctx context.Context, s streams, path, out string, result *replay.Result,
	setting scenario.Setting) error {
	c, err := result.Test(ctx, setting)
	if err != nil {
		return err
	}
	remark := ""
	if result.HoldsHidden() {
		remark = "# " + holdsHidden + "\n"
		fmt.Fprintf(s.err, "the test %s\n", holdsHidden)
	}
	if out == "" {
		text := append([]byte(remark), scenario.Format(filepath.ToSlash(path), c)...)
		if _, err := s.out.Write(text); err != nil {
			return fmt.Errorf("writing the test: %w", err)
		}
		return nil
	}
	file, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("writing the test: %w", err)
	}
	_, err = file.Write(append([]byte(remark), scenario.Format(pathFrom(filepath.Dir(out), path), c)...))
	if err := firstOf(err, file.Close()); err != nil {
		return fmt.Errorf("writing the test: %w", err)
	}
	fmt.Fprintf(s.err, "the test is in %s\n", out)
	return nil
}
