package schedule

import (
	"strings"
	"testing"
	"time"
)

// Exceptions win over holidays, these over the week; nothing else opens, and each says which rule it was.
func TestOrderOfRules(t *testing.T) {
	s := fine(t, office)
	for moment, want := range map[string]string{
		"2026-11-26 08:59:59.999999999": "false closed, no rule, until 2026-11-26 09:00 +0100",
		"2026-11-26 09:00":              "true open, weekly mon-thu 09:00-12:30, until 2026-11-26 12:30 +0100",
		"2026-11-26 12:29:59":           "true open, weekly mon-thu 09:00-12:30, until 2026-11-26 12:30 +0100",
		"2026-11-26 12:30":              "false closed, no rule, until 2026-11-26 13:30 +0100",
		"2026-11-29 12:00":              "false closed, weekly sun closed, until 2026-11-30 09:00 +0100",
		"2026-12-02 10:00":              "true open, weekly mon-thu 09:00-12:30, until 2026-12-02 12:30 +0100", // a cancelled event
		"2026-12-24 13:00":              "false closed, exception 12-24, until 2026-12-25 22:00 +0100",         // with a party in the file
		"2027-12-24 13:00":              "false closed, exception 12-24, until 2027-12-27 09:00 +0100",
		"2026-12-31 10:00":              "true open, exception 2026-12-31 09:00-12:00, until 2026-12-31 12:00 +0100",
		"2026-12-31 12:00":              "false closed, exception 2026-12-31, until 2027-01-04 09:00 +0100",
		"2027-01-01 23:00":              "false holiday, holiday Neujahr, until 2027-01-04 09:00 +0100",
		"2027-10-03 10:00":              "false holiday, holiday Unity, until 2027-10-04 09:00 +0200",
		"2026-08-04 10:00":              "false closed, exception 2026-08-01..2026-08-14 (company holiday), until 2026-08-05 10:00 +0200",
		"2026-08-05 10:00":              "true open, exception 2026-08-05 10:00-11:00, until 2026-08-05 11:00 +0200",
		"2026-08-05 12:00":              "false closed, exception 2026-08-05 (stocktaking), until 2026-08-17 09:00 +0200",
	} {
		if got := shown(s.Decide(at(t, s, moment), Override{})); got != want {
			t.Errorf("%s: %s\nwant %s", moment, got, want)
		}
	}
}

// A window belongs with its night to the day it begins on, but an exception or a holiday rules its whole date.
func TestMidnight(t *testing.T) {
	s := fine(t, office)
	for moment, want := range map[string]string{
		"2026-11-27 23:00": "true open, weekly fri 22:00-02:00, until 2026-11-28 02:00 +0100",
		"2026-11-28 01:59": "true open, weekly fri 22:00-02:00, until 2026-11-28 02:00 +0100",
		"2026-11-28 02:00": "false closed, no rule, until 2026-11-30 09:00 +0100",
		"2026-07-31 23:00": "true open, weekly fri 22:00-02:00, until 2026-08-01 00:00 +0200",                                // cut by an exception
		"2026-08-14 23:00": "false closed, exception 2026-08-01..2026-08-14 (company holiday), until 2026-08-17 09:00 +0200", // a closed Friday has no night
		"2026-10-02 23:00": "true open, exception 2026-10-02 20:00-03:00, until 2026-10-03 00:00 +0200",                      // cut by a holiday
		"2027-01-02 01:00": "false closed, no rule, until 2027-01-04 09:00 +0100",                                            // a holiday of a file has none either
	} {
		if got := shown(s.Decide(at(t, s, moment), Override{})); got != want {
			t.Errorf("%s: %s\nwant %s", moment, got, want)
		}
	}
	tail := fine(t, "zone: UTC\nexceptions: {2026-05-01: '20:00-03:00'}\nweekly: {sat: '12:00-13:00'}")
	if got := shown(tail.Decide(at(t, tail, "2026-05-02 02:00"), Override{})); got !=
		"true open, exception 2026-05-01 20:00-03:00, until 2026-05-02 03:00 +0000" {
		t.Errorf("an exception's own night: %s", got)
	}
}

// Equal ends are 24 hours, 24:00 is an end, and what is always open never changes.
func TestWholeDays(t *testing.T) {
	for text, want := range map[string]string{
		"zone: UTC\nweekly: {mon-sun: '00:00-24:00'}":       "true open, weekly mon-sun 00:00-24:00, until never",
		"zone: UTC\nweekly: {mon-sun: '08:00-08:00'}":       "true open, weekly mon-sun 08:00-08:00, until never",
		"zone: UTC\nweekly: {thu: '00:00-00:00'}":           "true open, weekly thu 00:00-00:00, until 2026-11-27 00:00 +0000",
		"zone: UTC\nweekly: {wed: '08:00-08:00'}":           "true open, weekly wed 08:00-08:00, until 2026-11-26 08:00 +0000",
		"zone: UTC\nweekly: {'sat-mon,thu': '07:00-24:00'}": "true open, weekly sat-mon,thu 07:00-24:00, until 2026-11-27 00:00 +0000",
	} {
		s := fine(t, text)
		moment := "2026-11-26 07:30"
		if got := shown(s.Decide(at(t, s, moment), Override{})); got != want {
			t.Errorf("%s: %s\nwant %s", text, got, want)
		}
	}
}

