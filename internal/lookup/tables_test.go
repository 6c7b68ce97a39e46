package lookup_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/internal/lookup"
)

// made are tables that the end of the test closes.
func made(t *testing.T, folder string, tables ...lookup.Table) (*lookup.Tables, []string) {
	t.Helper()
	all, problems, err := lookup.New(lookup.Options{Folder: folder, Tables: tables})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := all.Close(); err != nil {
			t.Error(err)
		}
	})
	var lines []string
	for _, one := range problems {
		lines = append(lines, one.String())
	}
	return all, lines
}

// Law: tables of several kinds live together, keys are exact unless they are normalised, and who asks for a
// table that is not there hears which are.
func TestLookup(t *testing.T) {
	all, problems := made(t, "testdata",
		lookup.Table{Name: "people", File: &lookup.File{Path: "people.csv"}, Normalise: lookup.Phone},
		lookup.Table{Name: "codes", File: &lookup.File{Path: "codes.yaml"}},
		lookup.Table{Name: "tabs", File: &lookup.File{Path: "people.tsv", Key: "name"}},
	)
	if problems != nil || !cmp.Equal(all.Names(), []string{"codes", "people", "tabs"}) {
		t.Errorf("%v, %v", all.Names(), problems)
	}
	for _, test := range []struct {
		table, key string
		want       map[string]any
	}{
		{"people", "+49 30 1234", map[string]any{"number": "+49 (30) 1234", "name": "Ann"}},
		{"people", "0049301234", map[string]any{"number": "+49 (30) 1234", "name": "Ann"}},
		{"people", "301234", nil},
		{"people", strings.Repeat("1", lookup.KeyMax+1), nil},
		{"codes", "007", map[string]any{"value": "Bond"}},
		{"codes", "7", nil},
		{"codes", " 007", nil},
		{"codes", "", nil},
		{"tabs", "Ann", map[string]any{"number": "1", "name": "Ann"}},
	} {
		row, found, err := all.Lookup(t.Context(), test.table, test.key)
		if err != nil || found != (test.want != nil) || !cmp.Equal(row, test.want) {
			t.Errorf("%s of %s: %v, %t, %v", test.key, test.table, row, found, err)
		}
	}
	_, _, err := all.Lookup(t.Context(), "peple", "1")
	if !errors.Is(err, lookup.ErrNoTable) || !strings.Contains(err.Error(), "there are codes, people, tabs") {
		t.Errorf("got %v", err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := all.Lookup(over, "codes", "007"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// Law: numbers written in different ways are one key.
func TestPhone(t *testing.T) {
	for written, want := range map[string]string{
		"+49 30 12-34": "49301234", "0049.30/1234": "49301234", "(030) 1234": "0301234", "200": "200",
		"00": "", "+": "", "49301234": "49301234", "a b": "ab",
	} {
		if got := lookup.NormalPhone(written); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}

// Law: options that cannot be meant are problems of their field, and such a table refuses lookups.
func TestOptions(t *testing.T) {
	file, query := &lookup.File{Path: "people.csv"}, "select * from t where k = ?"
	for _, test := range []struct {
		table lookup.Table
		want  string
	}{
		{lookup.Table{File: file}, "table : name: the table has none"},
		{lookup.Table{Name: "t"}, "table t: file: the table is in no file and no database"},
		{lookup.Table{Name: "t", File: file, SQL: &lookup.SQL{}}, "table t: file: a table is in a file or in a database, not in both"},
		{lookup.Table{Name: "t", File: file, Normalise: "fone"}, `table t: normalise: there is no "fone"; there is "phone"`},
		{lookup.Table{Name: "t", File: &lookup.File{}}, "table t: file: it names no file"},
		{lookup.Table{Name: "t", File: &lookup.File{Path: "x.xls"}}, `table t: format: "" is neither csv nor yaml`},
		{lookup.Table{Name: "t", File: &lookup.File{Path: "x.csv", Delimiter: '"'}}, `table t: delimiter: '"' cannot part columns`},
		{lookup.Table{Name: "t", File: &lookup.File{Path: "no.csv"}}, "table t: no.csv: no such file or directory"},
		{lookup.Table{Name: "t", File: &lookup.File{Path: "wrong.csv"}}, "table t: wrong.csv:3: 1 columns, but the first line names 2"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "mysql://u@h/d", Query: query, Timeout: -1}}, "table t: timeout: -1ns is not between 0s and 30s"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "mysql://u@h/d", Query: query, Connections: 65}}, "table t: connections: 65 is not between 0 and 64"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "mysql://u@h/d"}}, "table t: query: there is none"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "mysql://u@h/d", Query: "select '?'"}}, "table t: query: want one parameter, the key, written ?"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "mysql://h/d", Query: "select $1"}}, "table t: query: want one parameter, the key, written ?"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "postgres://h/d", Query: query}}, "table t: query: want one parameter, the key, written $1"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "oracle://u:hunter2@h", Query: query}}, "table t: dsn: want postgres://…, mysql://… or sqlite:path"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "mysql://u:hunter2%@h/d", Query: query}}, "table t: dsn: want mysql://user:password@host:port/database, with %-codes for what is special in a URL"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "mysql://u:hunter2@h/d?loc=x", Query: query}}, `table t: dsn: there is no parameter "loc"; there are socket, tls`},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "postgres://u:hunter2@h:x/d", Query: "select $1"}}, "table t: dsn: want postgres://user:password@host:port/database?sslmode=…"},
		{lookup.Table{Name: "t", SQL: &lookup.SQL{DSN: "sqlite:", Query: query}}, "table t: dsn: want sqlite:path"},
	} {
		all, problems := made(t, "testdata", test.table)
		if got := strings.Join(problems, "\n"); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
		if _, _, err := all.Lookup(t.Context(), test.table.Name, "1"); !errors.Is(err, lookup.ErrNotLoaded) {
			t.Errorf("%s: a lookup gives %v", test.want, err)
		}
	}
	_, problems := made(t, "testdata", lookup.Table{Name: "t", File: file}, lookup.Table{Name: "t", File: file})
	if !cmp.Equal(problems, []string{"table t: name: another table has that name"}) {
		t.Errorf("twice: %v", problems)
	}
}

