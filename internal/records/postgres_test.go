//go:build postgres

package records

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// inPostgres makes a schema of its own in the database of ARIAPP_POSTGRES_DSN, without which the tests fail.
func inPostgres(t *testing.T) place {
	t.Helper()
	return place{schemaOfItsOwn(t), t.TempDir()}
}

// schemaOfItsOwn is where the schema is, which is there until the test ends.
func schemaOfItsOwn(t testing.TB) DSN {
	t.Helper()
	dsn := os.Getenv("ARIAPP_POSTGRES_DSN")
	if dsn == "" {
		t.Fatal("ARIAPP_POSTGRES_DSN is missing: a database in which schemas may be made; .ci/postgres makes one")
	}
	name := fmt.Sprintf("records_%d", time.Now().UnixNano())
	run(t, dsn, "CREATE SCHEMA "+name)
	t.Cleanup(func() { run(t, dsn, "DROP SCHEMA "+name+" CASCADE") })
	sign := "?"
	if strings.Contains(dsn, "?") {
		sign = "&"
	}
	return DSN(dsn + sign + "search_path=" + name)
}

func run(t testing.TB, dsn, statement string) {
	t.Helper()
	opened, err := openPostgres(DSN(dsn))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = opened.Close() }()
	if _, err := opened.Exec(statement); err != nil {
		t.Error(err)
	}
}

// Law: PostgreSQL keeps records as the suite says.
func TestPostgres(t *testing.T) { suite(t, inPostgres) }
