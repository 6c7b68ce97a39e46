package ari

import (
	"fmt"
	"io"
	"log/slog"
)

// stars is what any secret looks like, whatever its length.
const stars = "*****"

// A Secret is a password or key. It prints as stars in every fmt verb (save the misused %p, which fmt shows
// without asking the type and vet refuses), in JSON, text and slog; string(s) is the way to its content.
type Secret string

// String returns stars.
func (Secret) String() string { return stars }

// GoString returns stars.
func (Secret) GoString() string { return stars }

// Format writes stars for every verb and flag.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, stars) }

// MarshalText returns stars, which JSON and YAML writers then use.
func (Secret) MarshalText() ([]byte, error) { return []byte(stars), nil }

// LogValue returns stars.
func (Secret) LogValue() slog.Value { return slog.StringValue(stars) }
