package media

import (
	"fmt"
	"strings"
	"time"
)

// clock is a time of day to be said. After means that a date goes before it.
type clock struct {
	hour, minute  int
	twelve, after bool
}

// twelveHour is the hour of a clock with twelve hours, and the sound of its half of the day.
func (c clock) twelveHour() (hour int, half string) {
	half = "digits/a-m"
	if c.hour >= 12 {
		half = "digits/p-m"
	}
	return (c.hour+11)%12 + 1, half
}

// day is a date to be said, with or without its day of the week and its year.
type day struct {
	time.Time
	withWeekday, withYear bool
}

func (d day) weekday() []string {
	if !d.withWeekday {
		return nil
	}
	return []string{fmt.Sprintf("digits/day-%d", d.Weekday())}
}

func (d day) month() string { return fmt.Sprintf("digits/mon-%d", d.Month()-1) }

func (d day) number() int64 { return int64(d.Day()) }

func (d day) year() int64 { return int64(d.Year()) }

// spellMoment says a date, a time of day, or both.
func (p Prompt) spellMoment(s speller) ([]string, error) {
	moment, err := readMoment(p.Scheme, p.Value, p.Options["zone"])
	if err != nil {
		return nil, err
	}
	date := day{Time: moment, withWeekday: p.Options["weekday"] != "no", withYear: p.Options["year"] != "no"}
	time := clock{hour: moment.Hour(), minute: moment.Minute(), twelve: s.twelve(), after: p.Scheme == "datetime"}
	if hours := p.Options["clock"]; hours != "" {
		time.twelve = hours == "12"
	}
	switch p.Scheme {
	case "date":
		return s.date(date), nil
	case "time":
		return s.clock(time), nil
	}
	return append(s.date(date), s.clock(time)...), nil
}

// layouts are how a moment of a scheme may be written, beside RFC 3339.
func layouts(scheme string) (list []string, example string) {
	switch scheme {
	case "date":
		return []string{time.DateOnly}, "2026-11-26"
	case "time":
		return []string{"15:04", time.TimeOnly}, "14:30"
	}
	return []string{"2006-01-02 15:04", time.DateTime, "2006-01-02T15:04", "2006-01-02T15:04:05"}, "2026-11-26 14:30"
}

// readMoment reads a date, a time, or both. In a zone, the value must have an
// offset: otherwise there is nothing to convert.
func readMoment(scheme, text, zoneName string) (time.Time, error) {
	const rfc3339 = "2026-11-26T14:30:00+01:00"
	location, err := zone(zoneName)
	if err != nil {
		return time.Time{}, err
	}
	// RFC 3339 allows small letters.
	if moment, err := time.Parse(time.RFC3339, strings.ToUpper(text)); err == nil {
		if location != nil {
			moment = moment.In(location)
		}
		return moment, nil
	}
	if location != nil {
		return time.Time{}, fmt.Errorf("%w: %q has no offset to bring it to the zone %s; write %s", ErrPrompt, clip(text),
			zoneName, rfc3339)
	}
	list, example := layouts(scheme)
	for _, layout := range list {
		if moment, err := time.Parse(layout, text); err == nil {
			return moment, nil
		}
	}
	return time.Time{}, fmt.Errorf("%w: %q is no %s; write %s or %s", ErrPrompt, clip(text), scheme, example, rfc3339)
}

// zone finds a zone of the tz database; "" is none, and the value's own offset holds.
func zone(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil
	}
	location, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("%w: zone=%s is not known here; write a zone such as zone=Europe/Berlin or zone=UTC",
			ErrPrompt, clip(name))
	}
	return location, nil
}
