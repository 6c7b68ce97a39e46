package store

import "time"

const (
	// KeyMax is the length of a key in bytes.
	KeyMax = 256
	// ValueMax is the length of a value in bytes.
	ValueMax = 64 << 10
	// TTLMax is the longest time to live: a value kept longer has none.
	TTLMax = 10 * 365 * 24 * time.Hour

	// addTries is how often Add tries to be the one who changes the counter.
	addTries = 100
	// addPauseFirst is the longest pause after the first lost try, addPauseMost after any.
	addPauseFirst = 5 * time.Millisecond
	addPauseMost  = 200 * time.Millisecond
	// sweepEvery is after how many changes the memory forgets what has expired and was not asked for.
	sweepEvery = 1024
)
