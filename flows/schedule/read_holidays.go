package schedule

import (
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/ariapp/ariapp/flows/source"
)

// holidays reads {dates: {...}, file: ...}.
func (r *reader) holidays(n *source.Node) {
	if n.Kind != source.Map {
		r.wrongType(n, "holidays", "a mapping with dates or file")
		return
	}
	for key, item := range n.All() {
		switch key.Value {
		case "dates":
			r.holidayDates(item)
		case "file":
			r.holidayFiles(item)
		default:
			r.unknown(key, "unknown-key", "key of holidays", []string{"dates", "file"})
		}
	}
}

func (r *reader) holidayDates(n *source.Node) {
	if n.Kind != source.Map {
		r.wrongType(n, "dates", "a mapping of dates such as 2026-04-03 or 12-25 to names")
		return
	}
	if len(n.Pairs) > MaxDates {
		r.errorf(n, "too-many", "a schedule has at most %d dates of holidays; put them into a file", MaxDates)
		return
	}
	for key, item := range n.All() {
		name := r.text(item, "the holiday "+key.Value, "a text: its name")
		on, ok := r.days(key, "holidays")
		switch {
		case ok && on.rank() == rankDate:
			r.schedule.dates[on.from] = name // a file's name for it counts less
		case ok:
			r.schedule.holidays = insert(r.schedule.holidays, holiday{on, name},
				func(h holiday) int { return h.days.rank() })
		}
	}
}

func (r *reader) holidayFiles(n *source.Node) {
	if n.Kind == source.Map || len(n.Elements()) == 0 {
		r.wrongType(n, "file", "the path of an iCal file, or a list of paths")
		return
	}
	var times []closure
	for _, item := range n.Elements() {
		if item.Kind != source.Scalar || item.Value == "" {
			r.wrongType(item, "file", "the path of an iCal file")
			continue
		}
		times = append(times, r.holidayFile(item)...)
	}
	r.schedule.times = disjoint(times)
}

// holidayFile reads one iCal file: its whole days go into the schedule, its times are returned.
func (r *reader) holidayFile(n *source.Node) []closure {
	path := n.Value
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(n.File), path)
	}
	if r.open == nil {
		r.errorf(n, "file", "no file can be read here")
		return nil
	}
	text, err := r.open(path)
	if err != nil {
		r.errorf(n, "file", "%s cannot be read: %v", path, err)
		return nil
	}
	closed, faults := parseCalendar(string(text), r.schedule.zone)
	for i, fault := range faults {
		if i == MaxFileFaults {
			r.errorf(n, "ical", "%s: %d more faults are not shown", path, len(faults)-i)
			break
		}
		r.errorf(n, "ical", "%s:%d: %s", path, fault.line, fault.reason)
	}
	if len(faults) == 0 && closed.count() == 0 {
		r.report.Warnf(n, "no-holidays", "%s holds no events, so it closes nothing", path)
	}
	if len(r.schedule.dates)+closed.count() > MaxHolidays {
		r.errorf(n, "too-many", "%s: iCal files close more than %d days and times", path, MaxHolidays)
		return nil
	}
	for on, name := range closed.dates {
		if _, known := r.schedule.dates[on]; !known {
			r.schedule.dates[on] = name
		}
	}
	return closed.times
}

// ReadFile reads an iCal file of at most [MaxFileBytes] from the disk: what [Read] wants as open.
func ReadFile(path string) ([]byte, error) {
	return source.ReadFile(path, MaxFileBytes)
}

// cleanName is a name fit for a line of a log.
func cleanName(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(c rune) bool {
		return unicode.IsSpace(c) || !unicode.IsPrint(c)
	}), " ")
	if name := []rune(text); len(name) > MaxNameRunes {
		return string(name[:MaxNameRunes-1]) + "…"
	}
	return text
}

func quote(s string) string { return strconv.Quote(s) }
