package app

import "time"

const (
	// refusedRetry is after how long an Asterisk is tried again that refused us for a
	// reason of configuration (password, no ARI, TLS).
	refusedRetry = 15 * time.Second
	// endedMemory is how long an ended call's channel is remembered, so that a
	// catch-up with an older picture does not take it for an orphan.
	endedMemory = 30 * time.Second
	// handBackTime bounds the request that sends one call back to the dialplan.
	handBackTime = 5 * time.Second
	// stopGrace is how long Stop waits, after the drain, for goroutines whose work has been taken away.
	stopGrace = 10 * time.Second
)
