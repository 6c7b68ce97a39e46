package monitor

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// orderAccepted is what an override looks like.
const orderAccepted = `{"mode": "open" or "closed", "for": "2h" (optional), "by": "who"}`

// order is the body of a request to override a schedule.
type order struct {
	Mode string `json:"mode"`
	// For is how long it holds, "" for until it is cleared.
	For string `json:"for"`
	By  string `json:"by"`
	// lasts is For, 0 for none.
	lasts time.Duration
}

// parseOrder reads one; an error is a sentence about what is wrong.
func parseOrder(body io.Reader) (order, error) {
	var o order
	if err := decodeOne(body, &o); err != nil {
		return order{}, err
	}
	if o.Mode != "open" && o.Mode != "closed" {
		return order{}, fmt.Errorf("mode is %q", o.Mode)
	}
	var err error
	if o.By, err = person(o.By); err != nil {
		return order{}, err
	}
	if o.For == "" {
		return o, nil
	}
	o.lasts, err = time.ParseDuration(o.For)
	if err != nil {
		return order{}, fmt.Errorf("for is %q, which is no duration such as 90m or 2h", o.For)
	}
	if o.lasts < overrideLeast || o.lasts > overrideMost {
		return order{}, fmt.Errorf("for is %s: from %v to %v are possible", o.For, overrideLeast, overrideMost)
	}
	return o, nil
}

// person is who does something, for the log and the schedule's rule: one line, not empty.
func person(by string) (string, error) {
	by = strings.TrimSpace(by)
	switch {
	case by == "":
		return "", errors.New("by is empty: it says who does this")
	case utf8.RuneCountInString(by) > byMax:
		return "", fmt.Errorf("by is longer than %d characters", byMax)
	case !utf8.ValidString(by) || strings.ContainsFunc(by, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", errors.New("by has characters that cannot be printed")
	}
	return by, nil
}
