//go:build !sqlite

package lookup

import (
	"database/sql/driver"
	"errors"
)

// newSQLiteConnector refuses: SQLite in Go takes longer to compile than all the
// rest together, so it is there for those who ask for it.
func newSQLiteConnector(string) (driver.Connector, error) {
	return nil, errors.New("this program was built without SQLite; build it with go build -tags sqlite")
}
