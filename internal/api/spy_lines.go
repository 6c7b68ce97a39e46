package api

import (
	"errors"

	"github.com/ariapp/ariapp/internal/hand"
)

// SpyNews is a line that tells what becomes of the talks that a supervisor hears.
type SpyNews struct {
	// Type is Hears or Left, with the mode; Refused, with why; or Waits for a talk to come.
	Type  string `json:"type"`
	Agent string `json:"agent,omitempty"`
	Queue string `json:"queue,omitempty"`
	Call  string `json:"call,omitempty"`
	Mode  string `json:"mode,omitempty"`
	By    string `json:"by,omitempty"`
	Why   string `json:"why,omitempty"`
}

// SpyEnd is the last line about a supervisor.
type SpyEnd struct {
	Type  string `json:"type"`
	Cause string `json:"cause,omitempty"`
	// Error is what went wrong, Kind whether the supervisor was busy, did not answer, rejected or was not reached.
	Error string `json:"error,omitempty"`
	Kind  string `json:"kind,omitempty"`
}

// The kinds of ends.
const (
	kindBusy     = "busy"
	kindNoAnswer = "no_answer"
	kindRejected = "rejected"
	kindAway     = "unreachable"
)

func kindOf(err error) string {
	switch {
	case errors.Is(err, hand.ErrBusy):
		return kindBusy
	case errors.Is(err, hand.ErrNoAnswer):
		return kindNoAnswer
	case errors.Is(err, hand.ErrRejected):
		return kindRejected
	case errors.Is(err, hand.ErrUnreachable):
		return kindAway
	}
	return ""
}

// Err is what went wrong as an error of package hand, nil for nothing.
func (e SpyEnd) Err() error {
	if e.Error == "" {
		return nil
	}
	kind := map[string]error{kindBusy: hand.ErrBusy, kindNoAnswer: hand.ErrNoAnswer, kindRejected: hand.ErrRejected,
		kindAway: hand.ErrUnreachable}[e.Kind]
	if kind == nil {
		return errors.New(e.Error)
	}
	return spyError{e.Error, kind}
}

// spyError says what went wrong, and is of a kind.
type spyError struct {
	said string
	kind error
}

// Error is what was said.
func (e spyError) Error() string { return e.said }

// Unwrap is of which kind it is.
func (e spyError) Unwrap() error { return e.kind }
