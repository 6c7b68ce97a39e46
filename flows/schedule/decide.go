package schedule

import "time"

// The statuses of a [Decision].
const (
	// StatusOpen and StatusClosed are what exceptions and weekly hours give.
	StatusOpen   = "open"
	StatusClosed = "closed"
	// StatusHoliday is closed because of a holiday.
	StatusHoliday = "holiday"
	// StatusOverride is open or closed by hand.
	StatusOverride = "override"
)

// The modes of an [Override].
const (
	ModeOpen   = "open"
	ModeClosed = "closed"
)

// Override is what a person set by hand. A mode that is none of the known ones closes.
type Override struct {
	// Mode is "open", "closed", or "" for none.
	Mode string
	// Until is when it ends; the zero time is until somebody changes it.
	Until time.Time
	// By says who set it.
	By string
}

// holds tells whether the override counts at an instant.
func (o Override) holds(at time.Time) bool {
	return o.Mode != "" && (o.Until.IsZero() || at.Before(o.Until))
}

// rule names the override as decisions do.
func (o Override) rule(zone *time.Location) string {
	text := "override " + o.Mode
	if o.By != "" {
		text += " by " + o.By
	}
	if o.Until.IsZero() {
		return text + " until changed"
	}
	return text + " until " + o.Until.In(zone).Format("2006-01-02 15:04")
}

// Decision says whether a schedule is open, and why.
type Decision struct {
	Open bool
	// Status is open, closed, holiday or override.
	Status string
	// Rule names what decided, such as "weekly mon-fri 09:00-12:30" or "no rule".
	Rule string
	// Until is the first instant at which Open differs, zero where there is none within a year.
	Until time.Time
}

// verdict is what the file alone says of an instant.
type verdict struct {
	open         bool
	status, rule string
}

// Decide says whether the schedule is open at an instant under an override;
// the zero Override is none.
func (s *Schedule) Decide(at time.Time, o Override) Decision {
	if s == nil {
		return Decision{Status: StatusClosed, Rule: "no schedule"}
	}
	v := s.verdict(at)
	if s.faulty {
		return Decision{Status: v.status, Rule: v.rule}
	}
	horizon := at.AddDate(HorizonYears, 0, 0)
	if !o.holds(at) {
		return Decision{v.open, v.status, v.rule, s.nextChange(at, v.open, horizon)}
	}
	d := Decision{Open: o.Mode == ModeOpen, Status: StatusOverride, Rule: o.rule(s.zone)}
	switch {
	case o.Until.IsZero() || o.Until.After(horizon):
	case s.verdict(o.Until).open != d.Open:
		d.Until = o.Until.In(s.zone)
	default:
		d.Until = s.nextChange(o.Until, d.Open, horizon)
	}
	return d
}

// verdict decides by exception, holiday, weekly hours, in this order.
func (s *Schedule) verdict(at time.Time) verdict {
	if s.faulty {
		return verdict{status: StatusClosed, rule: "faults in the file"}
	}
	local := at.In(s.zone)
	today, minute := dateOf(local), local.Hour()*60+local.Minute()
	if e := s.exceptionOn(today); e != nil {
		return e.verdict(minute)
	}
	name, closed := s.holidayOn(today)
	if c := s.closureAt(at); !closed && c != nil {
		name, closed = c.name, true
	}
	if closed {
		return verdict{status: StatusHoliday, rule: "holiday " + name}
	}
	for late, on := range []date{today, today.plus(-1)} {
		h := s.hoursOf(on)
		for _, w := range h.windows {
			if w.has(minute + late*dayMinutes) {
				return verdict{true, StatusOpen, h.key + " " + w.text}
			}
		}
	}
	if day := s.week[today.weekday()]; day.written && len(day.windows) == 0 {
		return verdict{status: StatusClosed, rule: "weekly " + day.key + " closed"}
	}
	return verdict{status: StatusClosed, rule: "no rule"}
}

// verdict is what the exception says of a minute of its date: nothing comes over from the day before.
func (e *exception) verdict(minute int) verdict {
	rule := "exception " + e.key
	for _, w := range e.windows {
		if w.has(minute) {
			return verdict{true, StatusOpen, rule + " " + w.text}
		}
	}
	if e.name != "" {
		rule += " (" + e.name + ")"
	}
	return verdict{status: StatusClosed, rule: rule}
}