// The clock on the wall decides: a skipped hour is never open, a doubled one twice.
func TestDaylightSaving(t *testing.T) {
	for _, c := range []struct{ window, moment, want string }{
		{"02:15-02:45", "2026-03-29 01:59 +0100", "false closed, no rule, until 2026-03-30 02:15 +0200"},
		{"02:30-04:00", "2026-03-29 01:59 +0100", "false closed, no rule, until 2026-03-29 03:00 +0200"},
		{"01:00-02:30", "2026-03-29 01:59 +0100", "true open, weekly mon-sun 01:00-02:30, until 2026-03-29 03:00 +0200"},
		{"01:00-02:30", "2026-10-25 02:29 +0200", "true open, weekly mon-sun 01:00-02:30, until 2026-10-25 02:30 +0200"},
		{"01:00-02:30", "2026-10-25 02:30 +0200", "false closed, no rule, until 2026-10-25 02:00 +0100"},
		{"01:00-02:30", "2026-10-25 02:29 +0100", "true open, weekly mon-sun 01:00-02:30, until 2026-10-25 02:30 +0100"},
		{"02:30-04:00", "2026-10-25 02:30 +0200", "true open, weekly mon-sun 02:30-04:00, until 2026-10-25 02:00 +0100"},
		{"00:00-12:00", "2026-10-25 01:00 +0200", "true open, weekly mon-sun 00:00-12:00, until 2026-10-25 12:00 +0100"},
	} {
		s := fine(t, "zone: Europe/Berlin\nweekly: {mon-sun: '"+c.window+"'}")
		if got := shown(s.Decide(at(t, s, c.moment), Override{})); got != c.want {
			t.Errorf("%s at %s: %s\nwant %s", c.window, c.moment, got, c.want)
		}
	}
}

// The zone's clock decides, wherever the machine or the instant's own zone is.
func TestZones(t *testing.T) {
	for zone, want := range map[string]bool{"Europe/Berlin": true, "Asia/Kathmandu": false, "America/St_Johns": false, "UTC": false} {
		s := fine(t, "zone: "+zone+"\nweekly: {thu: '09:00-09:30'}")
		instant := time.Date(2026, 11, 26, 8, 15, 0, 0, time.UTC)
		for _, where := range []string{"UTC", "Pacific/Apia"} {
			local, err := time.LoadLocation(where)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Decide(instant.In(local), Override{}); got.Open != want {
				t.Errorf("%s: %s", zone, shown(got))
			}
		}
	}
}

