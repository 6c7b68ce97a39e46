package clustertest

import "time"

const (
	// listed is how many changes are made at once.
	listed = 20
	// racers is how many change a value at the same time.
	racers = 8
	// patience is how long an answer may take on a slow machine.
	patience = 10 * time.Second
	// knock is a request that only asks whether somebody answers.
	knock = "\x00anybody?"
)
