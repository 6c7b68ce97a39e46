package schedule

import (
	"slices"
	"strings"
	"time"
)

// dayNames are the days of the week as they are written, by their [time.Weekday].
func dayNames() []string { return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }

// dayFault is what is wrong with a key of days, and where in it.
type dayFault struct {
	offset int
	word   string
	reason string
	// unknown tells that word is no day at all.
	unknown bool
}

// parseWeekdays reads mon, mon-fri (also over the week's end) or a list of such.
func parseWeekdays(text string) ([]time.Weekday, *dayFault) {
	var all []time.Weekday
	offset := 0
	for item := range strings.SplitSeq(text, ",") {
		lead := len(item) - len(strings.TrimLeft(item, " "))
		some, fault := parseWeekdayRange(strings.TrimSpace(item), offset+lead)
		if fault != nil {
			return nil, fault
		}
		for _, day := range some {
			if slices.Contains(all, day) {
				return nil, &dayFault{offset + lead, strings.TrimSpace(item), "has " + dayNames()[day] + " twice", false}
			}
			all = append(all, day)
		}
		offset += len(item) + 1
	}
	return all, nil
}

func parseWeekdayRange(text string, offset int) ([]time.Weekday, *dayFault) {
	first, second, isRange := strings.Cut(text, "-")
	from := slices.Index(dayNames(), first)
	if from < 0 {
		return nil, &dayFault{offset, first, "", true}
	}
	if !isRange {
		return []time.Weekday{time.Weekday(from)}, nil
	}
	to := slices.Index(dayNames(), second)
	if to < 0 {
		return nil, &dayFault{offset + len(first) + 1, second, "", true}
	}
	if from == to {
		return nil, &dayFault{offset, text, "begins and ends on the same day", false}
	}
	var some []time.Weekday
	for day := from; ; day = (day + 1) % len(dayNames()) {
		some = append(some, time.Weekday(day))
		if day == to {
			return some, nil
		}
	}
}

// nearestDay is the day that a longer name such as Monday stands for, else "".
func nearestDay(word string) string {
	lower := strings.ToLower(word)
	for _, name := range dayNames() {
		if strings.HasPrefix(lower, name) {
			return name
		}
	}
	return ""
}
