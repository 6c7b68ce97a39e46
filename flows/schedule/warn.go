package schedule

import "github.com/ariapp/ariapp/flows/source"

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
