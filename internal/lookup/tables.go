package lookup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"
)

// Why a lookup came to nothing; errors wrap one of these, the context's, or a database's.
var (
	// ErrNoTable: there is no table of that name.
	ErrNoTable = errors.New("there is no such table")
	// ErrNotLoaded: the table's file could not be read yet.
	ErrNotLoaded = errors.New("the table could not be loaded yet")
)

// Tables are the tables of a daemon, a flows.Tables; safe for any number of callers.
type Tables struct {
	tables    map[string]table
	files     []*fileTable
	databases map[DSN]*sql.DB
}

// table is one table, whatever it is in.
type table interface {
	lookup(ctx context.Context, key string) (map[string]any, bool, error)
}

// New checks the tables and reads their files. Tables with problems are there,
// too, and refuse each lookup until their file is good; whether a daemon begins
// with them is its own decision. No database is connected to yet.
//
// The error is nil today; it is there for what is wrong with the machine rather than with a table.
func New(opts Options) (*Tables, []Problem, error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	t := &Tables{tables: map[string]table{}, databases: map[DSN]*sql.DB{}}
	var problems []Problem
	for _, one := range opts.Tables {
		made, wrong := t.make(one, opts)
		for i := range wrong {
			wrong[i].Table = one.Name
		}
		problems = append(problems, wrong...)
		if _, twice := t.tables[one.Name]; twice {
			problems = append(problems, Problem{Table: one.Name, Field: "name", Message: "another table has that name"})
		}
		t.tables[one.Name] = made
	}
	return t, problems, nil
}

func (t *Tables) make(one Table, opts Options) (table, []Problem) {
	normalise, err := normaliser(one.Normalise)
	if err != nil {
		return unusable{}, []Problem{{Field: "normalise", Message: err.Error()}}
	}
	switch {
	case one.Name == "":
		return unusable{}, []Problem{{Field: "name", Message: "the table has none"}}
	case one.Rows != nil && (one.File != nil || one.SQL != nil):
		return unusable{}, []Problem{{Field: "rows", Message: "a table with rows is in no file and no database"}}
	case one.Rows != nil:
		return newInline(one.Rows, normalise)
	case one.File != nil && one.SQL != nil:
		return unusable{}, []Problem{{Field: "file", Message: "a table is in a file or in a database, not in both"}}
	case one.File != nil:
		made, wrong := newFileTable(one.Name, *one.File, normalise, opts)
		if made == nil {
			return unusable{}, wrong
		}
		t.files = append(t.files, made)
		return made, wrong
	case one.SQL != nil:
		made, wrong := t.newSQLTable(*one.SQL, normalise, opts.Folder)
		if made == nil {
			return unusable{}, wrong
		}
		return made, nil
	}
	return unusable{}, []Problem{{Field: "file", Message: "the table is in no file and no database"}}
}

// unusable is a table whose options are wrong.
type unusable struct{}

func (unusable) lookup(context.Context, string) (map[string]any, bool, error) {
	return nil, false, fmt.Errorf("%w: its options are wrong", ErrNotLoaded)
}

// Names are the names of the tables, sorted.
func (t *Tables) Names() []string { return slices.Sorted(maps.Keys(t.tables)) }

// Lookup is the row of a table under key; the caller may change it.
func (t *Tables) Lookup(ctx context.Context, table, key string) (map[string]any, bool, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, false, fmt.Errorf("looking up in table %q: %w", table, err)
	}
	in, known := t.tables[table]
	switch {
	case !known && len(t.tables) == 0:
		return nil, false, fmt.Errorf("looking up in table %q: %w; there are none", table, ErrNoTable)
	case !known:
		return nil, false, fmt.Errorf("looking up in table %q: %w; there are %s", table, ErrNoTable,
			strings.Join(t.Names(), ", "))
	case len(key) > KeyMax:
		return nil, false, nil
	}
	row, found, err := in.lookup(ctx, key)
	if err != nil {
		return nil, false, fmt.Errorf("looking up in table %q: %w", table, err)
	}
	return row, found, nil
}

// Run looks after files that change, until ctx is over.
func (t *Tables) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for _, file := range t.files {
				file.look()
			}
		}
	}
}

// Close closes the databases.
func (t *Tables) Close() error {
	var errs []error
	for dsn, database := range t.databases {
		if err := database.Close(); err != nil {
			errs = append(errs, fmt.Errorf("closing %s: %w", dsn, err))
		}
	}
	return errors.Join(errs...)
}
