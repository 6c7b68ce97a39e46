package sip

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Script is what a caller does after the INVITE, in order. It begins with what
// becomes of the INVITE and ends with the call's end.
type Script []Step

// Step is one line of a script, made by the functions of this file.
type Step struct {
	kind   kind
	keys   string
	status int
	cause  int
	wait   time.Duration
}

type kind int

const (
	kindTrying kind = iota
	kindRinging
	kindEarlyMedia
	kindAnswered
	kindRefused
	kindCancel
	kindPause
	kindPress
	kindHangup
	kindExpectBye
	kindRefer
	kindTold
	kindExpectRefer
)

// Trying waits until the other side has begun to work on the call.
func Trying() Step { return Step{kind: kindTrying, wait: answerTimeout} }

// Ringing waits until the other side rings.
func Ringing() Step { return Step{kind: kindRinging, wait: answerTimeout} }

// EarlyMedia waits until the other side opens the media before any answer.
func EarlyMedia() Step { return Step{kind: kindEarlyMedia, wait: answerTimeout} }

// Answered waits until the call is answered, for at most ten seconds.
func Answered() Step { return AnsweredWithin(answerTimeout) }

// AnsweredWithin waits until the call is answered, for at most d after the
// INVITE or the last sign of life, such as ringing.
func AnsweredWithin(d time.Duration) Step { return Step{kind: kindAnswered, wait: d} }

// Refused waits for a final reply with this status, such as 486.
func Refused(status int) Step {
	return Step{kind: kindRefused, status: status, wait: answerTimeout}
}

// Cancel gives up before the call is answered.
func Cancel() Step { return Step{kind: kindCancel, wait: replyTimeout} }

// Pause does nothing for d. The call must outlive it.
func Pause(d time.Duration) Step { return Step{kind: kindPause, wait: d} }

// Press presses keys one after the other: 0-9, *, # and A-D.
func Press(keys string) Step { return Step{kind: kindPress, keys: keys} }

// Hangup ends the call.
func Hangup() Step { return Step{kind: kindHangup, wait: replyTimeout} }

// HangupWith ends the call and says why, with a cause of Q.850: most telephones
// give none.
func HangupWith(cause int) Step { return Step{kind: kindHangup, cause: cause, wait: replyTimeout} }

// ExpectBye waits until the other side ends the call, for at most 30 seconds.
func ExpectBye() Step { return ExpectByeWithin(byeTimeout) }

// ExpectByeWithin waits until the other side ends the call, for at most d.
func ExpectByeWithin(d time.Duration) Step { return Step{kind: kindExpectBye, wait: d} }

// keypad holds the keys in the order of their RFC 4733 event codes.
const keypad = "0123456789*#ABCD"

// stage is how far a call has come.
type stage int

const (
	invited stage = iota
	waiting       // heard of, not answered
	up
	over
)

// validate walks through the script as a call would.
func (s Script) validate() error {
	at := invited
	for i, step := range s {
		next, err := step.after(at)
		if err != nil {
			return fmt.Errorf("%w: step %d: %w", ErrBadScript, i+1, err)
		}
		at = next
	}
	if at != over {
		return fmt.Errorf("%w: the call does not end; add Hangup, ExpectBye, Cancel or Refused", ErrBadScript)
	}
	return nil
}

// after returns the stage that the step leads to.
func (s Step) after(at stage) (stage, error) {
	if at == over {
		return at, fmt.Errorf("%v comes after the call's end", s)
	}
	switch s.kind {
	case kindTrying:
		if at == invited {
			return waiting, nil
		}
	case kindRinging, kindEarlyMedia:
		if at < up {
			return waiting, nil
		}
	case kindAnswered:
		if at < up {
			return up, nil
		}
	case kindRefused:
		if s.status < 300 || s.status > 699 {
			return at, fmt.Errorf("status %d is no refusal", s.status)
		}
		if at < up {
			return over, nil
		}
	case kindCancel:
		if at == waiting {
			return over, nil
		}
	case kindPause:
		if s.wait <= 0 {
			return at, fmt.Errorf("a pause of %v", s.wait)
		}
		if at != invited {
			return at, nil
		}
	case kindPress:
		return at, s.checkKeys(at)
	case kindRefer, kindTold, kindExpectRefer:
		return s.afterTransfer(at)
	case kindHangup, kindExpectBye:
		if s.cause < 0 || s.cause > causeMax {
			return at, fmt.Errorf("%d is no cause", s.cause)
		}
		if at == up {
			return over, nil
		}
	}
	return at, fmt.Errorf("%v cannot stand here", s)
}

func (s Step) checkKeys(at stage) error {
	if at != up {
		return fmt.Errorf("%v before the call is answered", s)
	}
	if s.keys == "" {
		return fmt.Errorf("no keys to press")
	}
	for _, key := range s.keys {
		if !strings.ContainsRune(keypad, key) {
			return fmt.Errorf("no telephone has the key %q", key)
		}
	}
	return nil
}

// answered tells whether the script lets the call be answered.
func (s Script) answered() bool {
	return slices.ContainsFunc(s, func(step Step) bool { return step.kind == kindAnswered })
}

// longest is the most time that the script can take.
func (s Script) longest() time.Duration {
	var sum time.Duration
	for _, step := range s {
		sum += step.wait + time.Duration(len(step.Keys()))*(toneLength+toneGap+replyTimeout)
	}
	return sum
}

// String names the step as in the script.
func (s Step) String() string {
	switch s.kind {
	case kindTrying:
		return "Trying()"
	case kindRinging:
		return "Ringing()"
	case kindEarlyMedia:
		return "EarlyMedia()"
	case kindAnswered:
		return fmt.Sprintf("AnsweredWithin(%v)", s.wait)
	case kindRefused:
		return fmt.Sprintf("Refused(%d)", s.status)
	case kindCancel:
		return "Cancel()"
	case kindPause:
		return fmt.Sprintf("Pause(%v)", s.wait)
	case kindPress:
		return fmt.Sprintf("Press(%q)", s.keys)
	case kindHangup:
		if s.cause != 0 {
			return fmt.Sprintf("HangupWith(%d)", s.cause)
		}
		return "Hangup()"
	case kindRefer:
		return fmt.Sprintf("Refer(%q)", s.keys)
	case kindTold:
		return fmt.Sprintf("Told(%d)", s.status)
	case kindExpectRefer:
		return "ExpectRefer()"
	}
	return fmt.Sprintf("ExpectByeWithin(%v)", s.wait)
}

// Keys are the keys that the step presses, "" for other steps.
func (s Step) Keys() string {
	if s.kind != kindPress {
		return ""
	}
	return s.keys
}
