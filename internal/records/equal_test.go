//go:build postgres

package records

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Law: the same calls, one of them cut off, are the same rows and events in SQLite and in PostgreSQL.
func TestBothDatabasesHaveTheSame(t *testing.T) {
	var dumps [][]Whole
	for _, fresh := range []func(*testing.T) place{inSQLite, inPostgres} {
		p, c := fresh(t), &clock{morning()}
		r := p.open(t, c)
		day(r, c)
		closed(t, r)
		c.pass(time.Hour)
		closed(t, p.open(t, c))
		dumps = append(dumps, p.dump(t))
	}
	if len(dumps[0]) != 4 {
		t.Errorf("%d calls of 4", len(dumps[0]))
	}
	if diff := cmp.Diff(dumps[0], dumps[1]); diff != "" {
		t.Error(diff)
	}
}
