//go:build linux

package main

import "time"

const (
	// rateMax is how many calls a second may come, callsMax how many may wait, lastingMax how long calls come at a rate,
	// roundsMax how often a line is measured.
	rateMax, callsMax, lastingMax, roundsMax = 20_000, 100_000, 5 * time.Minute, 50
	// soon is within what time 99 of 100 callers get their first request where a rate is borne.
	soon = 5 * time.Millisecond
	// sound is how long everything is that is played.
	sound = 20 * time.Millisecond
	// patience bounds every wait for the daemon, fillPatience that until all who come in have heard their question.
	patience, fillPatience = time.Minute, 8 * time.Minute
	// settle is how long nothing happens before the memory is looked at: until the daemon has given back at rest what
	// nobody uses.
	settle = 25 * time.Second
	// filling is how many callers a second come in to wait at most, atOnce how many of them at once.
	filling, atOnce = 500, 32
	// againMax is how many callers may be turned away, and call again, while they come in.
	againMax = 200
	// warmUp are calls before a rate is measured, keys how many are pressed to see how soon they are followed.
	warmUp, keys = 200, 300
	// starts is how often the daemon is started.
	starts = 10
	// requestsKept is how many requests the fake remembers, more than any round has.
	requestsKept = 1 << 22
	// stepsOfCall is how many steps the measured call takes.
	stepsOfCall = 4
)
