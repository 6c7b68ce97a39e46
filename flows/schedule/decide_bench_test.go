package schedule

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What a decision costs when no change lies within the year: the most that one can cost.
func BenchmarkDecideWithoutChange(b *testing.B) {
	var many strings.Builder
	many.WriteString("zone: Europe/Berlin\nweekly: {mon-sun: ['00:00-12:00', '12:00-24:00']}\nexceptions:\n")
	for day := range 300 {
		many.WriteString(fmt.Sprintf("  %s: 00:00-24:00\n", time.Date(2030, 1, 1+day, 0, 0, 0, 0, time.UTC).Format("2006-01-02")))
	}
	s, findings := readAll(many.String())
	if len(findings) > 0 {
		b.Fatal(findings)
	}
	now := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	for b.Loop() {
		s.Decide(now, Override{})
	}
}
