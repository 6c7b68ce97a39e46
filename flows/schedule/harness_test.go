package schedule

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// office is the schedule of most tests.
const office = `zone: Europe/Berlin
weekly:
  mon-thu: [09:00-12:30, 13:30-17:00]
  fri: 22:00-02:00
  sun: closed
exceptions:
  2026-12-31: 09:00-12:00
  12-24: closed
  2026-08-01..2026-08-14: {closed: company holiday}
  2026-08-05: {hours: 10:00-11:00, name: stocktaking}
  2026-10-02: [20:00-03:00]
holidays:
  file: testdata/holidays.ics
  dates: {10-03: Unity, 2026-12-31: Silvester}
`

// readAll reads a schedule "s" whose text this is.
func readAll(text string) (*Schedule, source.Findings) {
	doc, findings := source.Parse("f", "schedules:\n  s:\n    "+strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    "))
	if len(findings) > 0 {
		return nil, findings
	}
	report := source.NewReport(doc)
	return Read(doc.Root.Get(Key), report, ReadFile)["s"], report.Findings()
}

// fine reads a schedule without findings.
func fine(t *testing.T, text string) *Schedule {
	t.Helper()
	s, findings := readAll(text)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return s
}

// at reads "2026-11-26 09:00", with seconds or an offset if need be, on the schedule's clock.
func at(t *testing.T, s *Schedule, text string) time.Time {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04:05.999999999"} {
		if got, err := time.ParseInLocation(layout, text, s.Zone()); err == nil {
			return got
		}
	}
	got, err := time.Parse("2006-01-02 15:04 -0700", text)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// shown is a decision on one line.
func shown(d Decision) string {
	until := "never"
	if !d.Until.IsZero() {
		until = d.Until.Format("2006-01-02 15:04 -0700")
	}
	return fmt.Sprintf("%t %s, %s, until %s", d.Open, d.Status, d.Rule, until)
}
