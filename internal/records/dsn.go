package records

import (
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
)

// DSN says where the database is: postgres://user:password@host/name or
// sqlite:path. It prints without its password, however it is formatted, logged
// or marshalled.
type DSN string

// String is the DSN without password and parameters.
func (d DSN) String() string {
	if d.postgres() {
		scheme, rest, _ := strings.Cut(string(d), "://")
		rest, _, _ = strings.Cut(rest, "?")
		return scheme + "://" + rest[strings.LastIndexByte(rest, '@')+1:]
	}
	if d == "" || strings.HasPrefix(string(d), "sqlite:") {
		return string(d)
	}
	return "***"
}

// Format writes String, whatever the verb.
func (d DSN) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, d.String()) }

// MarshalText is String.
func (d DSN) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// LogValue is String.
func (d DSN) LogValue() slog.Value { return slog.StringValue(d.String()) }

func (d DSN) postgres() bool {
	return strings.HasPrefix(string(d), "postgres://") || strings.HasPrefix(string(d), "postgresql://")
}

// path is the file of SQLite; "" when it is another database.
func (d DSN) path(folder string) string {
	if d == "" {
		return filepath.Join(folder, "records.db")
	}
	path, ok := strings.CutPrefix(string(d), "sqlite:")
	if !ok || path == "" || strings.HasPrefix(path, "//") {
		return ""
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	return path
}
