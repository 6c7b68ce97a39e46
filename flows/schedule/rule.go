package schedule

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rule is an RRULE whose grain is a day. What it calls days are midnights written as if they were UTC.
type rule struct {
	freq       string
	interval   int
	count      int       // 0 for none
	until      time.Time // zero for none
	weekStart  time.Weekday
	months     []int
	monthDays  []int // negative from the month's end
	weekdays   []nthWeekday
	positions  []int // of the days of one period; negative from its end
	seen       map[string]bool
	untilValue string
}

// nthWeekday is a weekday; with n it is the nth of its month or year, negative from the end.
type nthWeekday struct {
	n   int
	day time.Weekday
}

// frequencies are those that are read.
func frequencies() []string { return []string{"YEARLY", "MONTHLY", "WEEKLY", "DAILY"} }

// part reads one part of an RRULE; false when its value is not as wanted says.
func (r *rule) part(name, value string) (wanted string, ok bool) {
	switch name {
	case "FREQ":
		r.freq = value
		return "one of " + strings.Join(frequencies(), ", "), slices.Contains(frequencies(), value)
	case "INTERVAL":
		r.interval, ok = number(value, 1, MaxInterval)
	case "COUNT":
		r.count, ok = number(value, 1, MaxOccurrences)
	case "UNTIL":
		r.untilValue, ok = value, true
	case "WKST":
		var start []nthWeekday
		if start, ok = nthWeekdays(value); ok && len(start) == 1 && start[0].n == 0 {
			r.weekStart = start[0].day
		}
		return "a day such as MO", ok && len(start) == 1 && start[0].n == 0
	case "BYMONTH":
		r.months, ok = numbers(value, 1, 12)
	case "BYMONTHDAY":
		r.monthDays, ok = numbers(value, -31, 31)
	case "BYDAY":
		r.weekdays, ok = nthWeekdays(value)
		return "days such as MO or -1FR", ok
	case "BYSETPOS":
		r.positions, ok = numbers(value, -366, 366)
	}
	return "whole numbers within their bounds", ok
}

// ruleParts are those that are read: their grain is a day.
func ruleParts() []string {
	return []string{"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}
}

// parseRule reads the value of an RRULE, all but what UNTIL means.
func parseRule(p *property) (*rule, *lineFault) {
	r := &rule{interval: 1, weekStart: time.Monday, seen: map[string]bool{}}
	for part := range strings.SplitSeq(strings.ToUpper(p.value), ";") {
		name, value, _ := strings.Cut(part, "=")
		if !slices.Contains(ruleParts(), name) {
			return nil, p.fault("RRULE: %q is not read; accepted: %s", clipped(name), strings.Join(ruleParts(), ", "))
		}
		if r.seen[name] {
			return nil, p.fault("RRULE has %s twice", name)
		}
		r.seen[name] = true
		if wanted, ok := r.part(name, value); !ok {
			return nil, p.fault("RRULE: %s must be %s, not %q", name, wanted, clipped(value))
		}
	}
	ordinal := slices.ContainsFunc(r.weekdays, func(d nthWeekday) bool { return d.n != 0 })
	switch {
	case !r.seen["FREQ"]:
		return nil, p.fault("RRULE has no FREQ")
	case r.seen["COUNT"] && r.seen["UNTIL"]:
		return nil, p.fault("RRULE has both COUNT and UNTIL")
	case ordinal && (r.freq == "WEEKLY" || r.freq == "DAILY"):
		return nil, p.fault("RRULE: BYDAY with a number needs FREQ=MONTHLY or YEARLY")
	case r.freq == "WEEKLY" && r.seen["BYMONTHDAY"]:
		return nil, p.fault("RRULE: BYMONTHDAY does not go with FREQ=WEEKLY")
	}
	return r, nil
}

// fill takes from the first occurrence what the rule leaves open.
func (r *rule) fill(first time.Time) {
	if len(r.monthDays) > 0 || len(r.weekdays) > 0 || r.freq == "DAILY" {
		return
	}
	if r.freq == "WEEKLY" {
		r.weekdays = []nthWeekday{{0, first.Weekday()}}
		return
	}
	if r.freq == "YEARLY" && len(r.months) == 0 {
		r.months = []int{int(first.Month())}
	}
	r.monthDays = []int{first.Day()}
}

// has tells whether a day is one of the rule's, its interval and positions aside.
func (r *rule) has(day time.Time) bool {
	lastOfMonth := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if len(r.months) > 0 && !slices.Contains(r.months, int(day.Month())) {
		return false
	}
	if len(r.monthDays) > 0 && !slices.Contains(r.monthDays, day.Day()) &&
		!slices.Contains(r.monthDays, day.Day()-lastOfMonth-1) {
		return false
	}
	if len(r.weekdays) == 0 {
		return true
	}
	at, last := day.Day(), lastOfMonth
	if r.freq == "YEARLY" && len(r.months) == 0 { // then the nth Monday is that of the year
		at, last = day.YearDay(), time.Date(day.Year(), time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	return slices.ContainsFunc(r.weekdays, func(w nthWeekday) bool {
		return w.day == day.Weekday() && (w.n == 0 || w.n == (at-1)/7+1 || w.n == -((last-at)/7+1))
	})
}

// period is the year, month, week or day that a day lies in: its first day, and that of the rule's next one.
func (r *rule) period(day time.Time) (first, next time.Time) {
	switch r.freq {
	case "YEARLY":
		first = time.Date(day.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
		return first, first.AddDate(r.interval, 0, 0)
	case "MONTHLY":
		first = time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
		return first, first.AddDate(0, r.interval, 0)
	case "WEEKLY":
		first = day.AddDate(0, 0, -(int(day.Weekday()-r.weekStart)+7)%7)
		return first, first.AddDate(0, 0, 7*r.interval)
	}
	return day, day.AddDate(0, 0, r.interval)
}

// length is how many days the period that begins on first has.
func (r *rule) length(first time.Time) int {
	one := *r
	one.interval = 1
	_, next := one.period(first)
	return int(next.Sub(first) / (24 * time.Hour))
}

// in are the rule's days of the period that begins on first.
func (r *rule) in(first time.Time) []time.Time {
	var all []time.Time
	for i := range r.length(first) {
		if day := first.AddDate(0, 0, i); r.has(day) {
			all = append(all, day)
		}
	}
	if len(r.positions) == 0 {
		return all
	}
	var some []time.Time
	for i, day := range all {
		if slices.Contains(r.positions, i+1) || slices.Contains(r.positions, i-len(all)) {
			some = append(some, day)
		}
	}
	return some
}

func number(text string, least, most int) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && least <= n && n <= most
}

// numbers reads a list; 0 is none of those that count days.
func numbers(text string, least, most int) ([]int, bool) {
	var all []int
	for item := range strings.SplitSeq(text, ",") {
		n, ok := number(item, least, most)
		if !ok || n == 0 {
			return nil, false
		}
		all = append(all, n)
	}
	return all, true
}

var nthForm = regexp.MustCompile(`^([+-]?[0-9]{1,2})?(SU|MO|TU|WE|TH|FR|SA)$`)

func nthWeekdays(text string) ([]nthWeekday, bool) {
	var all []nthWeekday
	for item := range strings.SplitSeq(text, ",") {
		parts := nthForm.FindStringSubmatch(item)
		if parts == nil {
			return nil, false
		}
		n, _ := strconv.Atoi(parts[1])
		if parts[1] != "" && (n == 0 || n > 53 || n < -53) {
			return nil, false
		}
		day := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, parts[2])
		all = append(all, nthWeekday{n, time.Weekday(day)})
	}
	return all, true
}
