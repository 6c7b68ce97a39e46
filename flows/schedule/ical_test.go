package schedule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// calendarOf wraps the lines of one event, parted by |.
func calendarOf(event string) string {
	return "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + strings.ReplaceAll(event, "|", "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n"
}

// closedBy lists what an event closes, at most five of it.
func closedBy(t *testing.T, text string) string {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	closed, faults := parseCalendar(text, berlin)
	if len(faults) > 0 {
		return fmt.Sprintf("%d: %s", faults[0].line, faults[0].reason)
	}
	var all []string
	for on, name := range closed.dates {
		all = append(all, on.midnight().Format("2006-01-02 ")+name)
	}
	for _, c := range closed.times {
		all = append(all, c.from.UTC().Format("2006-01-02T15:04")+c.to.UTC().Format("/01-02T15:04 ")+c.name)
	}
	slices.Sort(all)
	if len(all) > 5 {
		all = append(all[:5], fmt.Sprintf("and %d", len(all)-5))
	}
	return strings.Join(all, ", ")
}

// An event closes its days or times, and all that its rule gives.
func TestEvents(t *testing.T) {
	for event, want := range map[string]string{
		"DTSTART;VALUE=DATE:20261224|SUMMARY:a\\, b\\nc":                            "2026-12-24 a, b c",
		"DTSTART;VALUE=DATE:20261224|DTEND;VALUE=DATE:20261226|SUMMARY:x":           "2026-12-24 x, 2026-12-25 x",
		"DTSTART:20261224|DTEND:20261224|SUMMARY:x":                                 "2026-12-24 x",
		"DTSTART:20261224|DURATION:P2D|SUMMARY:x":                                   "2026-12-24 x, 2026-12-25 x",
		"DTSTART:20261224T120000|DURATION:PT1H30M|SUMMARY:x":                        "2026-12-24T11:00/12-24T12:30 x", // the schedule's zone
		"DTSTART:20261224T120000Z|DTEND:20261224T130000Z":                           "2026-12-24T12:00/12-24T13:00 without a name",
		"DTSTART;TZID=\"America/New_York\":20261224T120000|DURATION:PT1H|SUMMARY:x": "2026-12-24T17:00/12-24T18:00 x",
		"STATUS:CANCELLED|DTSTART:20261224":                                         "",

		"DTSTART:20240229|RRULE:FREQ=YEARLY;UNTIL=20330101|SUMMARY:x":                                             "2024-02-29 x, 2028-02-29 x, 2032-02-29 x",
		"DTSTART:20260403|RRULE:FREQ=YEARLY;COUNT=3;INTERVAL=2|SUMMARY:x":                                         "2026-04-03 x, 2028-04-03 x, 2030-04-03 x",
		"DTSTART:20261126|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3|SUMMARY:x":                               "2026-11-26 x, 2027-11-25 x, 2028-11-23 x",
		"DTSTART:20260525|RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2|SUMMARY:x":                               "2026-05-25 x, 2027-05-31 x",
		"DTSTART:20260105|RRULE:FREQ=YEARLY;BYDAY=1MO,-1MO;COUNT=4|SUMMARY:x":                                     "2026-01-05 x, 2026-12-28 x, 2027-01-04 x, 2027-12-27 x",
		"DTSTART:20260131|RRULE:FREQ=MONTHLY;COUNT=3|SUMMARY:x":                                                   "2026-01-31 x, 2026-03-31 x, 2026-05-31 x",
		"DTSTART:20260131|RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3|SUMMARY:x":                                     "2026-01-31 x, 2026-02-28 x, 2026-03-31 x",
		"DTSTART:20260130|RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3|SUMMARY:x":                  "2026-01-30 x, 2026-02-27 x, 2026-03-31 x",
		"DTSTART:20260101|RRULE:FREQ=WEEKLY;BYDAY=TH,SU;INTERVAL=2;WKST=SU;COUNT=4|SUMMARY:x":                     "2026-01-01 x, 2026-01-11 x, 2026-01-15 x, 2026-01-25 x",
		"DTSTART:20260101|RRULE:FREQ=WEEKLY;BYDAY=TH,SU;INTERVAL=2;COUNT=4|SUMMARY:x":                             "2026-01-01 x, 2026-01-04 x, 2026-01-15 x, 2026-01-18 x",
		"DTSTART:20260101|RRULE:FREQ=DAILY;UNTIL=20260103|EXDATE:20260102|RDATE:20260110|SUMMARY:x":               "2026-01-01 x, 2026-01-03 x, 2026-01-10 x",
		"DTSTART:20260101|RRULE:FREQ=YEARLY|SUMMARY:x":                                                            "2026-01-01 x, 2027-01-01 x, 2028-01-01 x, 2029-01-01 x, 2030-01-01 x, and 69",
		"DTSTART:20260101|RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30|SUMMARY:x":                                    "2026-01-01 x",
		"DTSTART:20260328T120000|DURATION:PT1H|RRULE:FREQ=DAILY;UNTIL=20260329T100000Z|SUMMARY:x":                 "2026-03-28T11:00/03-28T12:00 x, 2026-03-29T10:00/03-29T11:00 x", // noon stays noon
		"DTSTART:20260328T120000|DURATION:PT1H|RRULE:FREQ=DAILY;UNTIL=20260329T095959Z|SUMMARY:x":                 "2026-03-28T11:00/03-28T12:00 x",
		"DTSTART:20260328T120000|DURATION:PT1H|RRULE:FREQ=DAILY;UNTIL=20260329|EXDATE:20260328T110000Z|SUMMARY:x": "2026-03-29T10:00/03-29T11:00 x",

		"UID:u|DTSTART:20260101|RRULE:FREQ=DAILY;COUNT=2|SUMMARY:x|END:VEVENT|BEGIN:VEVENT|UID:u|RECURRENCE-ID:20260102|DTSTART:20260109|SUMMARY:y": "2026-01-01 x, 2026-01-09 y",
	} {
		if got := closedBy(t, calendarOf(event)); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", event, got, want)
		}
	}
}

