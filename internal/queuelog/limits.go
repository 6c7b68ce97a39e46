package queuelog

import "time"

const (
	// linesMost is how many lines wait for the disk; further ones are counted only.
	linesMost = 10_000
	// fieldMost is how long a field may be, in bytes.
	fieldMost = 200
	// retryEvery is how long a disk that takes nothing is left alone.
	retryEvery = 10 * time.Second
	// offersMost is how many offers are remembered that are under way.
	offersMost = 100_000
)
