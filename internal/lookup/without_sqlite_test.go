//go:build !sqlite

package lookup_test

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/lookup"
)

// Law: a program without SQLite says so, and how to get it.
func TestWithoutSQLite(t *testing.T) {
	_, err := lookup.ConnectorOf("sqlite:x.db")
	if err == nil || !strings.Contains(err.Error(), "-tags sqlite") {
		t.Error(err)
	}
}
