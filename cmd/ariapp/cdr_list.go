package main

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/records"
)

// listFlags are the flags of `ariapp cdr list`.
type listFlags struct {
	filter                        records.Filter
	from, to, disposition, output string
}

func listCDRs(s streams, file *string) *cobra.Command {
	flags := listFlags{output: "table"}
	command := &cobra.Command{
		Use: "list", Short: "Lists calls that are over, the newest first",
		Long: "Lists the records of calls that are over, the newest first; with --legs also those of the legs that were\n" +
			"dialled, with --linked those of one call and its legs.\n\n" +
			"CSV has all columns, times in UTC, and an apostrophe before what a spreadsheet would take for a formula,\n" +
			"as +49301234; programs take JSON. See docs/records.md.",
		Example: "  ariapp cdr list --from 24h --disposition 'NO ANSWER'\n" +
			"  ariapp cdr list --from 2026-03-01 --to 2026-04-01 --limit 0 --output csv > march.csv\n" +
			"  ariapp cdr list --src '+4930*' --min-duration 1m --legs\n" +
			"  ariapp cdr list --linked 1764154800.42",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			write, err := flags.check(time.Now())
			if err != nil {
				return err
			}
			return withRecords(*file, func(reader *records.Reader) error {
				return write(s.out, reader.Ended(command.Context(), flags.filter))
			})
		},
	}
	set, filter := command.Flags(), &flags.filter
	set.StringVar(&flags.from, "from", "",
		"only calls that began since: a `time` as 2026-12-24T18:00, or a span as 24h or 3d")
	set.StringVar(&flags.to, "to", "", "only calls that began before that `time`")
	set.StringVar(&filter.Src, "src", "", "only calls of that `number`; * stands for anything")
	set.StringVar(&filter.Dst, "dst", "", "only calls to that `number` or endpoint; * stands for anything")
	set.StringVar(&flags.disposition, "disposition", "",
		"only what ended so: `ANSWERED`, NO ANSWER, BUSY, FAILED or CONGESTION")
	set.DurationVar(&filter.MinDuration, "min-duration", 0, "only what took so `long` at least, as 90s")
	set.StringVar(&filter.Linked, "linked", "", "only the call with that `linkedid`, and its legs")
	set.BoolVar(&filter.Legs, "legs", false, "legs that were dialled, too")
	set.IntVar(&filter.Limit, "limit", 100, "how many at most, 0 for all")
	set.StringVar(&flags.output, "output", flags.output, "how it is printed: `table, csv or json`")
	return command
}

// check reads the flags, and says what writes the rows.
func (f *listFlags) check(now time.Time) (func(io.Writer, iter.Seq2[records.Row, error]) error, error) {
	var err error
	if f.filter.From, err = momentOf("--from", f.from, now); err != nil {
		return nil, err
	}
	if f.filter.To, err = momentOf("--to", f.to, now); err != nil {
		return nil, err
	}
	f.filter.Disposition = records.Disposition(strings.ToUpper(strings.ReplaceAll(f.disposition, "_", " ")))
	if f.disposition != "" && !slices.Contains(records.Dispositions(), f.filter.Disposition) {
		return nil, usagef("--disposition %q: use ANSWERED, NO ANSWER, BUSY, FAILED or CONGESTION", f.disposition)
	}
	if f.filter.MinDuration < 0 || f.filter.Limit < 0 {
		return nil, usagef("--min-duration and --limit: from 0 on")
	}
	switch f.output {
	case "table":
		return tableOfCDRs, nil
	case "csv":
		return records.CSV, nil
	case "json":
		return records.JSON, nil
	}
	return nil, wrongOutput(f.output, "table, csv or json")
}

// momentOf is the time that a flag means; zero for none.
func momentOf(flag, text string, now time.Time) (time.Time, error) {
	at, err := sinceTime(text, now)
	if err != nil {
		return at, usagef("%s %q: write a time as 2026-12-24T18:00, or a span of time such as 24h or 3d", flag, text)
	}
	return at, nil
}

// tableOfCDRs prints rows for people, with times of this machine's zone.
func tableOfCDRs(to io.Writer, rows iter.Seq2[records.Row, error]) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "START\tSRC\tDST\tDURATION\tBILLSEC\tDISPOSITION\tRESULT\tFLOW\tID")
	for row, err := range rows {
		if err != nil {
			return err
		}
		result := row.Result
		if leg := legOf(row); leg != "" {
			result = leg
		}
		cells := []string{row.Start.Local().Format(time.DateTime), row.Src, row.Dst, strconv.FormatInt(row.Duration, 10),
			strconv.FormatInt(row.BillSec, 10), string(row.Disposition), result, row.Flow, row.ID}
		for i, cell := range cells {
			cells[i] = printable(cell)
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	return w.Flush()
}

// printable is a text without what would move a terminal's cursor: callers choose their names.
func printable(text string) string {
	if text == "" {
		return "-"
	}
	return strings.Map(func(r rune) rune {
		if strconv.IsPrint(r) {
			return r
		}
		return '?'
	}, text)
}
