package records

import (
	"os"
	"path/filepath"
	"testing"
)

func inSQLite(t *testing.T) place {
	t.Helper()
	return place{folder: t.TempDir()}
}

// Law: SQLite keeps records as the suite says.
func TestSQLite(t *testing.T) { suite(t, inSQLite) }

// Law: the database is its user's alone; its path may stand in the DSN.
func TestTheFileOfSQLite(t *testing.T) {
	c := &clock{morning()}
	p := place{"sqlite:deep/calls.db", t.TempDir()}
	r := p.open(t, c)
	day(r, c)
	closed(t, r)
	info, err := os.Stat(filepath.Join(p.folder, "deep", "calls.db"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if got := len(p.list(t, Filter{})); got != 3 {
		t.Errorf("%d calls", got)
	}
}
