//go:build linux

package main

import "time"

const (
	// durationMax and rateMax bound the load.
	durationMax, rateMax = 24 * time.Hour, 200
	// durationMin is the shortest time of which quarters can be compared.
	durationMin = 20 * time.Second
	// warmShare is which part of the time calls come before the first look, warmMax how long at most.
	warmShare, warmMax = 10, time.Minute
	// looks is about how often it is looked, lookMin the shortest time between two looks.
	looks, lookMin = 120, time.Second
	// quiet is how long nothing happens before it is looked at rest: idle connections are closed within it.
	quiet = 25 * time.Second
	// emptyWithin is how long the last channel may take to be gone.
	emptyWithin = 2 * time.Minute
	// emptyTick is how often that is looked at.
	emptyTick = time.Second
	// faultsKept is how many failed calls are told.
	faultsKept = 10
)

// What may be more at the end without having grown: the memory of the last quarter against that of the second, as a
// factor and bytes beside; goroutines and descriptors; and failed calls of a thousand.
const (
	memoryFactor, memorySlack      = 1.1, 16 << 20
	routinesSlack, descriptorSlack = 20, 20
	failedOfThousand               = 1
)
