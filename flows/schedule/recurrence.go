package schedule

import (
	"slices"
	"time"
)

// starts are the beginnings of an event's occurrences, up to [LastYear].
func (e *event) starts() ([]moment, *lineFault) {
	all := []moment{*e.start}
	if e.rule != nil {
		var fault *lineFault
		if all, fault = e.recur(); fault != nil {
			return nil, fault
		}
	}
	all = append(all, e.also...)
	excepted := map[time.Time]bool{}
	for _, m := range e.except {
		excepted[m.instant().UTC()] = true
	}
	return slices.DeleteFunc(all, func(m moment) bool { return excepted[m.instant().UTC()] }), nil
}

// recur are the occurrences that the event's rule gives. It is calculated on
// the clock of DTSTART, so that 14:00 stays 14:00 in summer. The first one
// counts even where the rule leaves it out.
func (e *event) recur() ([]moment, *lineFault) {
	r, fault := parseRule(e.rule)
	if fault != nil {
		return nil, fault
	}
	if r.seen["UNTIL"] {
		if r.until, fault = e.until(r.untilValue); fault != nil {
			return nil, fault
		}
	}
	today := dateOf(e.start.wall).midnight()
	clock := e.start.wall.Sub(today)
	r.fill(e.start.wall)
	all := []moment{*e.start}
	first, next := r.period(today)
	for ; first.Year() <= LastYear; first, next = r.period(next) {
		for _, day := range r.in(first) {
			wall := day.Add(clock)
			switch {
			case !wall.After(e.start.wall):
				continue
			case day.Year() > LastYear, !r.until.IsZero() && wall.After(r.until), r.count > 0 && len(all) == r.count:
				return all, nil
			case len(all) == MaxOccurrences:
				return nil, e.rule.fault("the event recurs more than %d times up to the year %d; give it an end "+
					"with UNTIL or COUNT", MaxOccurrences, LastYear)
			}
			all = append(all, moment{e.start.isDate, wall, e.start.zone})
		}
	}
	return all, nil
}

// until is the last moment of the rule as the clock of DTSTART shows it.
func (e *event) until(value string) (time.Time, *lineFault) {
	m, ok := parseMoment(value, e.start.zone)
	switch {
	case !ok:
		return time.Time{}, e.rule.fault("RRULE: UNTIL must be like 20301231 or 20301231T225959Z, not %q", clipped(value))
	case m.isDate && !e.start.isDate:
		return m.wall.Add(24*time.Hour - time.Second), nil
	case m.isDate || e.start.isDate:
		return m.wall, nil
	}
	return e.start.wallOf(m.instant()), nil
}
