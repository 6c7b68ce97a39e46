package ari

import (
	"time"

	"github.com/ariapp/ariapp/ari/internal/jsonpull"
)

// zonedLayouts are the ways a time may be written. Asterisk writes the first; the second is what
// encoding/json makes of a time.Time, so that a stored event can be read again.
var zonedLayouts = []string{"2006-01-02T15:04:05.999-0700", time.RFC3339Nano}

// decodeTime takes a time, in UTC; null and "" are the zero time.
func decodeTime(r *jsonpull.Reader) time.Time {
	text := r.String()
	if t, ok := utcTime(text); ok || text == "" {
		return t
	}
	for _, layout := range zonedLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	r.Mismatch("a time")
	return time.Time{}
}

// utcTime reads Asterisk's own form at UTC, "2026-11-21T07:48:11.123+0000", without allocating.
func utcTime(s string) (time.Time, bool) {
	if len(s) != 28 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' ||
		s[19] != '.' || s[23:] != "+0000" {
		return time.Time{}, false
	}
	year, ok1 := decimal(s[0:4])
	month, ok2 := decimal(s[5:7])
	day, ok3 := decimal(s[8:10])
	hour, ok4 := decimal(s[11:13])
	minute, ok5 := decimal(s[14:16])
	second, ok6 := decimal(s[17:19])
	milli, ok7 := decimal(s[20:23])
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, milli*int(time.Millisecond), time.UTC)
	return t, t.Month() == time.Month(month) && t.Day() == day // time.Date rolls the 31st of June over
}

func decimal(s string) (n int, ok bool) {
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int(c)
	}
	return n, true
}
