package voicemail

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// sqliteConnector opens a file of SQLite, which its user alone may read.
type sqliteConnector struct {
	path, name string
	driver     *sqlite.Driver
}

// openSQLite opens an index in a file, which is made if it is not there.
func openSQLite(ctx context.Context, path string) (index, error) {
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(),
		RawQuery: fmt.Sprintf("_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
			"&_txlock=immediate", busyTime.Milliseconds())}
	db := sql.OpenDB(sqliteConnector{path, name.String(), &sqlite.Driver{}})
	db.SetMaxOpenConns(1)
	return settled(ctx, db, false)
}

// Connect opens the file.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(c.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	return c.driver.Open(c.name)
}

// Driver is sqlite's.
func (c sqliteConnector) Driver() driver.Driver { return c.driver }
