package records

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqliteLib "modernc.org/sqlite/lib"
)

// busyTime is how long SQLite waits for another process that writes.
const busyTime = 5 * time.Second

// sqliteConnector opens a file of SQLite, which its user alone may read.
type sqliteConnector struct {
	path, name string
	reads      bool
	driver     *sqlite.Driver
}

// openSQLite makes a file ready to be opened: to write, and be made, or only to be read.
func openSQLite(path string, reads bool) (*database, error) {
	pragmas := fmt.Sprintf("_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"+
		"&_txlock=immediate", busyTime.Milliseconds())
	if reads {
		pragmas = fmt.Sprintf("mode=rw&_pragma=busy_timeout(%d)&_pragma=query_only(1)", busyTime.Milliseconds())
	}
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: pragmas}
	opened := sql.OpenDB(sqliteConnector{path, name.String(), reads, &sqlite.Driver{}})
	opened.SetMaxOpenConns(1)
	return &database{DB: opened, dialect: dialect{name: "sqlite", stamp: "TEXT", local: true, refused: sqliteRefuses,
		missing: sqliteMisses}}, nil
}

// Connect opens the file.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	if !c.reads {
		if err := c.prepare(); err != nil {
			return nil, err
		}
	}
	return c.driver.Open(c.name)
}

// prepare makes the file, so that it is nobody else's to read; SQLite gives the files beside it the same mode.
func (c sqliteConnector) prepare() error {
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(c.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// Driver is sqlite's.
func (c sqliteConnector) Driver() driver.Driver { return c.driver }

// sqliteRefuses tells errors about values and constraints.
func sqliteRefuses(err error) bool {
	refusal := (*sqlite.Error)(nil)
	if !errors.As(err, &refusal) {
		return false
	}
	switch refusal.Code() & 0xff {
	case sqliteLib.SQLITE_CONSTRAINT, sqliteLib.SQLITE_MISMATCH, sqliteLib.SQLITE_TOOBIG, sqliteLib.SQLITE_RANGE:
		return true
	}
	return false
}

// sqliteMisses tells that there is no such table; it has no code of its own.
func sqliteMisses(err error) bool {
	return errors.As(err, new(*sqlite.Error)) && strings.Contains(err.Error(), "no such table")
}
