package lookup_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/lookup"
)

// Law: a database that cannot be reached says why in one line, however often it was tried, and without password.
func TestWhyThereIsNoConnection(t *testing.T) {
	for _, dsn := range []lookup.DSN{"postgres://ann:hunter2@127.0.0.1:1/crm", "postgres://ann:hunter2@127.0.0.1:1/crm?sslmode=disable"} {
		all, problems := made(t, "", lookup.Table{Name: "people", SQL: &lookup.SQL{DSN: dsn, Query: "select $1", Timeout: 20 * time.Second}})
		_, _, err := all.Lookup(t.Context(), "people", "1")
		if problems != nil || !errors.Is(err, syscall.ECONNREFUSED) {
			t.Fatalf("%v, %v", problems, err)
		}
		if text := err.Error(); !strings.HasSuffix(text, "connection refused") || strings.ContainsAny(text, "\n\t") ||
			strings.Contains(text, "hunter2") {
			t.Errorf("it says %q", text)
		}
	}
}
