package digits

import (
	"errors"
	"fmt"
)

var (
	// ErrNotAKey says that a character is not on a telephone keypad (0-9, *, #, A-D).
	ErrNotAKey = errors.New("not a telephone key: a key is 0-9, *, # or A-D")

	// ErrPolicy says that a name is not one of PolicyNames.
	ErrPolicy = errors.New("not a policy: it is auto, first or strict")

	// ErrBuffer says that a stored type-ahead state cannot be one that a Buffer wrote.
	ErrBuffer = errors.New("not a type-ahead state")
)

// PatternError says where and why a pattern is not one that Asterisk would understand as it was meant.
type PatternError struct {
	// Pattern is the text that was parsed.
	Pattern string
	// Offset is the place of the fault in Pattern, in bytes from 0; it is len(Pattern) when something is
	// missing at the end.
	Offset int
	// Reason is a plain sentence without the pattern and without a full stop.
	Reason string
}

// Error gives the pattern, the place counted from 1, and the reason.
func (e *PatternError) Error() string {
	return fmt.Sprintf("parsing pattern %q: at character %d: %s", e.Pattern, e.Offset+1, e.Reason)
}

// RuleError says which part of a Rule makes no sense. NewMatcher joins one for each fault.
type RuleError struct {
	// Field is the name of the field of Rule at fault.
	Field string
	// Index is the place in that field from 0, or -1 when the field is not a list.
	Index int
	// Reason is a plain sentence without a full stop.
	Reason string
}

// Error gives the field, the place in it and the reason.
func (e *RuleError) Error() string {
	if e.Index < 0 {
		return fmt.Sprintf("checking rule: %s: %s", e.Field, e.Reason)
	}
	return fmt.Sprintf("checking rule: %s[%d]: %s", e.Field, e.Index, e.Reason)
}
