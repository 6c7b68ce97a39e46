package schedule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// date is a day of the calendar, in no zone. Year 0 stands for every year.
type date struct {
	year  int
	month time.Month
	day   int
}

// dateOf is the day that t's own clock shows.
func dateOf(t time.Time) date {
	year, month, day := t.Date()
	return date{year, month, day}
}

// plus is the day n days later.
func (d date) plus(n int) date { return dateOf(d.midnight().AddDate(0, 0, n)) }

func (d date) weekday() time.Weekday { return d.midnight().Weekday() }

// midnight stands for the day where one calculates; it is an instant of no zone.
func (d date) midnight() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC) }

// inYear is the order of the days of a year.
func (d date) inYear() int { return int(d.month)*100 + d.day }

func (d date) before(e date) bool {
	if d.year != e.year {
		return d.year < e.year
	}
	return d.inYear() < e.inYear()
}

// days is what a key such as 2026-12-31, 12-24 or 2026-08-01..2026-08-14 stands for.
type days struct {
	from, to date
	text     string
}

// The ranks of days, the most definite first.
const (
	rankDate = iota
	rankRange
	rankYearly
	rankYearlyRange
)

func (d days) yearly() bool { return d.from.year == 0 }

// rank orders days by how definite they are: where two hold, the lower one wins.
func (d days) rank() int {
	rank := rankDate
	if d.yearly() {
		rank = rankYearly
	}
	if d.from != d.to {
		rank++
	}
	return rank
}

// has tells whether a date is one of the days.
func (d days) has(on date) bool {
	if !d.yearly() {
		return !on.before(d.from) && !d.to.before(on)
	}
	at, from, to := on.inYear(), d.from.inYear(), d.to.inYear()
	if from <= to {
		return from <= at && at <= to
	}
	return at >= from || at <= to // over the turn of the year
}

// meets tells whether two of the same rank share a day.
func (d days) meets(e days) bool {
	return d.has(e.from) || d.has(e.to) || e.has(d.from) || e.has(d.to)
}

// count is how many days these are; of those of every year, how many a leap year has.
func (d days) count() int {
	if !d.yearly() {
		return int(d.to.midnight().Sub(d.from.midnight())/(24*time.Hour)) + 1
	}
	n := 0
	for on := (date{leapYear, time.January, 1}); on.year == leapYear; on = on.plus(1) {
		if d.has(on) {
			n++
		}
	}
	return n
}

// leapYear stands for every year where days of the year are checked and counted.
const leapYear = 2000

var dateForm = regexp.MustCompile(`^(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})$`)

// parseDays reads one day or a range, of one year or of every year.
func parseDays(text string) (days, error) {
	first, second, isRange := strings.Cut(text, "..")
	from, err := parseDate(first)
	if err != nil {
		return days{}, err
	}
	d := days{from, from, text}
	if !isRange {
		return d, nil
	}
	if d.to, err = parseDate(second); err != nil {
		return days{}, err
	}
	switch {
	case d.from.year == 0 != (d.to.year == 0):
		return days{}, fmt.Errorf("one end has a year and the other has none")
	case d.from == d.to:
		return days{}, fmt.Errorf("it begins and ends on the same day")
	case !d.yearly() && d.to.before(d.from):
		return days{}, fmt.Errorf("it ends before it begins")
	}
	return d, nil
}

// parseDate reads YYYY-MM-DD or MM-DD.
func parseDate(text string) (date, error) {
	parts := dateForm.FindStringSubmatch(text)
	if parts == nil {
		return date{}, fmt.Errorf("%q is neither YYYY-MM-DD nor MM-DD", text)
	}
	year, _ := strconv.Atoi(parts[1])
	month, _ := strconv.Atoi(parts[2])
	day, _ := strconv.Atoi(parts[3])
	d := date{year, time.Month(month), day}
	if parts[1] != "" && (year < FirstYear || year > LastYear) {
		return date{}, fmt.Errorf("the year of %q is none from %d to %d", text, FirstYear, LastYear)
	}
	check := d
	if year == 0 {
		check.year = leapYear
	}
	if dateOf(check.midnight()) != check {
		return date{}, fmt.Errorf("the calendar has no day %q", text)
	}
	return d, nil
}
