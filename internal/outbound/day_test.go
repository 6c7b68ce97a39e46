package outbound

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/store"
)

// Law: a day of caps is one of the zone of the rules, whatever the clock's is: it ends at that midnight, also where there
// is none, and a refusal tells when.
func TestDaysAreOfAZone(t *testing.T) {
	utc := func(text string) time.Time {
		t.Helper()
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at.UTC()
	}
	for name, c := range map[string]struct{ zone, full, ends string }{
		"ahead of the clock":    {"Asia/Tokyo", "2026-03-10T14:59:59Z", "2026-03-10T15:00:00Z"},
		"behind the clock":      {"America/New_York", "2026-01-11T04:59:00Z", "2026-01-11T05:00:00Z"},
		"over the clock's own":  {"America/New_York", "2026-01-10T23:30:00Z", "2026-01-11T05:00:00Z"},
		"of 23 hours":           {"Europe/Berlin", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"},
		"of 25 hours":           {"Europe/Berlin", "2026-10-25T22:30:00Z", "2026-10-25T23:00:00Z"},
		"before none, as 23:00": {"America/Santiago", "2026-09-06T03:30:00Z", "2026-09-06T04:00:00Z"},
		"before none, by 1:00":  {"Asia/Beirut", "2026-03-28T21:30:00Z", "2026-03-28T22:00:00Z"},
		"of no zone: the clock": {"", "2026-03-10T23:00:00Z", "2026-03-11T00:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			rules := Rules{Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX"), Caps: Caps{PerDay: 1}}}}
			if c.zone != "" {
				zone, err := time.LoadLocation(c.zone)
				if err != nil {
					t.Fatal(err)
				}
				rules.Zone = zone
			}
			now := utc(c.full)
			gate := NewLedger(Options{Store: store.NewMemory(), Now: func() time.Time { return now }}).Gate(rules)
			permit := func(want string) error {
				t.Helper()
				err := gate.Permit(t.Context(), "PJSIP/100", "test")
				if got := reasonOf(t, err); got != want {
					t.Errorf("at %v: %q, want %q", now, got, want)
				}
				return err
			}
			permit("")
			if after, _ := RetryAfter(permit(PerDay)); !after.Equal(utc(c.ends)) {
				t.Errorf("the day ends at %v, want %v", after.UTC(), c.ends)
			}
			now = utc(c.ends).Add(-time.Millisecond)
			permit(PerDay)
			now = utc(c.ends)
			permit("")
		})
	}
}
