package systemd

import "time"

const (
	// statusMax is how long a status may be, in bytes.
	statusMax = 256
	// watchdogParts is how often within its time the watchdog is told.
	watchdogParts = 2
	// watchdogLeast is the shortest time between two of these.
	watchdogLeast = time.Millisecond
)
