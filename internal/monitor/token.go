package monitor

import (
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"strings"
)

// Token is what a user of the API must know. It prints as stars.
type Token string

// String is stars, or nothing for no token.
func (t Token) String() string {
	if t == "" {
		return ""
	}
	return "***"
}

// GoString is stars.
func (t Token) GoString() string { return `"` + t.String() + `"` }

// MarshalText is stars.
func (t Token) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// LogValue is stars.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// opens tells whether a header Authorization has the token. How long that takes
// says nothing of how much of it was right.
func (t Token) opens(authorization string) bool {
	scheme, given, _ := strings.Cut(authorization, " ")
	if t == "" || !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	want, got := sha256.Sum256([]byte(t)), sha256.Sum256([]byte(strings.TrimSpace(given)))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}
