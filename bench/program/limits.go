//go:build linux

package program

import "time"

const (
	// readyTimeout and endTimeout are how long a program may take to be there, and to end.
	readyTimeout, endTimeout = 20 * time.Second, 20 * time.Second
	// pollTick is how often it is looked whether a program is ready: start times are as exact.
	pollTick = 2 * time.Millisecond
	// saidMax is how much of a program's log an error carries.
	saidMax = 4 << 10
	// askTimeout bounds a look at a program's metrics, metricsMax what is read of them.
	askTimeout, metricsMax = 10 * time.Second, 8 << 20
)
