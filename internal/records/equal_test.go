//go:build postgres

package records

import (
	"context"
	"slices"
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

// dump are all rows and events, but what tells one daemon from another.
func (p place) dump(t *testing.T) []Whole {
	t.Helper()
	var all []Whole
	for _, row := range p.list(t, Filter{}) {
		whole, err := p.reader(t).Whole(context.Background(), row.ID)
		if err != nil {
			t.Fatal(err)
		}
		whole.Call.Instance = ""
		for i := range whole.Legs {
			whole.Legs[i].Instance = ""
		}
		all = append(all, whole)
	}
	slices.Reverse(all)
	return all
}
