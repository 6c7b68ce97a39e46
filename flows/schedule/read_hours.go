package schedule

import (
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

const (
	closedWord  = "closed"
	windowsWant = "a window such as 09:00-12:30, a list of windows, or closed"
	daysWant    = "a day such as mon, a range such as mon-fri, or a list such as mon,wed"
)

// weekly reads the hours of the days of the week.
func (r *reader) weekly(n *source.Node) {
	if n.Kind != source.Map {
		r.wrongType(n, "weekly", "a mapping of days such as mon-fri to windows such as 09:00-12:30")
		return
	}
	for key, item := range n.All() {
		windows, fine := r.hours("the hours of "+key.Value, item)
		weekdays, fault := parseWeekdays(key.Value)
		if fault != nil {
			r.dayFault(key, fault)
			continue
		}
		for _, day := range weekdays {
			if first := r.day[day]; first != nil {
				r.errorf(key, "duplicate-day", "%s stands already at %s; put all windows of a day behind one key",
					dayNames()[day], first.Pos)
				continue
			}
			r.day[day] = key
			if fine {
				r.schedule.week[day] = weekday{hours{key.Value, windows}, true}
			}
		}
	}
}

func (r *reader) dayFault(key *source.Node, fault *dayFault) {
	r.schedule.faulty = true
	f := source.Finding{Pos: key.At(fault.offset), Width: max(1, len([]rune(fault.word))), Rule: "malformed-day",
		Severity: source.Error, Message: quote(fault.word) + " " + fault.reason + "; days must be " + daysWant}
	if fault.unknown {
		f.Message, f.Accepted = "unknown day "+quote(fault.word), dayNames()
		if f.Nearest = nearestDay(fault.word); f.Nearest == "" {
			f.Nearest = source.Nearest(fault.word, f.Accepted)
		}
	}
	r.report.Add(f)
}

// hours reads a day's windows, none for closed; false after a finding.
func (r *reader) hours(what string, n *source.Node) ([]window, bool) {
	if n.Kind == source.Scalar && n.Value == closedWord {
		return nil, true
	}
	if n.Kind == source.Map || len(n.Elements()) == 0 {
		r.wrongType(n, what, windowsWant)
		return nil, false
	}
	if len(n.Elements()) > MaxWindows {
		r.errorf(n, "too-many", "a day has at most %d windows", MaxWindows)
		return nil, false
	}
	var windows []window
	fine := true
	for _, item := range n.Elements() {
		if item.Kind != source.Scalar {
			r.wrongType(item, what, windowsWant)
			fine = false
			continue
		}
		w, err := parseWindow(item.Value)
		if err != nil {
			r.errorf(item, "malformed-window", "%q is no window: %v; it must be like 09:00-12:30, or the day closed",
				item.Value, err)
			fine = false
			continue
		}
		for _, other := range windows {
			if w.overlaps(other, 0) {
				r.report.Warnf(item, "overlap", "%s overlaps %s", w.text, other.text)
			}
		}
		windows = append(windows, w)
	}
	return windows, fine
}

// exceptions reads what holds on dates instead of the week.
func (r *reader) exceptions(n *source.Node) {
	if n.Kind != source.Map {
		r.wrongType(n, "exceptions", "a mapping of dates such as 2026-12-31 or 12-24 to windows or closed")
		return
	}
	if len(n.Pairs) > MaxDates {
		r.errorf(n, "too-many", "a schedule has at most %d exceptions", MaxDates)
		return
	}
	var keys keyedDays
	for key, item := range n.All() {
		windows, name := r.exception(key, item)
		on, ok := r.days(key, "exceptions")
		if !ok {
			continue
		}
		if other := keys.clash(on); other != nil {
			r.errorf(key, "duplicate-date", "%s and %s share a day, and none is more definite than the other",
				on.text, other.Value)
		}
		keys = append(keys, keyOfDays{on, key})
		e := exception{hours{on.text, windows}, on, name}
		if on.rank() == rankDate {
			r.schedule.single[on.from] = &e
			continue
		}
		r.schedule.exceptions = insert(r.schedule.exceptions, e, func(e exception) int { return e.days.rank() })
	}
	for _, key := range keys.unreachable() {
		r.report.Warnf(key, "unreachable", "%s never holds: a more definite exception stands for each of its days",
			key.Value)
	}
}

// exception reads one exception's value: windows, closed, {closed: reason} or {hours: windows, name: text}.
func (r *reader) exception(key, n *source.Node) (windows []window, name string) {
	what := "the exception " + key.Value
	if n.Kind != source.Map {
		windows, _ = r.hours(what, n)
		return windows, ""
	}
	for inner, item := range n.All() {
		switch inner.Value {
		case closedWord, "name":
			name = r.text(item, inner.Value, "a text: the reason")
		case "hours":
			windows, _ = r.hours(what, item)
		default:
			r.unknown(inner, "unknown-key", "key of an exception", []string{closedWord, "hours", "name"})
		}
	}
	isClosed := n.Get(closedWord) != nil
	switch {
	case isClosed && (n.Get("hours") != nil || n.Get("name") != nil):
		r.errorf(n, "exclusive-fields", "closed excludes hours and name: it is the reason itself")
	case !isClosed && n.Get("hours") == nil:
		r.errorf(n, "missing-field", "%s needs hours, or closed with the reason", what)
	}
	return windows, name
}

// text reads a name. A bare true or no is none: {closed: no} would mean the contrary of what it says.
func (r *reader) text(n *source.Node, what, wanted string) string {
	isBool := !n.Quoted && strings.Contains(" true false yes no on off ", " "+strings.ToLower(n.Value)+" ")
	if n.Kind != source.Scalar || n.Value == "" || isBool {
		r.wrongType(n, what, wanted)
		return ""
	}
	return cleanName(n.Value)
}

// days reads a key of dates; false after a finding.
func (r *reader) days(key *source.Node, what string) (days, bool) {
	on, err := parseDays(key.Value)
	if err != nil {
		r.errorf(key, "malformed-date", "%q is no date: %v; %s stand under dates such as 2026-12-31, "+
			"12-24 (every year) or 2026-08-01..2026-08-14", key.Value, err, what)
	}
	return on, err == nil
}
