//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/ariapp/ariapp/bench/figures"
)

// The table in the README stands between these.
const (
	tableBegins = "<!-- figures: go run ./bench/all -readme README.md -->"
	tableEnds   = "<!-- end of figures -->"
)

// errBusy tells that figures are a trial.
var errBusy = errors.New("the machine did other work while these figures were measured; nothing is quoted of them")

// fill writes the table of what a server carries into a text.
func fill(text string, set *figures.Set) (string, error) {
	before, rest, found := strings.Cut(text, tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !found || !ends {
		return "", fmt.Errorf("there is no place for the table: a line %q and a line %q", tableBegins, tableEnds)
	}
	if set.Machine.Busy() {
		return "", errBusy
	}
	table := carried(set)
	if table == "" {
		return "", errors.New("nothing was measured of what the table tells: run `task bench`")
	}
	return before + tableBegins + "\n" + table + tableEnds + after, nil
}

// carried is the table, of what has been measured only.
func carried(set *figures.Set) string {
	var rows strings.Builder
	row := func(what, group, series, metric string, at float64, form string) {
		f, ok := set.Find(group, series, metric, at)
		if median, _, _ := f.Median(); ok {
			fmt.Fprintf(&rows, "| %s | %s |\n", what, fmt.Sprintf(form, median))
		}
	}
	row("calls a second that come, are asked a question and end, none failed, 99 of 100 answered within 100 ms",
		figures.Comfort, figures.Ours, figures.CallsASecond, 0, "%.0f")
	row("of each such call: CPU of ariapp, everything on, at 120 a second", figures.OneCall, figures.Ours,
		figures.ProgramCPU, aimedRate, "%.2f ms")
	row("of each such call: CPU of Asterisk", figures.OneCall, figures.Ours, figures.AsteriskCPU, aimedRate, "%.2f ms")
	row("a caller is answered within, 99 of 100, at 120 a second", figures.OneCall, figures.Ours, figures.AnswerP99,
		aimedRate, "%.1f ms")
	row("memory of 10,000 callers who wait", figures.Waiting, "", figures.Memory, 10_000, "%.0f MB")
	row("memory of 50,000 callers who wait", figures.Waiting, "", figures.Memory, 50_000, "%.0f MB")
	row("from the start of the process until it is ready", figures.Starting, figures.LaterStart, figures.UntilReady, 0,
		"%.0f ms")
	if rows.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("| on %d processors, which Asterisk and the callers share | |\n| --- | --- |\n%s"+
		"\nMeasured on %s (%s), with "+
		"[these commands](bench/RESULTS.md).\n", set.Machine.Processors, rows.String(),
		set.Machine.Begun.Format("2006-01-02"),
		set.Machine.Processor)
}

// fillFile fills the table into a file.
func fillFile(path string, set *figures.Set) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading what the table goes into: %w", err)
	}
	filled, err := fill(string(text), set)
	if err != nil {
		return fmt.Errorf("filling the table into %s: %w", path, err)
	}
	if err := os.WriteFile(path, []byte(filled), 0o644); err != nil {
		return fmt.Errorf("filling the table: %w", err)
	}
	return nil
}
