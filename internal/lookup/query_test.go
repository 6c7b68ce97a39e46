package lookup_test

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/internal/lookup"
)

// sqlExec changes a database of sqlite, as an administrator would.
func sqlExec(t *testing.T, path string, statements ...string) {
	t.Helper()
	database, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range statements {
		if _, err := database.ExecContext(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
	if err := database.Close(); err != nil {
		t.Fatal(err)
	}
}

func people(dsn lookup.DSN, query string) lookup.Table {
	return lookup.Table{Name: "people", SQL: &lookup.SQL{DSN: dsn, Query: query, Timeout: 20 * time.Second}, Normalise: lookup.Phone}
}

// Law: the first row of the query is the row, in values that flows know.
func TestSQLRow(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "plain.db")
	sqlExec(t, path, "create table p (number text, name text, age int, tall real, vip boolean, note text, photo blob, born date, seen timestamp)",
		"insert into p values ('49301234', 'Ann', 30, 1.5, true, null, x'6869', '1990-05-06', '2026-01-02 03:04:05'), ('49301234', 'Second', 1, 1, 1, '', '', null, null)")
	if err := os.Rename(path, filepath.Join(folder, "odd name?#%41.db")); err != nil {
		t.Fatal(err)
	}
	all, problems := made(t, folder, people("sqlite:odd name?#%41.db", "select * from p where number = ? order by name"))
	if problems != nil {
		t.Fatal(problems)
	}
	row, found, err := all.Lookup(t.Context(), "people", "+49 30 1234")
	want := map[string]any{"number": "49301234", "name": "Ann", "age": 30, "tall": 1.5, "vip": true, "note": nil, "photo": "hi",
		"born": "1990-05-06", "seen": "2026-01-02T03:04:05Z"}
	if diff := cmp.Diff(want, row); diff != "" || !found || err != nil {
		t.Errorf("%t, %v (-want +got)\n%s", found, err, diff)
	}
	for _, key := range []string{"", "1", "' or 1=1 --"} {
		if row, found, err := all.Lookup(t.Context(), "people", key); found || err != nil {
			t.Errorf("%q: %v, %v", key, row, err)
		}
	}
}

// Law: what a query may not do, or cannot give, is an error that tells the database; the next lookup is fine again.
func TestSQLErrors(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "crm.db")
	sqlExec(t, path, "create table p (k text, v text)", "insert into p values ('1', 'one')")
	for _, test := range []struct{ name, dsn, query, want string }{
		{"a query that writes", "sqlite:crm.db", "insert into p values (?, 'x') returning *", "readonly"},
		{"no such table", "sqlite:crm.db", "select * from q where k = ?", "no such table"},
		{"columns twice", "sqlite:crm.db", "select k, v as k from p where k = ?", "two columns are called k"},
		{"a giant", "sqlite:crm.db", "select hex(zeroblob(40000)) as x from p where k = ?", "x has 80000 bytes"},
		{"no such file", "sqlite:none.db", "select * from p where k = ?", "unable to open"},
		{"nobody there", "postgres://ann:hunter2@127.0.0.1:1/crm?sslmode=disable", "select $1", "postgres://ann:***@127.0.0.1:1/crm"},
		{"nobody there", "mysql://ann:hunter2@127.0.0.1:1/crm", "select ?", "mysql://ann:***@127.0.0.1:1/crm"},
	} {
		all, problems := made(t, folder, people(lookup.DSN(test.dsn), test.query))
		_, found, err := all.Lookup(t.Context(), "people", "1")
		if problems != nil || found || err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, %t, %v", test.name, problems, found, err)
		}
	}
}

// Law: a database that comes later, or whose tables change, is asked anew each time.
func TestSQLComesAndChanges(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "crm.db")
	all, _ := made(t, folder, people("sqlite:crm.db", "select * from p where k = ?"))
	if _, _, err := all.Lookup(t.Context(), "people", "1"); err == nil {
		t.Error("there is no database yet")
	}
	for _, step := range []struct {
		statements []string
		want       map[string]any
	}{
		{[]string{"create table p (k text, v text)", "insert into p values ('1', 'one')"}, map[string]any{"k": "1", "v": "one"}},
		{[]string{"alter table p add column more int"}, map[string]any{"k": "1", "v": "one", "more": nil}},
		{[]string{"drop table p"}, nil},
		{[]string{"create table p (k text)", "insert into p values ('1')"}, map[string]any{"k": "1"}},
	} {
		sqlExec(t, path, step.statements...)
		row, _, err := all.Lookup(t.Context(), "people", "1")
		if !cmp.Equal(row, step.want) || (err != nil) != (step.want == nil) {
			t.Errorf("after %s: %v, %v", step.statements, row, err)
		}
	}
}

// Law: many may look up at once over few connections.
func TestSQLAtOnce(t *testing.T) {
	folder := t.TempDir()
	sqlExec(t, filepath.Join(folder, "crm.db"), "create table p (k text, v text)", "insert into p values ('1', 'one'), ('2', 'two')")
	table := people("sqlite:crm.db", "select v from p where k = ?")
	table.SQL.Connections = 2
	all, _ := made(t, folder, table)
	var asking sync.WaitGroup
	for n := range 16 {
		asking.Go(func() {
			key, want := "1", "one"
			if n%2 == 0 {
				key, want = "2", "two"
			}
			for range 20 {
				if row, found, err := all.Lookup(t.Context(), "people", key); err != nil || !found || row["v"] != want {
					t.Errorf("%s: %v, %v", key, row, err)
				}
			}
		})
	}
	asking.Wait()
}

// Law: a database that takes the connection and says nothing costs no more than the table's timeout, or the caller's.
func TestSQLTimeout(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	at := listener.Addr().String()
	for _, table := range []lookup.Table{
		people(lookup.DSN("postgres://u:hunter2@"+at+"/d?sslmode=disable"), "select $1"),
		people(lookup.DSN("mysql://u:hunter2@"+at+"/d"), "select ?"),
	} {
		for _, short := range []bool{true, false} {
			ctx, cancel := context.WithCancel(t.Context())
			if short {
				table.SQL.Timeout = 50 * time.Millisecond
			} else {
				table.SQL.Timeout = lookup.TimeoutMax
				ctx, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
			}
			all, problems := made(t, "", table)
			if _, _, err := all.Lookup(ctx, "people", "1"); !errors.Is(err, context.DeadlineExceeded) || problems != nil {
				t.Errorf("%s: %v, %v", table.SQL.DSN, err, problems)
			}
			cancel()
		}
	}
}

// Law: a program with SQLite has its driver.
func TestSQLiteConnector(t *testing.T) {
	connector, err := lookup.ConnectorOf("sqlite:x.db")
	if err != nil || connector.Driver() == nil {
		t.Error(err)
	}
}
