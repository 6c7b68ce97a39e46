package main

import (
	"errors"
	"fmt"

	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/simulate"
)

// Exit codes: below ten the general ones, then families of ten.
const (
	exitFine       = 0
	exitFindings   = 1
	exitUsage      = 2
	exitFailed     = 3
	exitUnreadable = 10
	exitSick       = 20
	exitCallFailed = 30
	exitNoRoute    = 31
	exitAway       = 40
)

// exitCode is one line of docs/exit-codes.md.
type exitCode struct {
	code    int
	meaning string
}

// exitCodes is the table of what ariapp ends with.
func exitCodes() []exitCode {
	return []exitCode{
		{exitFine, "All is well."},
		{exitFindings, "`ivr.yaml` has errors; they are printed as findings."},
		{exitUsage, "The command line is wrong: an unknown command, flag or value."},
		{exitFailed, "Something failed that has no code of its own; the message says what."},
		{exitUnreadable, "A file named on the command line cannot be read."},
		{exitSick, "A check of `ariapp doctor` failed; what to do is printed."},
		{exitCallFailed, "The simulated call failed: a step went wrong, or a limit was met."},
		{exitNoRoute, "No number of `ivr.yaml` takes the simulated call."},
		{exitAway, "No daemon answers at `server.listen`."},
	}
}

var (
	// errFindings says that findings have been printed; there is nothing more to say.
	errFindings = errors.New("")
	// errSick says that a check of an Asterisk failed, as its verdict told.
	errSick = errors.New("")
	// errCallFailed says that a simulated call failed, as its trace told.
	errCallFailed = errors.New("")
)

// usageError is a fault of the command line that a command itself has found.
type usageError struct{ err error }

// Error is the fault.
func (e usageError) Error() string { return e.err.Error() }

// Unwrap is the fault.
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// workError is an error of a command's work, not of how it was called.
type workError struct{ err error }

// Error is the error of the work.
func (e workError) Error() string { return e.err.Error() }

// Unwrap is the error of the work.
func (e workError) Unwrap() error { return e.err }

func ran(err error) error {
	if err == nil {
		return nil
	}
	return workError{err}
}

// exitCodeOf sorts an error into its family.
func exitCodeOf(err error) int {
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, new(usageError)), !errors.As(err, new(workError)):
		return exitUsage
	case errors.As(err, new(unreadableError)):
		return exitUnreadable
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, errSick):
		return exitSick
	case errors.Is(err, errCallFailed):
		return exitCallFailed
	case errors.Is(err, simulate.ErrNoRoute):
		return exitNoRoute
	case errors.Is(err, control.ErrAway):
		return exitAway
	}
	return exitFailed
}

// unreadableError is a file that could not be read.
type unreadableError struct{ err error }

// Error names the file and the reason.
func (e unreadableError) Error() string { return e.err.Error() }

// Unwrap is what reading it failed with.
func (e unreadableError) Unwrap() error { return e.err }
