package flows

import (
	"fmt"
	"log/slog"
)

// Secret is a value that callers enter and nobody may read by the way: a PIN, a
// card's number. It prints as stars wherever it is formatted, logged or
// marshalled; only [Reveal] and the expression function same look inside.
type Secret struct{ value string }

const stars = "***"

// NewSecret makes a secret of value.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal is the secret's value, for the one place where it is needed. It is a
// function, not a method, so that no expression of a flow can call it.
func Reveal(s Secret) string { return s.value }

// String is stars.
func (Secret) String() string { return stars }

// Format writes stars, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(stars)) }

// MarshalText is stars.
func (Secret) MarshalText() ([]byte, error) { return []byte(stars), nil }

// LogValue is stars.
func (Secret) LogValue() slog.Value { return slog.StringValue(stars) }
