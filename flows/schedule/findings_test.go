package schedule

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/source"
)

// Every rule finds its fault at its place, and nothing else is found. The
// schedule's own text begins at 3:5.
func TestFindings(t *testing.T) {
	const week = "zone: UTC\nweekly: {mon: '09:00-17:00'}\n"
	for name, c := range map[string]struct{ text, want string }{
		"no mapping":      {"[a]", `f:3:5: the schedule s must be a mapping with zone and weekly, found a list [wrong-type]`},
		"no zone":         {"weekly: {mon: '09:00-17:00'}", `f:2:3: the schedule s needs zone: the zone of its clock, such as Europe/Berlin [missing-field]`},
		"an unknown zone": {"zone: Europe/Berln\nweekly: {mon: '09:00-17:00'}", `f:3:11: there is no zone "Europe/Berln"; zone must be a zone of the IANA database, such as Europe/Berlin [unknown-zone]`},
		"this machine's":  {"zone: Local\nweekly: {mon: '09:00-17:00'}", `f:3:11: there is no zone "Local"; zone must be a zone of the IANA database, such as Europe/Berlin [unknown-zone]`},
		"a list of zones": {"zone: [UTC]\nweekly: {mon: '09:00-17:00'}", `f:3:11: zone must be a zone of the IANA database, such as Europe/Berlin, found a list [wrong-type]`},
		"an unknown key":  {week + "exeptions: {}", `f:5:5: unknown key of a schedule "exeptions"; did you mean "exceptions"? [unknown-key]`},
		"never open":      {"zone: UTC\nweekly: {mon: closed}\nexceptions: {12-24: closed}", `f:2:3: warning: the schedule s never opens: it has no windows [never-open]`},

		"a week that is a list": {"zone: UTC\nweekly: [mon]", `f:4:13: weekly must be a mapping of days such as mon-fri to windows such as 09:00-12:30, found a list [wrong-type]`},
		"a long name":           {"zone: UTC\nweekly: {'mon-Friday': '09:00-17:00'}", `f:4:19: unknown day "Friday"; did you mean "fri"? [malformed-day]`},
		"no day":                {"zone: UTC\nweekly: {'mon, xx': '09:00-17:00'}", `f:4:20: unknown day "xx"; accepted: sun, mon, tue, wed, thu, fri, sat [malformed-day]`},
		"a range of one":        {"zone: UTC\nweekly: {mon-mon: '09:00-17:00'}", `f:4:14: "mon-mon" begins and ends on the same day; days must be a day such as mon, a range such as mon-fri, or a list such as mon,wed [malformed-day]`},
		"a day twice in a key":  {"zone: UTC\nweekly: {'mon-fri,wed': '09:00-17:00'}", `f:4:23: "wed" has wed twice; days must be a day such as mon, a range such as mon-fri, or a list such as mon,wed [malformed-day]`},
		"a day in two keys":     {"zone: UTC\nweekly:\n  mon-fri: 09:00-17:00\n  fri: 09:00-15:00", `f:6:7: fri stands already at f:5:7; put all windows of a day behind one key [duplicate-day]`},

		"no zero before":    {"zone: UTC\nweekly: {mon: '9:00-17:00'}", `f:4:19: "9:00-17:00" is no window: its start "9:00" is no time from 00:00 to 23:59; it must be like 09:00-12:30, or the day closed [malformed-window]`},
		"a late end":        {"zone: UTC\nweekly: {mon: '09:00-24:01'}", `f:4:19: "09:00-24:01" is no window: its end "24:01" is no time from 00:00 to 24:00; it must be like 09:00-12:30, or the day closed [malformed-window]`},
		"a start of 24":     {"zone: UTC\nweekly: {mon: '24:00-24:00'}", `f:4:19: "24:00-24:00" is no window: its start "24:00" is no time from 00:00 to 23:59; it must be like 09:00-12:30, or the day closed [malformed-window]`},
		"closed misspelled": {"zone: UTC\nweekly: {mon: close}", `f:4:19: "close" is no window: it has no start and end; it must be like 09:00-12:30, or the day closed [malformed-window]`},
		"nothing":           {"zone: UTC\nweekly: {mon: }", `f:4:19: the hours of mon must be a window such as 09:00-12:30, a list of windows, or closed, found nothing [wrong-type]`},
		"an empty list":     {"zone: UTC\nweekly: {mon: []}", `f:4:19: the hours of mon must be a window such as 09:00-12:30, a list of windows, or closed, found a list [wrong-type]`},
		"a list in a list":  {"zone: UTC\nweekly: {mon: [[a]]}", `f:4:20: the hours of mon must be a window such as 09:00-12:30, a list of windows, or closed, found a list [wrong-type]`},
		"windows overlap":   {"zone: UTC\nweekly: {mon: ['09:00-12:00', '11:00-13:00']}", `f:4:35: warning: 11:00-13:00 overlaps 09:00-12:00 [overlap]`},
		"windows touch":     {"zone: UTC\nweekly: {mon: ['09:00-12:00', '12:00-13:00']}", ``},
		"nights overlap":    {"zone: UTC\nweekly:\n  mon-wed: [05:00-06:00, 22:00-05:30]", `f:5:7: warning: 05:00-06:00 of tue overlaps 22:00-05:30 of mon [overlap]`},
		"a minute's gap":    {"zone: UTC\nweekly: {mon: ['08:00-11:59', '12:00-13:00']}", `f:4:14: warning: it is closed from 11:59 to 12:00, as a window's end is not in it; write 08:00-12:00 [schedule-gap]`},
		"a gap at midnight": {"zone: UTC\nweekly:\n  mon-fri: 00:00-23:59\n  sat: 09:00-12:00", `f:5:7: warning: it is closed from 23:59 to 24:00, as a window's end is not in it; write 00:00-24:00 [schedule-gap]`},
		"a gap at night":    {"zone: UTC\nweekly: {mon: '22:00-05:59', tue: '06:00-07:00'}", `f:4:14: warning: it is closed from 05:59 to 06:00, as a window's end is not in it; write 22:00-06:00 [schedule-gap]`},
		"a break":           {"zone: UTC\nweekly: {mon: ['08:00-11:58', '12:00-23:59'], wed: '00:00-24:00'}", ``},
		"a turned sign":     {"zone: Etc/GMT+1\nweekly: {mon: '08:00-12:00'}", `f:3:11: warning: Etc/GMT+1 has the sign the other way round, + is west of Greenwich, and knows no summer time; name a city, such as Europe/Berlin [schedule-zone]`},
		"too many windows":  {"zone: UTC\nweekly: {mon: [" + strings.Repeat("'09:00-10:00',", MaxWindows+1) + "]}", `f:4:19: a day has at most 24 windows [too-many]`},

		"exceptions that are a list": {week + "exceptions: [12-24]", `f:5:17: exceptions must be a mapping of dates such as 2026-12-31 or 12-24 to windows or closed, found a list [wrong-type]`},
		"no such day":                {week + "exceptions: {2026-02-29: closed}", `f:5:18: "2026-02-29" is no date: the calendar has no day "2026-02-29"; exceptions stand under dates such as 2026-12-31, 12-24 (every year) or 2026-08-01..2026-08-14 [malformed-date]`},
		"a leap day":                 {week + "exceptions: {02-29: closed, 2028-02-29: closed}", ``},
		"a date of another country":  {week + "exceptions: {24.12.: closed}", `f:5:18: "24.12." is no date: "24.12." is neither YYYY-MM-DD nor MM-DD; exceptions stand under dates such as 2026-12-31, 12-24 (every year) or 2026-08-01..2026-08-14 [malformed-date]`},
		"a reversed range":           {week + "exceptions: {2026-08-14..2026-08-01: closed}", `f:5:18: "2026-08-14..2026-08-01" is no date: it ends before it begins; exceptions stand under dates such as 2026-12-31, 12-24 (every year) or 2026-08-01..2026-08-14 [malformed-date]`},
		"half a year":                {week + "exceptions: {2026-08-14..08-20: closed}", `f:5:18: "2026-08-14..08-20" is no date: one end has a year and the other has none; exceptions stand under dates such as 2026-12-31, 12-24 (every year) or 2026-08-01..2026-08-14 [malformed-date]`},
		"a year of long ago":         {week + "exceptions: {0000-08-14: closed}", `f:5:18: "0000-08-14" is no date: the year of "0000-08-14" is none from 1900 to 2099; exceptions stand under dates such as 2026-12-31, 12-24 (every year) or 2026-08-01..2026-08-14 [malformed-date]`},
		"ranges meet":                {week + "exceptions: {12-20..01-02: closed, 01-01..01-06: closed}", `f:5:40: 01-01..01-06 and 12-20..01-02 share a day, and none is more definite than the other [duplicate-date]`},
		"a range is taken":           {week + "exceptions: {12-31..01-01: closed, 12-31: '09:00-10:00', 01-01: closed}", `f:5:18: warning: 12-31..01-01 never holds: a more definite exception stands for each of its days [unreachable]`},
		"no reason":                  {week + "exceptions: {12-24: {closed: no}}", `f:5:34: closed must be a text: the reason, found "no" [wrong-type]`},
		"an exception of nothing":    {week + "exceptions: {12-24: {name: x}}", `f:5:25: the exception 12-24 needs hours, or closed with the reason [missing-field]`},
		"closed with hours":          {week + "exceptions: {12-24: {closed: x, hours: '09:00-10:00'}}", `f:5:25: closed excludes hours and name: it is the reason itself [exclusive-fields]`},
		"a key of an exception":      {week + "exceptions: {12-24: {closed: x, huors: a}}", `f:5:37: unknown key of an exception "huors"; did you mean "hours"? [unknown-key]`},

		"holidays that are a list": {week + "holidays: [12-24]", `f:5:15: holidays must be a mapping with dates or file, found a list [wrong-type]`},
		"a key of holidays":        {week + "holidays: {files: a.ics}", `f:5:16: unknown key of holidays "files"; did you mean "file"? [unknown-key]`},
		"dates that are a list":    {week + "holidays: {dates: [12-24]}", `f:5:23: dates must be a mapping of dates such as 2026-04-03 or 12-25 to names, found a list [wrong-type]`},
		"a holiday of no name":     {week + "holidays: {dates: {12-24: }}", `f:5:31: the holiday 12-24 must be a text: its name, found nothing [wrong-type]`},
		"no file":                  {week + "holidays: {file: []}", `f:5:22: file must be the path of an iCal file, or a list of paths, found a list [wrong-type]`},
		"a missing file":           {week + "holidays: {file: testdata/nosuch.ics}", `f:5:22: testdata/nosuch.ics cannot be read: stat testdata/nosuch.ics: no such file or directory [file]`},
	} {
		t.Run(name, func(t *testing.T) {
			_, findings := readAll(c.text)
			if got := lines(findings); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func lines(findings source.Findings) string {
	var all []string
	for _, f := range findings {
		all = append(all, f.String())
	}
	return strings.Join(all, "\n")
}

// The section itself may be missing or empty, and is a mapping of names.
func TestSection(t *testing.T) {
	for text, want := range map[string]string{
		"a: b":                                  "",
		"schedules:":                            "",
		"schedules: [a]":                        "f:1:12: schedules must be a mapping of names to schedules, found a list [wrong-type]",
		"schedules: {a b: {zone: UTC}}":         `f:1:13: the name of a schedule must be a name of letters, digits, - and _, found "a b" [wrong-type]`,
		"schedules: {a: &a {zone: UTC}, b: *a}": "f:1:13: warning: the schedule a never opens: it has no windows [never-open]\nf:1:32: warning: the schedule b never opens: it has no windows [never-open]",
	} {
		doc, _ := source.Parse("f", text)
		report := source.NewReport(doc)
		Read(doc.Root.Get(Key), report, nil)
		if got := lines(report.Findings()); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", text, got, want)
		}
	}
}

// A path is joined to the folder of the YAML file that names it, and a fault of the file is found at the path.
func TestFilesStandBesideTheYAML(t *testing.T) {
	doc, _ := source.Parse("etc/ivr.yaml", "schedules:\n  s: {zone: UTC, weekly: {mon: '09:00-10:00'}, holidays: {file: [a.ics, /b.ics, c.ics]}}\n")
	report := source.NewReport(doc)
	var asked []string
	s := Read(doc.Root.Get(Key), report, func(path string) ([]byte, error) {
		asked = append(asked, path)
		switch path {
		case "etc/a.ics":
			return []byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n"), nil
		case "/b.ics":
			return []byte("BEGIN:VCALENDAR\nEND:VCALENDAR\n"), nil
		}
		return nil, errors.New("the disk is gone")
	})["s"]
	want := `etc/ivr.yaml:2:66: etc/a.ics:2: the event has no DTSTART [ical]
etc/ivr.yaml:2:73: warning: /b.ics holds no events, so it closes nothing [no-holidays]
etc/ivr.yaml:2:81: etc/c.ics cannot be read: the disk is gone [file]`
	if got := lines(report.Findings()); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := fmt.Sprint(asked); got != "[etc/a.ics /b.ics etc/c.ics]" || s.Name() != "s" || !s.faulty {
		t.Errorf("asked for %s, %+v", got, s)
	}
}

// What is beyond a bound is a finding, and not read.
func TestBounds(t *testing.T) {
	var many strings.Builder
	for i := range MaxDates + 1 {
		many.WriteString(fmt.Sprintf("2026-01-%d: x, ", i))
	}
	for key, want := range map[string]string{"exceptions": "at most 1000 exceptions", "holidays: {dates": "at most 1000 dates of holidays"} {
		closing := "}"
		if strings.Contains(key, "{") {
			closing = "}}"
		}
		_, findings := readAll("zone: UTC\n" + key + ": {" + many.String() + closing)
		if len(findings) != 1 || !strings.Contains(findings[0].String(), want) {
			t.Errorf("%s: %v", key, findings)
		}
	}
}
