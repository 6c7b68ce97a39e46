package schedule

import (
	"fmt"
	"regexp"

	"github.com/ariapp/ariapp/flows/source"
)

// warn tells what is likely not meant in a schedule without errors.
func (r *reader) warn(name *source.Node) {
	s := r.schedule
	opens := false
	for _, day := range s.week {
		opens = opens || len(day.windows) > 0
	}
	for _, e := range s.single {
		opens = opens || len(e.windows) > 0
	}
	for _, e := range s.exceptions {
		opens = opens || len(e.windows) > 0
	}
	if !opens {
		r.report.Warnf(name, "never-open", "the schedule %s never opens: it has no windows", name.Value)
	}
	r.warnOfNights()
	r.warnOfGaps()
}

// warnOfNights reports windows that come over midnight into one of the next
// day's, once for each pair of keys.
func (r *reader) warnOfNights() {
	type pair struct {
		key        *source.Node
		night, day string
	}
	told := map[pair]bool{}
	week := r.schedule.week
	for day := range week {
		before := (day + len(week) - 1) % len(week)
		for _, night := range week[before].windows {
			for _, w := range week[day].windows {
				this := pair{r.day[day], night.text, w.text}
				if !night.overlaps(w, 1) || told[this] {
					continue
				}
				told[this] = true
				r.report.Warnf(r.day[day], "overlap", "%s of %s overlaps %s of %s", w.text, dayNames()[day],
					night.text, dayNames()[before])
			}
		}
	}
}

// warnOfGaps reports windows that the next one misses by a minute, which is
// written by who takes the end for open; once for each key and window.
func (r *reader) warnOfGaps() {
	told := map[*source.Node]string{}
	week := r.schedule.week
	for day := range week {
		tomorrow := (day + 1) % len(week)
		for _, w := range week[day].windows {
			gap := func(windows []window, later int) bool {
				for _, next := range windows {
					if next.from+later*dayMinutes-w.to == gapMinutes {
						return true
					}
				}
				return false
			}
			key := r.day[day]
			if told[key] == w.text || !gap(week[day].windows, 0) && !gap(week[tomorrow].windows, 1) {
				continue
			}
			told[key] = w.text
			closes, opens := clock(w.to), clock(w.to+gapMinutes)
			if opens == clock(0) {
				opens = clock(dayMinutes)
			}
			r.report.Warnf(key, "schedule-gap", "it is closed from %s to %s, as a window's end is not in it; write %s-%s",
				closes, opens, clock(w.from), opens)
		}
	}
}

// clock is a minute of the day as it is written.
func clock(minute int) string {
	if minute != dayMinutes {
		minute %= dayMinutes
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}

// fixedZone is the name of a zone that is ahead of UTC where it looks as if it were behind.
var fixedZone = regexp.MustCompile(`^Etc/GMT[+-][1-9]`)

// warnOfZone reports a zone whose sign means the contrary of what it says elsewhere.
func (r *reader) warnOfZone(n *source.Node) {
	if fixedZone.MatchString(n.Value) {
		r.report.Warnf(n, "schedule-zone", "%s has the sign the other way round, + is west of Greenwich, and knows no "+
			"summer time; name a city, such as Europe/Berlin", n.Value)
	}
}
