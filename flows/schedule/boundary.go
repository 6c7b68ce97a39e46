package schedule

import (
	"sort"
	"time"
)

// nextChange is the first instant after at, and not after the horizon, at which
// the file says other than open; zero for none.
func (s *Schedule) nextChange(at time.Time, open bool, horizon time.Time) time.Time {
	for next := s.nextBoundary(at); !next.After(horizon); next = s.nextBoundary(next) {
		if s.verdict(next).open != open {
			return next
		}
	}
	return time.Time{}
}

// nextBoundary is the first instant after at where the verdict may become
// another: an end of a window, a midnight, an end of a holiday, or a jump of
// the clock. Between two of them the clock runs evenly, so that times of the
// day may be added.
func (s *Schedule) nextBoundary(at time.Time) time.Time {
	local := at.In(s.zone)
	today := dateOf(local)
	hour, minute, second := local.Clock()
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute +
		time.Duration(second)*time.Second + time.Duration(local.Nanosecond())
	wait := 24*time.Hour - clock
	for late, on := range []date{today, today.plus(-1)} {
		for _, w := range s.hoursOf(on).windows {
			for _, edge := range []int{w.from, w.to} {
				until := time.Duration(edge-late*dayMinutes)*time.Minute - clock
				if until > 0 {
					wait = min(wait, until)
				}
			}
		}
	}
	next := local.Add(wait)
	if _, jump := local.ZoneBounds(); !jump.IsZero() && jump.Before(next) {
		next = jump
	}
	i := sort.Search(len(s.times), func(i int) bool { return s.times[i].to.After(at) })
	if i < len(s.times) {
		for _, edge := range []time.Time{s.times[i].from, s.times[i].to} {
			if edge.After(at) && edge.Before(next) {
				next = edge
			}
		}
	}
	return next.In(s.zone)
}
