package config

import (
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// span reads a duration of at least that length, and of none that is out of any use.
func (r *reader) span(into *time.Duration, least, most time.Duration) func(*source.Node) {
	wanted := "a duration from " + spanText(least) + " to " + spanText(most)
	return func(n *source.Node) {
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		d, err := time.ParseDuration(text)
		if err != nil || d < least || d > most {
			r.report.WrongType(n, "the value", wanted)
			return
		}
		*into = d
	}
}

// maybeSpan is span for what may be missing.
func (r *reader) maybeSpan(into **time.Duration, least time.Duration) func(*source.Node) {
	return func(n *source.Node) {
		var d time.Duration
		before := len(r.report.Findings())
		if r.span(&d, least, queueSpanMost)(n); len(r.report.Findings()) == before {
			*into = &d
		}
	}
}

// spanText is a duration without units of which there are none.
func spanText(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
