//go:build linux

package main

import "time"

const (
	// callsMax is how many calls may be asked for at once, roundsMax how often.
	callsMax, roundsMax = 10_000, 50
	// patience is how long who asks waits, quiet how long it is waited that the calls before are over.
	patience, quiet = 3 * time.Minute, 90 * time.Second
	// tick is how often that is looked at.
	tick = 200 * time.Millisecond
	// warmUp are calls before the first figure.
	warmUp = 10
	// connections are how many who ask have together: the daemon takes no more than some 1,000, for all its guests, and
	// closes what is too much. Who finds none waits for one.
	connections = 1000
	// replyMax is how much of an answer is read.
	replyMax = 64 << 10
)
