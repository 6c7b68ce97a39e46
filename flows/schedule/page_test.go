package schedule

import (
	"os"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// The example of the page for administrators has no findings.
func TestTheExampleOfThePageIsFine(t *testing.T) {
	page, err := os.ReadFile("../../docs/schedules.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "```yaml\n")
	text, _, _ := strings.Cut(after, "```")
	doc, findings := source.Parse("page", text)
	report := source.NewReport(doc)
	open := func(string) ([]byte, error) { return []byte(calendarOf("DTSTART:20261225")), nil }
	s := Read(doc.Root.Get(Key), report, open)["office"]
	if len(findings) > 0 || len(report.Findings()) > 0 || s == nil {
		t.Fatal(findings, report.Findings())
	}
	if got := s.Decide(at(t, s, "2026-12-25 10:00"), Override{}); got.Status != StatusHoliday {
		t.Errorf("Christmas is %s", shown(got))
	}
}