// Law: no way of printing shows a password, even one that should have been written otherwise.
func TestDSNHidesItsPassword(t *testing.T) {
	for dsn, want := range map[lookup.DSN]string{
		"postgres://ann:hunter2@db:5432/crm?sslpassword=hunter2": "postgres://ann:***@db:5432/crm",
		"mysql://ann:hun@ter2/hunter2?x@db/crm":                  "mysql://ann:***@db/crm",
		"mysql://ann@db/crm":                                     "mysql://ann@db/crm",
		"sqlite:data/crm.db":                                     "sqlite:data/crm.db",
		"host=db password=hunter2":                               "***",
	} {
		marshalled, err := json.Marshal(map[string]any{"dsn": dsn})
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range []string{
			dsn.String(), fmt.Sprint(dsn), fmt.Sprintf("%s", dsn), fmt.Sprintf("%q", dsn)[:len(want)], fmt.Sprintf("%+v", struct{ D lookup.DSN }{dsn})[3:][:len(want)],
			fmt.Sprintf("%x", dsn), slog.AnyValue(dsn).Resolve().String(),
		} {
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		if strings.Contains(string(marshalled), "hunter2") {
			t.Errorf("JSON shows %s", marshalled)
		}
	}
}

// Law: each kind of DSN has its driver, none of which is connected to before it is asked.
func TestConnectors(t *testing.T) {
	for _, dsn := range []lookup.DSN{
		"postgres://u:p@127.0.0.1:1/d?sslmode=disable", "postgresql://u@127.0.0.1/d", "mysql://u:p@127.0.0.1:1/d?tls=preferred",
		"mysql://u@127.0.0.1/d?socket=" + lookup.DSN(filepath.Join("run", "x.sock")),
	} {
		connector, err := lookup.ConnectorOf(dsn)
		if err != nil || connector.Driver() == nil {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}