// A fault of the file is found in its line, counted as an editor does.
func TestFaultsOfCalendars(t *testing.T) {
	for event, want := range map[string]string{
		"SUMMARY:x":                                                   "2: the event has no DTSTART",
		"DTSTART:20260101|DTSTART:20260102":                           "4: the event has a second DTSTART",
		"DTSTART:20260230":                                            `3: DTSTART: "20260230" is neither a date such as 20261224 nor a time such as 20261224T140000`,
		"DTSTART;VALUE=DATE:20260101T000000":                          `3: DTSTART: "20260101T000000" is no DATE`,
		"DTSTART:20260101,20260102":                                   "3: DTSTART has 2 values",
		"DTSTART:18991231":                                            `3: DTSTART: the year of "18991231" is none from 1900 to 2099`,
		"DTSTART;TZID=Mars/Base:20260101T000000":                      `3: there is no zone "Mars/Base"; TZID must be one of the IANA database, such as Europe/Berlin`,
		"DTSTART:20260102|DTEND:20260101":                             "2: the event ends before it begins",
		"DTSTART:20260101T100000":                                     "2: the event takes no time: it needs DTEND, DURATION, or a date as DTSTART",
		"DTSTART:20260101|DTEND:20260102T000000":                      "2: DTSTART and DTEND must both be dates or both be times",
		"DTSTART:20260101|DTEND:20270601":                             "2: the event is longer than a year",
		"DTSTART:20260101|DURATION:PT1H":                              "2: an event of whole days lasts whole days",
		"DTSTART:20260101|DURATION:-P1D":                              `4: DURATION must be like P1D or PT8H, not "-P1D"`,
		"DTSTART:20260101|DURATION:P1D|DTEND:20260102":                "2: the event has both DTEND and DURATION",
		"DTSTART:20260101|EXDATE:20260101T000000":                     "2: DTSTART, RDATE and EXDATE must all be dates or all be times",
		"DTSTART:20260101|EXRULE:FREQ=DAILY":                          "4: EXRULE is not read; list the dates under EXDATE",
		"DTSTART:20260101|RRULE:FREQ=DAILY":                           "4: the event recurs more than 2000 times up to the year 2099; give it an end with UNTIL or COUNT",
		"DTSTART:20260101|RRULE:COUNT=1":                              "4: RRULE has no FREQ",
		"DTSTART:20260101|RRULE:FREQ=HOURLY":                          `4: RRULE: FREQ must be one of YEARLY, MONTHLY, WEEKLY, DAILY, not "HOURLY"`,
		"DTSTART:20260101|RRULE:FREQ=DAILY;BYHOUR=1":                  `4: RRULE: "BYHOUR" is not read; accepted: FREQ, INTERVAL, COUNT, UNTIL, WKST, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS`,
		"DTSTART:20260101|RRULE:FREQ=DAILY;FREQ=DAILY":                "4: RRULE has FREQ twice",
		"DTSTART:20260101|RRULE:FREQ=DAILY;INTERVAL=0":                `4: RRULE: INTERVAL must be whole numbers within their bounds, not "0"`,
		"DTSTART:20260101|RRULE:FREQ=YEARLY;BYDAY=0MO":                `4: RRULE: BYDAY must be days such as MO or -1FR, not "0MO"`,
		"DTSTART:20260101|RRULE:FREQ=WEEKLY;BYDAY=1MO":                "4: RRULE: BYDAY with a number needs FREQ=MONTHLY or YEARLY",
		"DTSTART:20260101|RRULE:FREQ=WEEKLY;BYMONTHDAY=1":             "4: RRULE: BYMONTHDAY does not go with FREQ=WEEKLY",
		"DTSTART:20260101|RRULE:FREQ=DAILY;WKST=1MO":                  `4: RRULE: WKST must be a day such as MO, not "1MO"`,
		"DTSTART:20260101|RRULE:FREQ=DAILY;UNTIL=soon":                `4: RRULE: UNTIL must be like 20301231 or 20301231T225959Z, not "SOON"`,
		"DTSTART:20260101|RRULE:FREQ=DAILY;UNTIL=20260102;COUNT=1":    "4: RRULE has both COUNT and UNTIL",
		"DTSTART:20260101|RECURRENCE-ID;RANGE=THISANDFUTURE:20260101": "4: RECURRENCE-ID with RANGE is not read",
		"SUMMARY:a| b| c|:x":                                          "6: the line does not begin with the name of a property",
		"SUMMARY":                                                     "3: SUMMARY has no value: there is no colon",
		"SUMMARY;A:x":                                                 "3: a parameter of SUMMARY is malformed",
		"SUMMARY;A=1;A=2:x":                                           "3: SUMMARY has the parameter A twice",
		"SUMMARY:\xff":                                                "3: the line is not UTF-8",
		"BEGIN:VEVENT":                                                "3: an event within VEVENT",
		"END:VALARM":                                                  "3: END:VALARM closes nothing",
		"BEGIN:VCALENDAR":                                             "3: BEGIN:VCALENDAR does not belong here",
		strings.Repeat("BEGIN:X|", MaxComponents):                     "9: components nest deeper than 8",
		strings.Repeat("DTSTART:20260101|RRULE:FREQ=YEARLY;COUNT=1|END:VEVENT|BEGIN:VEVENT|", MaxRules+1) + "DTSTART:20260101": "805: the file has more than 200 events that recur",
		strings.Repeat("DTSTART:20260101|END:VEVENT|BEGIN:VEVENT|", MaxEvents) + "DTSTART:20260101":                            "15002: the file has more than 5000 events",
	} {
		if got := closedBy(t, calendarOf(event)); got != want {
			t.Errorf("%.80s\ngot  %s\nwant %s", event, got, want)
		}
	}
	for text, want := range map[string]string{
		"":                                  "1: the file is no iCal file: it has no BEGIN:VCALENDAR",
		" x":                                "1: the line continues none",
		"SUMMARY:x":                         "1: SUMMARY stands outside of a VCALENDAR",
		"BEGIN:VEVENT":                      "1: BEGIN:VEVENT does not belong here",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT":     "2: the file ends within VEVENT",
		strings.Repeat("x", MaxFileBytes+1): "1: the file has more than 1048576 bytes",
	} {
		if got := closedBy(t, text); got != want {
			t.Errorf("%.80q\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// Times of a file close, and open again what the day's window has left; the first of two names what both have.
func TestTimesOfTheDay(t *testing.T) {
	s := fine(t, "zone: Europe/Berlin\nweekly: {thu: '09:00-17:00'}\nholidays: {file: testdata/holidays.ics}")
	for moment, want := range map[string]string{
		"2026-12-24 10:00": "true open, weekly thu 09:00-17:00, until 2026-12-24 12:00 +0100",
		"2026-12-24 12:00": "false holiday, holiday Christmas party, until 2026-12-31 09:00 +0100",
		"2025-12-31 18:00": "false closed, no rule, until 2026-01-08 09:00 +0100",
	} {
		if got := shown(s.Decide(at(t, s, moment), Override{})); got != want {
			t.Errorf("%s: %s\nwant %s", moment, got, want)
		}
	}
	hour := func(n int) time.Time { return time.Unix(int64(n)*3600, 0) }
	got := disjoint([]closure{{hour(5), hour(9), "c"}, {hour(1), hour(4), "a"}, {hour(2), hour(3), "gone"}, {hour(3), hour(6), "b"}})
	want := []closure{{hour(1), hour(4), "a"}, {hour(4), hour(6), "b"}, {hour(6), hour(9), "c"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// ReadFile reads files alone.
func TestReadFile(t *testing.T) {
	text, err := ReadFile("testdata/holidays.ics")
	if err != nil || !strings.HasPrefix(string(text), "BEGIN:VCALENDAR") {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := ReadFile("testdata"); err == nil || err.Error() != "it is a directory" {
		t.Errorf("a folder: %v", err)
	}
	if _, err := ReadFile("/dev/zero"); err == nil || err.Error() != "it is no file" {
		t.Errorf("a device: %v", err)
	}
}
