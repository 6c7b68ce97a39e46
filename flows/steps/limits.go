package steps

import "time"

const (
	// repeatMax bounds repeat: an IVR that does something more often in a row is stuck.
	repeatMax = 1000
	// silenceMax is the longest silence that is played.
	silenceMax = time.Minute
	// swapTries is how often a counter is counted up when others count at the same time.
	swapTries = 100
	// waysMax is how many ways a split may have.
	waysMax = 100
	// storeTime bounds a step's work on the store, lookupTime one look-up, scheduleTime one decision.
	storeTime    = 3 * time.Second
	lookupTime   = 5 * time.Second
	scheduleTime = 2 * time.Second
	// textKept is how many bytes of a response that is no JSON are kept.
	textKept = 4 << 10
	// requestTime bounds what an http step waits for, whatever its fields say.
	requestTime = 2 * time.Minute
)
