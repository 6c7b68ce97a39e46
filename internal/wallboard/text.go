package wallboard

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// width is how many columns a text takes.
func width(text string) int {
	sum := 0
	for _, r := range text {
		sum += columns(r)
	}
	return sum
}

// columns is how many columns a sign takes: none for what is put upon the one before, two for those of East Asia.
func columns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff,
		r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}

// plain is a text without signs that a terminal obeys.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r): // such as those that turn the direction of what follows
			return -1
		case !unicode.IsPrint(r):
			return '?'
		}
		return r
	}, text)
}

// clip is a text of at most so many columns; … stands for the rest.
func clip(text string, most int) string {
	if width(text) <= most {
		return text
	}
	if most < 1 {
		return ""
	}
	var b strings.Builder
	left := most - 1
	for _, r := range text {
		if left -= columns(r); left < 0 {
			break
		}
		b.WriteRune(r)
	}
	return b.String() + "…"
}

// fill is a text with spaces before or behind it.
func fill(text string, to int, right bool) string {
	space := strings.Repeat(" ", max(0, to-width(text)))
	if right {
		return space + text
	}
	return text + space
}

// clock is a length of time as people write it: 1:30, 1:02:03.
func clock(seconds float64) string {
	d := time.Duration(max(0, seconds) * float64(time.Second)).Round(time.Second)
	h, m, s := int(d/time.Hour), int(d/time.Minute)%60, int(d/time.Second)%60
	if h > 0 {
		return fmt.Sprintf("%d:%02d:%02d", h, m, s)
	}
	return fmt.Sprintf("%d:%02d", m, s)
}

// Colours of the terminal, "" for its own.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
	dim    = "2"
	bold   = "1"
)

// painted is a text in a colour, if there are any.
func (v View) painted(text, colour string) string {
	if !v.Colours || colour == "" || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}
