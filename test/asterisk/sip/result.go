package sip

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
)

// Result is what became of a run's calls.
type Result struct {
	// Succeeded and Failed count calls; Failed went otherwise than the script.
	Succeeded, Failed int
	// Setups are the times from INVITE to answer, the shortest first.
	Setups []time.Duration
	// Heard is what the caller heard, from the first packet on, if [Call.Listen]
	// was set.
	Heard hearing.Audio
	// Failures are the lines of sipp's error log.
	Failures []string
}

// Setup returns the set-up time that a share of the calls kept to: 0.5 is the
// median. It is zero when no call was answered.
func (r Result) Setup(share float64) time.Duration {
	if len(r.Setups) == 0 {
		return 0
	}
	at := int(share * float64(len(r.Setups)))
	return r.Setups[min(max(at, 0), len(r.Setups)-1)]
}

// check returns [ErrCallFailed] unless all calls went as the script says.
func (r Result) check(calls int) error {
	if r.Failed == 0 && r.Succeeded == calls {
		return nil
	}
	shown := r.Failures[:min(len(r.Failures), failuresShown)]
	return fmt.Errorf("%w: of %d calls %d succeeded and %d failed\n%s",
		ErrCallFailed, calls, r.Succeeded, r.Failed, strings.Join(shown, "\n"))
}

// parseStatistics reads the counts from the last line of sipp's statistics.
func parseStatistics(text string) (succeeded, failed int, err error) {
	rows, err := readRows(text)
	if err != nil || len(rows) < 2 {
		return 0, 0, fmt.Errorf("%w: no statistics", ErrNotRun)
	}
	last := rows[len(rows)-1]
	count := func(column string) (int, error) {
		at := slices.Index(rows[0], column)
		if at < 0 || at >= len(last) {
			return 0, fmt.Errorf("%w: no column %s in the statistics", ErrNotRun, column)
		}
		number, err := strconv.Atoi(strings.TrimSpace(last[at]))
		if err != nil {
			return 0, fmt.Errorf("%w: column %s is %q", ErrNotRun, column, last[at])
		}
		return number, nil
	}
	if succeeded, err = count("SuccessfulCall(C)"); err != nil {
		return 0, 0, err
	}
	failed, err = count("FailedCall(C)")
	return succeeded, failed, err
}

// parseSetups reads the set-up times, in milliseconds, a call a line.
func parseSetups(text string) []time.Duration {
	var setups []time.Duration
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSpace(line), ";")
		if len(fields) < 2 {
			continue
		}
		// The first line is a heading.
		if milliseconds, err := strconv.ParseFloat(fields[1], 64); err == nil && milliseconds >= 0 {
			setups = append(setups, time.Duration(milliseconds*float64(time.Millisecond)))
		}
	}
	slices.Sort(setups)
	return setups
}

// readRows reads sipp's own kind of CSV: semicolons, one more at each end.
func readRows(text string) ([][]string, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = ';'
	reader.FieldsPerRecord = -1
	reader.LazyQuotes = true
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading sipp's statistics: %w", err)
	}
	return rows, nil
}

// parseFailures returns the lines of sipp's error log that say something.
func parseFailures(text string) []string {
	var failures []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "The following events occurred") {
			failures = append(failures, line)
		}
	}
	return failures
}
