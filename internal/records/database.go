package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// errDSN tells what a DSN looks like; it never shows the one that is wrong.
var errDSN = errors.New("want postgres://user:password@host:port/name or sqlite:path")

// dialect is what the two databases do not have in common.
type dialect struct {
	name string
	// stamp is the type of times.
	stamp string
	// lock is a statement that has a transaction change the schema alone, "" where all of them write alone.
	lock string
	// local tells that it is files of this machine.
	local bool
	// numbered tells that parameters are written $1, $2 rather than ?.
	numbered bool
	// refused tells errors that are about the values of a statement.
	refused func(error) bool
	// missing tells that there is no such table.
	missing func(error) bool
}

// database is a database of records.
type database struct {
	*sql.DB
	dialect dialect
	// columns are those of a row, and the statements what is done again and again; the filler has them made.
	columns                      []column
	put, add, addMany, seen, rev *sql.Stmt
	pace                         pace
}

// openDatabase makes a database ready to be connected to; it is not yet.
func openDatabase(dsn DSN, folder string) (*database, error) {
	if dsn.postgres() {
		return openPostgres(dsn)
	}
	if path := dsn.path(folder); path != "" {
		return openSQLite(path, false)
	}
	return nil, errDSN
}

// query is a statement as the dialect writes it. No text in statements of ours has a question mark.
func (d dialect) query(text string) string {
	if !d.numbered {
		return text
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, behind, found := strings.Cut(text, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		text = behind
	}
}

// stampForm is how SQLite keeps times: they sort as they are written.
const stampForm = "2006-01-02T15:04:05.000000Z"

// time is a time as a parameter; the zero one is NULL.
func (d dialect) time(at time.Time) any {
	switch {
	case at.IsZero():
		return nil
	case d.numbered:
		return at.UTC()
	}
	return at.UTC().Format(stampForm)
}

// stamp reads a time from a column.
type stamp struct{ into *time.Time }

// Scan takes what the driver has read.
func (s stamp) Scan(from any) error {
	switch from := from.(type) {
	case nil:
		*s.into = time.Time{}
	case time.Time:
		*s.into = from.UTC()
	case string:
		at, err := time.Parse(time.RFC3339Nano, from)
		if err != nil {
			return fmt.Errorf("reading a time: %w", err)
		}
		*s.into = at.UTC()
	default:
		return fmt.Errorf("reading a time: it is a %T", from)
	}
	return nil
}

// refuses tells whether an error is about what is in the lines.
func (d *database) refuses(err error) bool { return d.dialect.refused(err) }

func (d *database) close() error { return d.Close() }

// inside does work in a transaction.
func (d *database) inside(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		if back := tx.Rollback(); back != nil && !errors.Is(back, sql.ErrTxDone) {
			return errors.Join(err, back)
		}
		return err
	}
	return tx.Commit()
}
