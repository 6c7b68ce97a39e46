package jobs

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Window is the hours in which a job may call: those of a schedule of ivr.yaml,
// or from a time of the day to another one.
type Window struct {
	Schedule string   `json:"schedule,omitempty" doc:"A schedule of ivr.yaml."`
	From     string   `json:"from,omitempty" doc:"From when on one may call, such as 09:00."`
	To       string   `json:"to,omitempty" doc:"Until when; before from it is on the next day."`
	Zone     string   `json:"zone,omitempty" doc:"Such as Europe/Berlin; the machine's without it."`
	Days     []string `json:"days,omitempty" doc:"On which it begins: mon to sun; all without it."`
}

// key is the same for windows that open and close together.
func (w *Window) key() string {
	return strings.Join(append([]string{w.Schedule, w.From, w.To, w.Zone}, w.Days...), "|")
}

const clock = "15:04"

// weekdays are the names of days, as time.Weekday counts them.
func weekdays() []string { return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }

func (w *Window) check() error {
	if (w.Schedule == "") == (w.From == "" && w.To == "") {
		return fmt.Errorf("%w: a window has either a schedule, or from and to", ErrJob)
	}
	if w.Schedule != "" {
		if w.Zone != "" || len(w.Days) > 0 {
			return fmt.Errorf("%w: a schedule has its own zone and days", ErrJob)
		}
		return nil
	}
	for _, text := range []string{w.From, w.To} {
		if _, err := time.Parse(clock, text); err != nil {
			return fmt.Errorf("%w: %q is no time of the day such as 09:00", ErrJob, text)
		}
	}
	if w.From == w.To {
		return fmt.Errorf("%w: from and to are the same", ErrJob)
	}
	if _, err := w.location(); err != nil {
		return fmt.Errorf("%w: %q is no zone such as Europe/Berlin", ErrJob, w.Zone)
	}
	for _, day := range w.Days {
		if !slices.Contains(weekdays(), day) {
			return fmt.Errorf("%w: %q is no day; days are %s", ErrJob, day, strings.Join(weekdays(), ", "))
		}
	}
	return nil
}

func (w *Window) location() (*time.Location, error) {
	if w.Zone == "" {
		return time.Local, nil
	}
	return time.LoadLocation(w.Zone)
}

// open tells whether the clock shows a time of the window. What is wrong closes.
func (w *Window) open(at time.Time) bool {
	zone, err := w.location()
	if err != nil {
		return false
	}
	at = at.In(zone)
	now := at.Format(clock)
	switch {
	case w.From <= w.To:
		return now >= w.From && now < w.To && w.on(at.Weekday())
	case now >= w.From:
		return w.on(at.Weekday())
	default: // the part after midnight belongs to the day before
		return now < w.To && w.on((at.Weekday()+6)%7)
	}
}

func (w *Window) on(day time.Weekday) bool {
	return len(w.Days) == 0 || slices.Contains(w.Days, weekdays()[day])
}
