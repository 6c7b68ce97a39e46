package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/report"
)

func reportCommand(s streams) *cobra.Command {
	since, format, named, opts := "", "text", "", report.Options{}
	command := &cobra.Command{
		Use:   "report [file]",
		Short: "Tells what became of callers, from the journal of their calls",
		Long: "Reads the journal that the daemon writes and tells what became of callers: how calls ended, where they\n" +
			"hung up, which questions they did not answer, which prompts they interrupted, which ways they went.\n" +
			"The journal is that of the file, or any folder or file with one; the daemon need not run.",
		Example: "  ariapp report --since 24h\n" +
			"  ariapp report --since 2026-03-02T08:00 --flow support\n" +
			"  ariapp report --journal /var/lib/ariapp/journal --format csv > report.csv\n" +
			"  ariapp report --format json | jq '.calls'",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeYAML,
		RunE: func(_ *cobra.Command, files []string) error {
			var err error
			if opts.Since, err = sinceTime(since, time.Now()); err != nil {
				return err
			}
			if opts.Paths < 1 {
				return usagef("--paths %d: use a number from 1", opts.Paths)
			}
			write, known := map[string]func(report.Report) error{
				"text": func(r report.Report) error { return r.Text(s.out) },
				"csv":  func(r report.Report) error { return r.CSV(s.out) },
				"json": func(r report.Report) error { return r.JSON(s.out) },
			}[format]
			if !known {
				return usagef("--format %q: use text, csv or json", format)
			}
			folder, err := journalOf(append(files, defaultFile)[0], named)
			if err != nil {
				return err
			}
			made, err := reportOf(folder, opts)
			if err != nil {
				return unreadableError{err}
			}
			if err := write(made); err != nil {
				return fmt.Errorf("writing the report: %w", err)
			}
			return nil
		},
	}
	flags := command.Flags()
	flags.StringVar(&since, "since", "",
		"only calls that entered since: a `span` such as 24h or 3d, or a time as 2026-12-24T18:00")
	flags.StringVar(&opts.Flow, "flow", "", "only calls through that `flow`, and its steps")
	flags.StringVar(&format, "format", format, "how it is printed: `text, csv or json`")
	flags.StringVar(&named, "journal", "", "the `folder` of the journal, or one of its files (default the file's)")
	flags.IntVar(&opts.Paths, "paths", 10, "how many of the most frequent paths are told")
	return command
}

// reportOf makes the report of a journal.
func reportOf(path string, opts report.Options) (report.Report, error) {
	lost, damaged := 0, 0
	calls := journal.Calls(path, journal.Filter{Since: opts.Since,
		Damaged: func(journal.Damage) { damaged++ }, Lost: func(n int) { lost += n }})
	made, err := report.Make(calls, opts)
	made.Lost, made.Damaged = lost, damaged
	return made, err
}

// sinceTime is the time that --since means; zero for none.
func sinceTime(text string, now time.Time) (time.Time, error) {
	if span, err := time.ParseDuration(text); err == nil && span > 0 {
		return now.Add(-span), nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n > 0 && n <= sinceDaysMax {
			return now.AddDate(0, 0, -n), nil
		}
	}
	at, err := startTime(text, now)
	if err != nil {
		return at, usagef("--since %q: write a span of time such as 24h or 3d, or a time as 2026-12-24T18:00", text)
	}
	return at, nil
}
