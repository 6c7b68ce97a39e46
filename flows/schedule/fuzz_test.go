package schedule

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// A window that is accepted lies within two days, is not empty, and is what its text says.
func FuzzWindow(f *testing.F) {
	for _, seed := range []string{"09:00-12:30", "22:00-02:00", "00:00-24:00", "00:00-00:00", "24:00-24:00", "9:00-10:00", "-", "09:60-10:00", "a-b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := parseWindow(text)
		if err != nil {
			return
		}
		if len(text) != 11 || w.from < 0 || w.from >= dayMinutes || w.to <= w.from || w.to-w.from > dayMinutes || !w.has(w.from) || w.has(w.to) {
			t.Fatalf("%q: %+v", text, w)
		}
	})
}

// Days that are accepted hold their ends, and count as many as they have.
func FuzzDays(f *testing.F) {
	for _, seed := range []string{"2026-12-31", "12-24", "02-29", "2026-08-01..2026-08-14", "12-24..01-02", "2026-02-30", "..", "0000-01-01", "12-24..2026-01-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseDays(text)
		if err != nil {
			return
		}
		n, on := 0, date{leapYear, time.January, 1}
		if !d.yearly() {
			on = d.from
		}
		for ; n < d.count() && (d.has(on) || d.yearly()) && on.year <= LastYear+1; on = on.plus(1) {
			if d.has(on) {
				n++
			}
		}
		if n != d.count() || !d.has(d.from) || !d.has(d.to) || !d.meets(d) {
			t.Fatalf("%q: %+v has %d of %d", text, d, n, d.count())
		}
	})
}

// Days of the week that are accepted are at least one, and none twice.
func FuzzWeekdays(f *testing.F) {
	for _, seed := range []string{"mon", "mon-fri", "sat-mon,wed", "mon, tue", "Mon", "mon-", ",", "mon-mon", "mon,mon"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, fault := parseWeekdays(text)
		if fault != nil {
			if fault.offset < 0 || fault.offset > len(text) || (fault.reason == "") != fault.unknown {
				t.Fatalf("%q: %+v", text, fault)
			}
			return
		}
		seen := map[time.Weekday]bool{}
		for _, day := range all {
			seen[day] = true
		}
		if len(all) == 0 || len(seen) != len(all) {
			t.Fatalf("%q: %v", text, all)
		}
	})
}

// Whatever an iCal file holds, it is read or its faults have lines, and what it closes has an order and an end.
func FuzzCalendar(f *testing.F) {
	for _, seed := range []string{
		"DTSTART:20261224", "DTSTART:20261224T120000Z|DURATION:PT1H", "DTSTART;TZID=Europe/Berlin:20261224T120000|DTEND:20261224T130000Z",
		"DTSTART:20260101|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH,-1MO;BYSETPOS=1,-1;INTERVAL=2;WKST=SU|EXDATE:20260101",
		"UID:u|DTSTART:20260101|RRULE:FREQ=WEEKLY;COUNT=9|RDATE:20260109|SUMMARY:a\\, b", "BEGIN:VALARM|END:VALARM", "SUMMARY:x| y",
	} {
		f.Add(calendarOf(seed))
	}
	f.Fuzz(func(t *testing.T, text string) {
		closed, faults := parseCalendar(text, time.UTC)
		for _, fault := range faults {
			if fault.line < 1 || fault.reason == "" {
				t.Fatalf("%+v", fault)
			}
		}
		if len(faults) > 0 && closed.count() > 0 || closed.count() > MaxHolidays+MaxEventDays {
			t.Fatalf("%d faults, %d closed", len(faults), closed.count())
		}
		apart := disjoint(closed.times)
		for i, c := range apart {
			if !c.from.Before(c.to) || i > 0 && c.from.Before(apart[i-1].to) || c.name == "" {
				t.Fatalf("%+v", apart)
			}
		}
	})
}

// Whatever the YAML says, a schedule with errors is closed, and one without has a next change ahead.
func FuzzRead(f *testing.F) {
	f.Add(office)
	f.Add("zone: UTC\nweekly: {mon-sun: '08:00-08:00'}\nexceptions: {12-24..01-06: {hours: [a], name: b}}")
	f.Fuzz(func(t *testing.T, text string) {
		doc, findings := source.Parse("f", text)
		if len(findings) > 0 {
			return
		}
		report := source.NewReport(doc)
		name := &source.Node{Kind: source.Scalar, Value: "s", Pos: doc.Root.Pos}
		node := &source.Node{Kind: source.Map, Pairs: []source.Pair{{Key: name, Value: doc.Root}}}
		s := Read(node, report, func(string) ([]byte, error) { return []byte(calendarOf("DTSTART:20261224")), nil })["s"]
		now := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
		d := s.Decide(now, Override{})
		if report.HasErrors() && d.Open || !d.Until.IsZero() && (!d.Until.After(now) || s.verdict(d.Until).open == d.Open) {
			t.Fatalf("%s, %v", shown(d), report.Findings())
		}
	})
}
