package lookup

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// DSN says where a database is: postgres://user:password@host/name,
// mysql://user:password@host/name or sqlite:path. It prints without its
// password, however it is formatted, logged or marshalled.
type DSN string

const stars = "***"

// String is the DSN without password and parameters.
func (d DSN) String() string {
	scheme, rest, ok := strings.Cut(string(d), "://")
	if !ok {
		if d.sqlite() {
			return string(d)
		}
		return stars
	}
	user := ""
	if at := strings.LastIndexByte(rest, '@'); at >= 0 { // the last one: passwords may hold others
		name, _, secret := strings.Cut(rest[:at], ":")
		if user = name + "@"; secret {
			user = name + ":" + stars + "@"
		}
		rest = rest[at+1:]
	}
	rest, _, _ = strings.Cut(rest, "?")
	return scheme + "://" + user + rest
}

// Format writes String, whatever the verb.
func (d DSN) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, d.String()) }

// MarshalText is String.
func (d DSN) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// LogValue is String.
func (d DSN) LogValue() slog.Value { return slog.StringValue(d.String()) }

func (d DSN) sqlite() bool { return strings.HasPrefix(string(d), "sqlite:") }

func (d DSN) postgres() bool {
	return strings.HasPrefix(string(d), "postgres://") || strings.HasPrefix(string(d), "postgresql://")
}

func (d DSN) mysql() bool { return strings.HasPrefix(string(d), "mysql://") }