// An override wins while it holds, and no longer; after it the file decides when the next change is.
func TestOverrides(t *testing.T) {
	s := fine(t, office)
	until := func(text string) time.Time { return at(t, s, text) }
	for name, c := range map[string]struct {
		o    Override
		want string
	}{
		"closed until changed": {Override{Mode: ModeClosed, By: "4711"}, "false override, override closed by 4711 until changed, until never"},
		"closed for a while":   {Override{ModeClosed, until("2026-11-26 11:00"), "4711"}, "false override, override closed by 4711 until 2026-11-26 11:00, until 2026-11-26 11:00 +0100"},
		"closed over the noon": {Override{ModeClosed, until("2026-11-26 13:00"), ""}, "false override, override closed until 2026-11-26 13:00, until 2026-11-26 13:30 +0100"},
		"open into the noon":   {Override{ModeOpen, until("2026-11-26 13:00"), ""}, "true override, override open until 2026-11-26 13:00, until 2026-11-26 13:00 +0100"},
		"open into hours":      {Override{ModeOpen, until("2026-11-26 14:00"), ""}, "true override, override open until 2026-11-26 14:00, until 2026-11-26 17:00 +0100"},
		"open for years":       {Override{ModeOpen, until("2030-01-01 00:00"), ""}, "true override, override open until 2030-01-01 00:00, until never"},
		"expired this instant": {Override{ModeClosed, until("2026-11-26 10:00"), ""}, "true open, weekly mon-thu 09:00-12:30, until 2026-11-26 12:30 +0100"},
		"of no known mode":     {Override{Mode: "opne"}, "false override, override opne until changed, until never"},
		"none":                 {Override{Until: until("2030-01-01 00:00")}, "true open, weekly mon-thu 09:00-12:30, until 2026-11-26 12:30 +0100"},
	} {
		if got := shown(s.Decide(at(t, s, "2026-11-26 10:00"), c.o)); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}

// What is wrong never opens, not by an override either.
func TestFaultsClose(t *testing.T) {
	for _, text := range []string{
		"zone: Europe/Nowhere\nweekly: {mon-sun: '00:00-24:00'}",
		"weekly: {mon-sun: '00:00-24:00'}",
		"zone: UTC\nweekly: {mon-sun: '00:00-24:00'}\nexceptions: {2026-02-30: closed}",
		"zone: UTC\nweekly: {mon-sun: '00:00-24:00'}\nholidays: {file: testdata/nosuch.ics}",
		"zone: UTC\nweekly: {mon-sun: '00:00-24:00'}\nholiday: {}",
		"- a",
	} {
		s, findings := readAll(text)
		got := shown(s.Decide(time.Now(), Override{Mode: ModeOpen}))
		if !findings.HasErrors() || got != "false closed, faults in the file, until never" {
			t.Errorf("%s: %s, %v", text, got, findings)
		}
	}
	var none *Schedule
	if got := none.Decide(time.Now(), Override{Mode: ModeOpen}); got.Open || none.Spans(time.Now(), 1) != nil {
		t.Errorf("no schedule: %s", shown(got))
	}
}

// Spans have neither gaps nor two neighbours of one rule, and say what Decide says.
func TestSpans(t *testing.T) {
	s := fine(t, office)
	from := at(t, s, "2026-12-23 12:00")
	spans := s.Spans(from, 10)
	var b strings.Builder
	for i, span := range spans {
		b.WriteString(span.From.Format("01-02 15:04 ") + span.Rule + "\n")
		d := s.Decide(span.From, Override{})
		if d.Open != span.Open || d.Rule != span.Rule || d.Status != span.Status || i > 0 && !spans[i-1].To.Equal(span.From) {
			t.Errorf("%+v, decided %s", span, shown(d))
		}
	}
	want := `12-23 12:00 weekly mon-thu 09:00-12:30
12-23 12:30 no rule
12-23 13:30 weekly mon-thu 13:30-17:00
12-23 17:00 no rule
12-24 00:00 exception 12-24
12-25 00:00 no rule
12-25 22:00 weekly fri 22:00-02:00
12-26 02:00 no rule
12-27 00:00 weekly sun closed
12-28 00:00 no rule
12-28 09:00 weekly mon-thu 09:00-12:30
12-28 12:30 no rule
12-28 13:30 weekly mon-thu 13:30-17:00
12-28 17:00 no rule
12-29 09:00 weekly mon-thu 09:00-12:30
12-29 12:30 no rule
12-29 13:30 weekly mon-thu 13:30-17:00
12-29 17:00 no rule
12-30 09:00 weekly mon-thu 09:00-12:30
12-30 12:30 no rule
12-30 13:30 weekly mon-thu 13:30-17:00
12-30 17:00 no rule
12-31 00:00 exception 2026-12-31
12-31 09:00 exception 2026-12-31 09:00-12:00
12-31 12:00 exception 2026-12-31
01-01 00:00 holiday Neujahr
01-02 00:00 no rule
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
	if last := spans[len(spans)-1]; !last.To.Equal(at(t, s, "2027-01-02 12:00")) {
		t.Errorf("the last span ends %s", last.To)
	}
}

// Until is the next change of Open: a scan minute by minute finds no other,
// also where clocks jump at midnight or a day is left out.
func TestUntilIsTheNextChange(t *testing.T) {
	for _, c := range []struct{ text, from string }{
		{office, "2026-10-01 00:00"}, {office, "2026-12-20 00:00"}, {office, "2026-07-29 00:00"},
		{"zone: America/Santiago\nweekly: {mon-sun: ['22:00-00:30', '01:15-05:00']}", "2026-09-04 00:00"},
		{"zone: America/Santiago\nweekly: {mon-sun: ['22:00-23:30', '23:45-05:00']}", "2026-04-03 00:00"},
		{"zone: Pacific/Apia\nweekly: {mon-sun: '20:00-04:00', }", "2011-12-28 00:00"},
		{"zone: Australia/Lord_Howe\nweekly: {mon-sun: '01:45-02:15'}", "2026-04-03 00:00"},
		{"zone: Europe/Berlin\nweekly: {mon-sun: '02:15-02:45'}\nholidays: {file: testdata/holidays.ics}", "2026-10-23 00:00"},
	} {
		s := fine(t, c.text)
		const minutes = 14 * dayMinutes
		from := at(t, s, c.from)
		var change time.Time
		for i := minutes; i >= 0; i-- { // backwards, so that the change ahead is known
			now := from.Add(time.Duration(i) * time.Minute)
			d := s.Decide(now, Override{})
			if s.verdict(now.Add(time.Minute)).open != d.Open {
				change = now.Add(time.Minute)
			}
			if !change.IsZero() && !d.Until.Equal(change) {
				t.Fatalf("%s at %s: %s, but the next change is %s", c.text, now, shown(d), change)
			}
		}
		if change.IsZero() {
			t.Errorf("%s: nothing changes", c.text)
		}
	}
}
