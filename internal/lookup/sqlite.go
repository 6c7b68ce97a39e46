package lookup

import (
	"context"
	"database/sql/driver"
	"net/url"

	"modernc.org/sqlite"
)

// sqliteConnector opens a database of sqlite, which refuses to write and to be made.
type sqliteConnector struct {
	name   string
	driver *sqlite.Driver
}

func newSQLiteConnector(path string) (driver.Connector, error) {
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(),
		RawQuery: "mode=ro&_pragma=query_only(1)&_pragma=busy_timeout(2000)"}
	return sqliteConnector{name.String(), &sqlite.Driver{}}, nil
}

// Connect opens the file.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.name) }

// Driver is sqlite's.
func (c sqliteConnector) Driver() driver.Driver { return c.driver }
