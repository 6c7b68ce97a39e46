package schedule

import (
	"sort"
	"time"
)

// Schedule is one named set of opening hours. It never changes once it is read.
type Schedule struct {
	name string
	zone *time.Location
	// faulty tells that its text has errors, so that it never opens.
	faulty bool
	week   [7]weekday
	// single are the exceptions of one date; exceptions are the others, the most definite first.
	single     map[date]*exception
	exceptions []exception
	// dates are the holidays of one date, those of iCal files among them; holidays are the others.
	dates    map[date]string
	holidays []holiday
	// times are the instants that iCal files close: in order, none overlaps another.
	times []closure
}

// hours are the windows of a day, and the key in the file that they stand behind.
type hours struct {
	key     string
	windows []window
}

// weekday is what the week says of one of its days.
type weekday struct {
	hours
	// written tells that the day stands in the file, be it as closed.
	written bool
}

// exception is what holds on dates instead of the week and of holidays.
type exception struct {
	hours
	days days
	name string
}

// holiday is a closed date with its name.
type holiday struct {
	days days
	name string
}

// closure is a time that an iCal file closes.
type closure struct {
	from, to time.Time
	name     string
}

// Name is the schedule's name in the file.
func (s *Schedule) Name() string { return s.name }

// Zone is the zone whose clock decides, UTC for a schedule whose own is unknown.
func (s *Schedule) Zone() *time.Location { return s.zone }

// exceptionOn is the exception that rules a date, or nil.
func (s *Schedule) exceptionOn(on date) *exception {
	if e := s.single[on]; e != nil {
		return e
	}
	for i := range s.exceptions {
		if s.exceptions[i].days.has(on) {
			return &s.exceptions[i]
		}
	}
	return nil
}

// holidayOn is the name of the holiday that closes a whole date.
func (s *Schedule) holidayOn(on date) (string, bool) {
	if name, ok := s.dates[on]; ok {
		return name, true
	}
	for _, h := range s.holidays {
		if h.days.has(on) {
			return h.name, true
		}
	}
	return "", false
}

// closureAt is the time of an iCal file that holds at, or nil.
func (s *Schedule) closureAt(at time.Time) *closure {
	i := sort.Search(len(s.times), func(i int) bool { return s.times[i].to.After(at) })
	if i < len(s.times) && !s.times[i].from.After(at) {
		return &s.times[i]
	}
	return nil
}

// hoursOf are the windows that begin on a date, with what their rule is called.
func (s *Schedule) hoursOf(on date) hours {
	if e := s.exceptionOn(on); e != nil {
		return hours{"exception " + e.key, e.windows}
	}
	if _, closed := s.holidayOn(on); closed {
		return hours{}
	}
	day := s.week[on.weekday()]
	return hours{"weekly " + day.key, day.windows}
}
