package digits

import "fmt"

// Verdict is what the keys pressed so far amount to.
type Verdict uint8

const (
	// More: not legal yet, and more keys are awaited. Wait the first or the inter-digit timeout.
	More Verdict = iota
	// Ambiguous: legal now, and a longer legal entry exists. Wait the inter-digit timeout.
	Ambiguous
	// Full: legal, and as long as it may be; only a terminator could follow. Wait the terminator timeout.
	Full
	// Complete: legal and finished now.
	Complete
	// NoMatch: finished now, and not legal.
	NoMatch
	// EmptyTerminated: a terminator was pressed before any other key.
	EmptyTerminated
	// NoInput: the timeout passed before any key.
	NoInput
	// Partial: the timeout passed and what was pressed is not legal.
	Partial
)

// verdictNames lists the names in the order of the constants.
var verdictNames = [...]string{
	More: "more", Ambiguous: "ambiguous", Full: "full", Complete: "complete", NoMatch: "nomatch",
	EmptyTerminated: "empty_terminated", NoInput: "noinput", Partial: "partial",
}

// String gives the verdict as one lower-case word.
func (v Verdict) String() string {
	if int(v) >= len(verdictNames) {
		return fmt.Sprintf("verdict(%d)", uint8(v))
	}
	return verdictNames[v]
}

// Waiting reports whether the entry is still open: More, Ambiguous or Full.
func (v Verdict) Waiting() bool { return v == More || v == Ambiguous || v == Full }

// Outcome is the answer to one key.
type Outcome struct {
	// Verdict is what the entry now amounts to.
	Verdict Verdict
	// Entry is the entry with the key in it. A terminator is not in it, unless it is the value itself.
	Entry string
	// Terminator is the terminator that ended the entry, or the zero Key.
	Terminator Key
}
