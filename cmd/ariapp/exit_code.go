package main

import (
	"errors"
	"fmt"

	"github.com/ariapp/ariapp/flows/fuzz"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/explain"
	"github.com/ariapp/ariapp/internal/hand"
	"github.com/ariapp/ariapp/internal/records"
	"github.com/ariapp/ariapp/internal/replay"
	"github.com/ariapp/ariapp/internal/simulate"
	"github.com/ariapp/ariapp/internal/suite"
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
	exitTestFailed = 50
	exitUncovered  = 51
	exitNoTests    = 52
	exitBroken     = 60
	exitDiffers    = 70
	exitNotKnown   = 71
	exitNoReplay   = 72
	exitNoRecord   = 80
	exitBusy       = 90
	exitNoAnswer   = 91
	exitRejected   = 92
	exitNotReached = 93
	exitNotAllowed = 94
	exitAlone      = 100
	exitNoneSuch   = 101
	exitNoQueue    = 110
	exitAgentState = 111
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
		{exitFindings, "`ivr.yaml` or a test file has errors; they are printed as findings." +
			" Of `ariapp diff`: the files differ."},
		{exitUsage, "The command line is wrong: an unknown command, flag or value."},
		{exitFailed, "Something failed that has no code of its own; the message says what."},
		{exitUnreadable, "A file named on the command line cannot be read."},
		{exitSick, "A check of `ariapp doctor` failed; what to do is printed."},
		{exitCallFailed, "The simulated call failed: a step went wrong, or a limit was met."},
		{exitNoRoute, "No number of `ivr.yaml` takes the simulated or explained call."},
		{exitAway, "No daemon answers at `server.listen`."},
		{exitTestFailed, "A test of `ariapp test` failed; each failure is printed."},
		{exitUncovered, "All tests passed, but they took fewer steps than `--coverage-min` asks for."},
		{exitNoTests, "There is no test to run: none was found, or none is selected."},
		{exitBroken, "`ariapp fuzz` found a call that breaks the flows; the test that shows it is printed, or written."},
		{exitDiffers, "A call of `ariapp replay` goes another way than it went; where is printed."},
		{exitNotKnown, "No replayed call goes another way, but of one it is not known, as it depends on what is not " +
			"recorded."},
		{exitNoReplay, "There is no call to replay: none has that id, or the journal does not have the whole of it."},
		{exitNoRecord, "There are no records of calls yet, or none of the call that `ariapp cdr show` was asked for."},
		{exitBusy, "`ariapp originate` or `ariapp connect`: the telephone is busy."},
		{exitNoAnswer, "The same: nobody answers."},
		{exitRejected, "The same: the call is rejected."},
		{exitNotReached, "The same: the telephone cannot be reached, or there is no such endpoint."},
		{exitNotAllowed, "The daemon does not allow it: the rules under `outbound`, or the scopes of the token."},
		{exitAlone, "`ariapp cluster`: the daemon shares its calls with no other instance. `status` says so with 0."},
		{exitNoneSuch, "`ariapp cluster`: no such instance lives, or no such call is under way that could be handed over."},
		{exitNoQueue, "`ariapp queue` or `ariapp agent`: there is no such queue or agent, or nobody waits there."},
		{exitAgentState, "The same: the agent is in no state for that, such as a pause while logged out, " +
			"is one of `ivr.yaml`, or was made already."},
	}
}

var (
	// errFindings says that findings have been printed; there is nothing more to say.
	errFindings = errors.New("")
	// errSick says that a check of an Asterisk failed, as its verdict told.
	errSick = errors.New("")
	// errCallFailed says that a simulated call failed, as its trace told.
	errCallFailed = errors.New("")
	// errTestsFailed says that tests failed, as was told.
	errTestsFailed = errors.New("")
	// errBroken says that a call was found that breaks the flows, as was told.
	errBroken = errors.New("")
	// errReplayDiffers says that a call goes another way than it went, as was told.
	errReplayDiffers = errors.New("")
	// errReplayUnknown says that of a call this is not known, as was told.
	errReplayUnknown = errors.New("")
	// errNoReplay says that a journal has no call that can be replayed.
	errNoReplay = errors.New("it has no call that can be replayed")
	// errAlone says that a daemon shares its calls with nobody.
	errAlone = errors.New("")
	// errNoneSuch says that a cluster has no such instance or call.
	errNoneSuch = errors.New("")
	// errNoQueue says that there is no such queue, agent or entry, errAgentState that an agent is in no state for that.
	errNoQueue    = errors.New("")
	errAgentState = errors.New("")
	// errUncovered says that tests left too much of the flows out.
	errUncovered = errors.New("too little is covered")
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
	case errors.Is(err, errFindings), errors.Is(err, errDiffer):
		return exitFindings
	case errors.Is(err, errSick):
		return exitSick
	case errors.Is(err, errCallFailed):
		return exitCallFailed
	case errors.Is(err, simulate.ErrNoRoute), errors.Is(err, fuzz.ErrNoRoute),
		errors.Is(err, explain.ErrNoRoute):
		return exitNoRoute
	case errors.Is(err, control.ErrAway):
		return exitAway
	case errors.Is(err, errTestsFailed):
		return exitTestFailed
	case errors.Is(err, errBroken):
		return exitBroken
	case errors.Is(err, errReplayDiffers):
		return exitDiffers
	case errors.Is(err, errReplayUnknown):
		return exitNotKnown
	case errors.Is(err, errNoReplay), errors.Is(err, replay.ErrNoCall), errors.Is(err, replay.ErrUnfit):
		return exitNoReplay
	case errors.Is(err, records.ErrNone), errors.Is(err, records.ErrNoCall), errors.Is(err, records.ErrSeveral):
		return exitNoRecord
	case errors.Is(err, hand.ErrBusy):
		return exitBusy
	case errors.Is(err, hand.ErrNoAnswer):
		return exitNoAnswer
	case errors.Is(err, hand.ErrRejected):
		return exitRejected
	case errors.Is(err, hand.ErrUnreachable):
		return exitNotReached
	case errors.Is(err, hand.ErrNotAllowed):
		return exitNotAllowed
	case errors.Is(err, errAlone):
		return exitAlone
	case errors.Is(err, errNoneSuch):
		return exitNoneSuch
	case errors.Is(err, errNoQueue):
		return exitNoQueue
	case errors.Is(err, errAgentState):
		return exitAgentState
	case errors.Is(err, errUncovered):
		return exitUncovered
	case errors.Is(err, suite.ErrNoTests):
		return exitNoTests
	}
	return exitFailed
}

// unreadableError is a file that could not be read.
type unreadableError struct{ err error }

// Error names the file and the reason.
func (e unreadableError) Error() string { return e.err.Error() }

// Unwrap is what reading it failed with.
func (e unreadableError) Unwrap() error { return e.err }
