//go:build linux

package main

import "time"

const (
	// lineTimeout is how long one line may take, however long its soak is.
	lineTimeout = 3 * time.Hour
	// endTimeout is how long a line may take to end when it is told to.
	endTimeout = time.Minute
	// roundsMax is how often everything may be measured.
	roundsMax = 20
	// saidMax is how much of what a line has said is told when it fails.
	saidMax = 2000
)
