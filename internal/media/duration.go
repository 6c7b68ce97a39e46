package media

import (
	"fmt"
	"time"
)

// spellDuration says hours, minutes and seconds, those that are not zero.
func spellDuration(s speller, text string) ([]string, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > DurationMax {
		return nil, fmt.Errorf("%w: %q is no duration; write hours, minutes and seconds, such as 1h2m3s or 90s, up to %s",
			ErrPrompt, clip(text), DurationMax)
	}
	total := int64(d.Round(time.Second) / time.Second)
	hours, minutes, seconds := total/3600, total/60%60, total%60
	if hours == 1 {
		// No pack has "hour": sixty minutes are as long, and right.
		hours, minutes = 0, minutes+60
	}
	var list []string
	for _, part := range []struct {
		unit unit
		n    int64
	}{{hour, hours}, {minute, minutes}, {second, seconds}} {
		if part.n > 0 || part.unit == second && len(list) == 0 {
			list = append(list, s.counted(part.unit, part.n)...)
		}
	}
	return list, nil
}
