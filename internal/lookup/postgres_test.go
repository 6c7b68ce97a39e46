//go:build postgres

package lookup_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/ariapp/ariapp/internal/lookup"
)

// crm has a table of people in the database of ARIAPP_POSTGRES_DSN until the test ends; do changes it.
func crm(t *testing.T) (dsn lookup.DSN, do func(string)) {
	t.Helper()
	given := os.Getenv("ARIAPP_POSTGRES_DSN")
	if given == "" {
		t.Fatal("ARIAPP_POSTGRES_DSN is missing; .ci/postgres sets it")
	}
	config, err := pgx.ParseConfig(given)
	if err != nil {
		t.Fatal(err)
	}
	database := stdlib.OpenDB(*config)
	do = func(statement string) {
		if _, err := database.Exec(statement); err != nil {
			t.Error(err)
		}
	}
	do(`CREATE TABLE lookup_people (number bigint, name text, age int, tall real, weight numeric(5,2), vip boolean, note text,
		photo bytea, born date, seen timestamp, met timestamptz, opens time, tags text[], more jsonb, never date)`)
	do(`INSERT INTO lookup_people VALUES (49301234, 'Ann', 30, 1.5, 61.50, true, NULL, 'hi', '1990-05-06',
		'2026-01-02 03:04:05', '2026-07-01 03:04:05+02', '10:30', '{a,b}', '{"a": 1}', 'infinity')`)
	t.Cleanup(func() {
		do("DROP TABLE lookup_people")
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	return lookup.DSN(given), do
}

// Law: a row of PostgreSQL is in values that flows know, as one of SQLite is.
func TestPostgresRow(t *testing.T) {
	dsn, do := crm(t)
	all, problems := made(t, "", people(dsn, "SELECT * FROM lookup_people WHERE number = $1"))
	if problems != nil {
		t.Fatal(problems)
	}
	want := map[string]any{"number": 49301234, "name": "Ann", "age": 30, "tall": 1.5, "weight": "61.50", "vip": true,
		"note": nil, "photo": "hi", "born": "1990-05-06", "seen": "2026-01-02T03:04:05Z", "opens": "10:30:00",
		"met":  time.Date(2026, 7, 1, 1, 4, 5, 0, time.UTC).Local().Format(time.RFC3339),
		"tags": "{a,b}", "more": `{"a": 1}`, "never": "infinity"}
	for range 2 { // the second one by the statement that is prepared
		row, found, err := all.Lookup(t.Context(), "people", "+49 30 1234")
		if diff := cmp.Diff(want, row); diff != "" || !found || err != nil {
			t.Errorf("%t, %v (-want +got)\n%s", found, err, diff)
		}
	}
	if row, found, err := all.Lookup(t.Context(), "people", "1"); found || err != nil {
		t.Error(row, err)
	}
	do("ALTER TABLE lookup_people DROP COLUMN age")
	_, _, first := all.Lookup(t.Context(), "people", "+49 30 1234")
	if delete(want, "age"); first != nil && !strings.Contains(first.Error(), "cached plan") {
		t.Error(first)
	}
	row, _, err := all.Lookup(t.Context(), "people", "+49 30 1234")
	if diff := cmp.Diff(want, row); diff != "" || err != nil {
		t.Errorf("the table has changed: %v (-want +got)\n%s", err, diff)
	}
}

// Law: a lookup writes nothing into PostgreSQL, and what it cannot give is an error that tells the database.
func TestPostgresErrors(t *testing.T) {
	dsn, _ := crm(t)
	for query, want := range map[string]string{
		"INSERT INTO lookup_people (name) VALUES ($1) RETURNING name":             "read-only transaction",
		"SELECT * FROM lookup_nobody WHERE number = $1":                           "lookup_nobody",
		"SELECT number, name AS number FROM lookup_people WHERE number = $1":      "two columns are called number",
		"SELECT 1/(number-49301234) FROM lookup_people WHERE number = $1::bigint": "division by zero",
	} {
		all, problems := made(t, "", people(dsn, query))
		_, _, err := all.Lookup(t.Context(), "people", "+49 30 1234")
		if problems != nil || err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "asking postgres://") {
			t.Errorf("%s: %v, %v", query, problems, err)
		}
	}
}
