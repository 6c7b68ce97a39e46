package fuzz

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// Kind is what a call must never come to.
type Kind string

// What must never be.
const (
	// EngineError: a step failed and nothing took the failure, or Go code panicked.
	EngineError Kind = "error"
	// StepCap: a limit of steps or nesting ended the call, which would have gone on for ever.
	StepCap Kind = "endless"
	// Stuck: a caller who presses nothing more is not let go before the longest time of a call.
	Stuck Kind = "stuck"
	// DeadAir: an answered caller hears nothing for too long, and no question explains it.
	DeadAir Kind = "dead-air"
	// Leak: what is secret can be read in a fact, a prompt, the log or a request's address.
	Leak Kind = "leak"
)

// Break is a call that came to what must never be.
type Break struct {
	Kind Kind
	// Step is the address of the step where it was, Pos its place in the flows.
	Step string
	Pos  source.Pos
	// Message says what was.
	Message string
	// Case is the shortest call found that shows it; as a test it fails until the flows are mended.
	Case *scenario.Case
	// Result is what comes of it.
	Result *scenario.Result

	// leaked is the text that leaked, sure if nothing but a leak can tell it; request is the one whose address told it.
	leaked  scenario.Never
	sure    bool
	request string
}

// same tells whether another break is the same: of the same kind, at the same step.
func (b *Break) same(other *Break) bool {
	return other != nil && b.Kind == other.Kind && b.Step == other.Step
}

// breakOf looks for what must not be in a call, nil when there is none.
func (f *fuzzer) breakOf(c *call) *Break {
	if b := f.failure(c); b != nil {
		return b
	}
	if b := f.deadAir(c); b != nil {
		return b
	}
	return f.leak(c)
}

// failure is how a call failed.
func (f *fuzzer) failure(c *call) *Break {
	outcome := c.result.Outcome
	if outcome.Status != flows.Failed {
		return hangupFailure(c)
	}
	b := &Break{Kind: EngineError, Message: firstLine(fmt.Sprint(outcome.Err))}
	if at := (*flows.StepError)(nil); errors.As(outcome.Err, &at) {
		b.Step, b.Pos, b.Message = at.Step, at.Pos, firstLine(fmt.Sprint(at.Err))
	}
	switch {
	case errors.Is(outcome.Err, flows.ErrNotHere):
		return nil // no test has what the step needs: other calls, mailboxes
	case !errors.Is(outcome.Err, flows.ErrLimit):
	case c.result.Elapsed >= f.callTime():
		if b.Kind = Stuck; f.waits(c) {
			return nil
		}
	case f.atPlay(c, b.Message):
		return nil
	default:
		b.Kind = StepCap
	}
	return b
}

// waits tells that the caller was longest where callers stay until others come, of whom there are none here.
func (f *fuzzer) waits(c *call) bool {
	longest := scenario.Moment{}
	for _, m := range c.result.Moments(f.known.steps) {
		if m.To-m.From > longest.To-longest.From {
			longest = m
		}
	}
	return longest.Step != nil && slices.Contains([]string{"hold", "park", "conference"}, longest.Step.Kind)
}

// hangupFailure is an on_hangup that failed, which no caller hears; nil when none did.
func hangupFailure(c *call) *Break {
	line, step, failed := c.result.HangupFailure()
	if !failed {
		return nil
	}
	return &Break{Kind: EngineError, Step: step.Step, Pos: step.Pos, Message: firstLine(line.Text)}
}

// atPlay tells that a call which met a limit of steps goes round because the caller keeps it going: they pressed
// something in the last half of the steps that are too many. Flows that nest too deeply never come back, whoever
// presses.
func (f *fuzzer) atPlay(c *call, message string) bool {
	limits, defaults := f.known.program.Limits, flows.DefaultLimits()
	most := cmp.Or(limits.MaxSteps, defaults.MaxSteps)
	switch {
	case strings.Contains(message, "max_same_step"):
		most = cmp.Or(limits.MaxSameStep, defaults.MaxSameStep)
	case !strings.Contains(message, "max_steps"):
		return false
	}
	steps := 0
	for i := len(c.result.Facts) - 1; i >= 0 && steps <= most/2; i-- {
		switch c.result.Facts[i].Kind {
		case flows.StepBegun:
			steps++
		case flows.KeyWas, flows.HotkeyWas:
			return true
		}
	}
	return false
}

func firstLine(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	return text
}
