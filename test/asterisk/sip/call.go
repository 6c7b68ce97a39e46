package sip

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Keying is the way in which keys travel.
type Keying int

const (
	// INFO sends each key as a SIP INFO with application/dtmf-relay.
	INFO Keying = iota
	// RFC4733 sends each key as telephone-events among the media packets.
	RFC4733
)

// String returns the way's name.
func (k Keying) String() string {
	if k == RFC4733 {
		return "RFC 4733"
	}
	return "SIP INFO"
}

// Call is one caller and what the caller does.
type Call struct {
	// To is the number that is rung.
	To string
	// From is the caller's own number; empty is 1000. In a run of several calls
	// [EachNumber] at its end makes them differ.
	From string
	// Keys is the way in which [Press] sends keys; the zero value is INFO.
	Keys Keying
	// Listen keeps what is heard, for [Result.Heard]; such a run is of one call.
	Listen bool
	// Script is what happens after the INVITE.
	Script Script
}

// EachNumber stands for the number of the call within its run, from 1.
const EachNumber = "[call_number]"

var (
	toPattern      = regexp.MustCompile(`^[0-9A-Za-z+*#._-]+$`)
	fromPattern    = regexp.MustCompile(`^[0-9A-Za-z+]+$`)
	addressPattern = regexp.MustCompile(`^sip:[0-9A-Za-z+*#._-]+@[0-9A-Za-z.:-]+$`)
)

func (c Call) validate() error {
	if !toPattern.MatchString(c.To) {
		return fmt.Errorf("%w: ringing %q: give a number", ErrBadScript, c.To)
	}
	if from := strings.TrimSuffix(c.from(), EachNumber); from != "" && !fromPattern.MatchString(from) {
		return fmt.Errorf("%w: calling from %q: give a number", ErrBadScript, c.From)
	}
	return c.Script.validate()
}

func (c Call) from() string {
	if c.From == "" {
		return "1000"
	}
	return c.From
}

// Load is how many calls of one kind a run makes.
type Load struct {
	// Calls is their number; zero is one.
	Calls int
	// Rate is how many begin in a second; zero is ten.
	Rate int
	// Over is the time in which all begin, evenly, whatever Rate says; zero is as Rate says.
	Over time.Duration
}

func (l Load) settle() (Load, error) {
	if l.Calls == 0 {
		l.Calls = 1
	}
	if l.Rate == 0 {
		l.Rate = 10
	}
	if l.Calls < 0 || l.Calls > callsMax || l.Rate < 0 || l.Over < 0 {
		return l, fmt.Errorf("%w: %d calls at %d a second, or over %v", ErrBadScript, l.Calls, l.Rate, l.Over)
	}
	return l, nil
}

// pace is how many calls begin in how much time.
func (l Load) pace() (calls int, period time.Duration) {
	if l.Over > 0 {
		return 1, max(l.Over/time.Duration(l.Calls), time.Millisecond)
	}
	return l.Rate, time.Second
}

// length is the time in which the last call of the load begins.
func (l Load) length() time.Duration {
	if l.Over > 0 {
		return l.Over
	}
	return time.Duration(l.Calls) * time.Second / time.Duration(l.Rate)
}
