package schedule

import (
	"fmt"
	"regexp"
	"strconv"
)

// dayMinutes are the minutes on the face of a day's clock.
const dayMinutes = 24 * 60

// window is a time of the day in minutes since 00:00, from included, to not.
// Above dayMinutes to lies on the next day.
type window struct {
	from, to int
	text     string
}

// has tells whether a minute counted from the window's own day lies in it.
func (w window) has(minute int) bool { return w.from <= minute && minute < w.to }

// overlaps tells whether two windows share a minute; later is how many days v begins after w.
func (w window) overlaps(v window, later int) bool {
	return w.from < v.to+later*dayMinutes && v.from+later*dayMinutes < w.to
}

var (
	windowForm = regexp.MustCompile(`^([^-]*)-([^-]*)$`)
	clockForm  = regexp.MustCompile(`^([0-9]{2}):([0-9]{2})$`)
)

// parseWindow reads HH:MM-HH:MM.
func parseWindow(text string) (window, error) {
	parts := windowForm.FindStringSubmatch(text)
	if parts == nil {
		return window{}, fmt.Errorf("it has no start and end")
	}
	from, ok := parseClock(parts[1])
	if !ok || from == dayMinutes {
		return window{}, fmt.Errorf("its start %q is no time from 00:00 to 23:59", parts[1])
	}
	to, ok := parseClock(parts[2])
	if !ok {
		return window{}, fmt.Errorf("its end %q is no time from 00:00 to 24:00", parts[2])
	}
	if to <= from { // across midnight; equal ends are a whole day
		to += dayMinutes
	}
	return window{from, to, text}, nil
}

// parseClock reads HH:MM up to 24:00, as minutes.
func parseClock(text string) (int, bool) {
	parts := clockForm.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(parts[1])
	minute, _ := strconv.Atoi(parts[2])
	total := hour*60 + minute
	return total, minute < 60 && total <= dayMinutes
}
