package outbound

import (
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Reasons of a [Refusal], as they are counted.
const (
	Malformed  = "malformed"
	Denied     = "denied"
	NotAllowed = "not_allowed"
	Premium    = "premium"
	PerMinute  = "per_minute"
	PerDay     = "per_day"
	AtOnce     = "at_once"
	Pace       = "pace"
	Uncounted  = "uncounted"
)

// Reasons are all reasons of refusals.
func Reasons() []string {
	return []string{Malformed, Denied, NotAllowed, Premium, PerMinute, PerDay, AtOnce, Pace, Uncounted}
}

// Refusal is why somebody may not be called. It is a flows.ErrNotPermitted.
type Refusal struct {
	// Reason is one of [Reasons].
	Reason string
	// Detail is a sentence about it, Accepted what would have been accepted.
	Detail, Accepted string
	// After is when the same call may be tried again, zero for never.
	After time.Time
	cause error
}

// Error says why, and what would have been accepted.
func (r *Refusal) Error() string {
	text := flows.ErrNotPermitted.Error() + ": " + r.Detail
	if r.Accepted != "" {
		text += "; accepted: " + r.Accepted
	}
	return text
}

// Unwrap is flows.ErrNotPermitted, and what the store said.
func (r *Refusal) Unwrap() []error {
	if r.cause == nil {
		return []error{flows.ErrNotPermitted}
	}
	return []error{flows.ErrNotPermitted, r.cause}
}

// RetryAfter tells whether an error is a refusal that ends, and when.
func RetryAfter(err error) (time.Time, bool) {
	r := (*Refusal)(nil)
	if !errors.As(err, &r) || r.After.IsZero() {
		return time.Time{}, false
	}
	return r.After, true
}
