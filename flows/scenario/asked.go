package scenario

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// meetsRequest looks for a request among those that are not dealt with.
func (c *caller) meetsRequest(act *Act) (time.Time, bool) {
	for requests := c.run.result.Requests; c.asked < len(requests); {
		made := requests[c.asked]
		c.asked++
		if !fitsRequest(act.Want.Text, made.Request) {
			c.near = "asked for " + shown(made.Request)
			continue
		}
		if other := act.Want.otherThan(made.sent); other != "" {
			c.near = "asked for " + shown(made.Request) + " with " + other
			continue
		}
		at := c.run.result.began.Add(made.At)
		c.passOver(act, made.after+1)
		return at, c.inTime(act, at)
	}
	return time.Time{}, false
}

// fitsText tells whether a text fits a pattern in which * stands for anything
// but / and ** for anything. It looks at each part of the pattern and each place
// of the text once.
func fitsText(pattern, text string) bool {
	fits := make([]bool, len(text)+1) // whether the text up to there fits the pattern so far
	fits[0] = true
	for len(pattern) > 0 {
		rest := strings.TrimLeft(pattern, "*")
		stars := len(pattern) - len(rest)
		switch {
		case stars > 0:
			for i := range len(text) {
				fits[i+1] = fits[i+1] || fits[i] && (stars > 1 || text[i] != '/')
			}
			pattern = rest
		default:
			for i := len(text); i > 0; i-- {
				fits[i] = fits[i-1] && text[i-1] == pattern[0]
			}
			fits[0] = false
			pattern = pattern[1:]
		}
	}
	return fits[len(text)]
}

// otherThan says what of a request is not as wanted, "" when all is. It names
// no value of the request: a secret may be in it.
func (w *Want) otherThan(sent flows.Request) string {
	for _, header := range w.Header {
		found := false
		for name, value := range sent.Header {
			found = found || strings.EqualFold(name, header.Name) && value == header.Value
		}
		if !found {
			return "another header " + header.Name
		}
	}
	if w.Body != "" && w.Body != string(sent.Body) {
		return "another body"
	}
	if w.JSON == nil {
		return ""
	}
	var body any
	if json.Unmarshal(sent.Body, &body) != nil {
		return "a body that is no JSON"
	}
	if place := otherJSON("json", w.JSON, body); place != "" {
		return "another " + place
	}
	return ""
}
