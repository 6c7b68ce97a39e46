package lookup

import (
	"log/slog"
	"time"
)

// Options say which tables there are.
type Options struct {
	// Folder is where relative paths begin.
	Folder string
	Tables []Table
	// Logger hears of files that were read anew or cannot be; nobody if nil.
	Logger *slog.Logger
}

// Table is one table: exactly one of File, SQL and Rows.
type Table struct {
	Name string
	File *File
	SQL  *SQL
	// Rows are the table itself, by key, where it is small enough to stand in ivr.yaml.
	Rows map[string]map[string]any
	// Normalise makes keys that are written differently the same: "phone", or "" for none.
	Normalise string
}

// File is a table in a file that is read at the start, and anew when it changes.
type File struct {
	Path string
	// Format is "csv" or "yaml"; if empty the name's ending tells.
	Format string
	// Key is the column that holds the key; in CSV the first one if empty, in YAML needed for lists only.
	Key string
	// Delimiter parts the columns of CSV, a comma if 0.
	Delimiter rune
}

// SQL is a table in a database.
type SQL struct {
	DSN DSN
	// Query has one parameter, the key: $1 for postgres, ? for mysql and sqlite. Its first row counts.
	Query string
	// Timeout bounds a lookup, DefaultTimeout if 0.
	Timeout time.Duration
	// Connections is how many connections the database gets at most, DefaultConnections if 0. Tables with
	// the same DSN share them; the largest number counts.
	Connections int
}
