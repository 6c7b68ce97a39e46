package flowdiff

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	// wholeNumber is a number that may be a key or a telephone's: it is what it is written.
	wholeNumber = regexp.MustCompile(`^[+-]?\d+$`)
	// decimal is a number with a fraction.
	decimal = regexp.MustCompile(`^[+-]?(0|[1-9]\d*)\.\d+$`)
	// clock is a time of the day, or a span of two.
	clock = regexp.MustCompile(`^\d{1,2}:\d\d(-\d{1,2}:\d\d)?$`)
)

// canonical is the value in one way of writing it, so that those that say the same are equal.
func (l leaf) canonical() string {
	parts := strings.Split(l.text, "\x00")
	for i, part := range parts {
		parts[i] = canonical(part)
	}
	return strings.Join(parts, "\x00")
}

func canonical(text string) string {
	switch {
	case wholeNumber.MatchString(text):
		return text
	case decimal.MatchString(text):
		return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	case clock.MatchString(text):
		times := strings.Split(text, "-")
		for i, t := range times {
			if len(t) < len("00:00") {
				times[i] = "0" + t
			}
		}
		return strings.Join(times, "-")
	}
	if d, err := time.ParseDuration(text); err == nil {
		return strconv.FormatInt(int64(d), 10) + "ns"
	}
	return text
}
