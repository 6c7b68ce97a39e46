package flows

import (
	"errors"
	"fmt"

	"github.com/ariapp/ariapp/flows/source"
)

var (
	// ErrHangup is why a call's context ended when its channel is gone; the cause is a [*HangupError].
	ErrHangup = errors.New("the caller has hung up")
	// ErrDetached is the cause to end a walk's context with when the call is to
	// go on elsewhere: no on_hangup step runs, the last checkpoint stands.
	ErrDetached = errors.New("the call is handed over")
	// ErrLimit is wrapped by the error of a walk that met one of its [Limits].
	ErrLimit = errors.New("limit reached")
	// ErrPanic is wrapped by the failure of a step whose code, or whose walker, panicked: a bug in Go.
	ErrPanic = errors.New("step panicked")
	// ErrCheckpoint is wrapped where a checkpoint does not fit the program.
	ErrCheckpoint = errors.New("checkpoint does not fit")

	errTextTooLong = fmt.Errorf("a text of more than %d bytes", maxTextBytes)
)

// HangupError is the cause with which a call's context ends; it is an [ErrHangup].
type HangupError struct {
	// Cause is the Q.850 cause that the channel ended with, 0 when it is not known.
	Cause Cause
}

// Error names the cause.
func (e *HangupError) Error() string { return fmt.Sprintf("%v (%v)", ErrHangup, e.Cause) }

// Is makes errors.Is(err, ErrHangup) true.
func (e *HangupError) Is(target error) bool { return target == ErrHangup }

// StepError is a step's failure with the place of the step.
type StepError struct {
	Step string
	Pos  source.Pos
	Err  error
}

// Error names the step, its place and what went wrong.
func (e *StepError) Error() string { return fmt.Sprintf("step %s (%s): %v", e.Step, e.Pos, e.Err) }

// Unwrap gives what went wrong.
func (e *StepError) Unwrap() error { return e.Err }

func limitError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrLimit, fmt.Sprintf(format, args...))
}
