package lookup

import "time"

const (
	// BytesMax is the size of a file of CSV.
	BytesMax = 64 << 20
	// YAMLBytesMax is the size of a file of YAML, which takes far more memory.
	YAMLBytesMax = 8 << 20
	// RowsMax is how many rows a file may have.
	RowsMax = 1_000_000
	// ColumnsMax is how many columns a row may have.
	ColumnsMax = 256
	// CellMax is the size of one value in bytes, of a file or a database.
	CellMax = 64 << 10
	// KeyMax is the length of a key in bytes; there are no rows under longer ones.
	KeyMax = 1024
	// problemsMax is how many problems of one file are told.
	problemsMax = 20

	// lookEvery is the time between two looks at a file.
	lookEvery = 2 * time.Second

	// DefaultTimeout bounds a lookup in a database.
	DefaultTimeout = 2 * time.Second
	// TimeoutMax is the longest timeout.
	TimeoutMax = 30 * time.Second
	// DefaultConnections is how many connections a database gets.
	DefaultConnections = 4
	// ConnectionsMax is how many it may get.
	ConnectionsMax = 64
	// idleTime is after how long an unused connection is closed, lifeTime after how long any.
	idleTime = 5 * time.Minute
	lifeTime = time.Hour
)
