package storetest

import "time"

const (
	// lifetime is the time to live of values whose end is waited for.
	lifetime = 60 * time.Millisecond
	// patience bounds each wait, look is the time between two looks.
	patience = 10 * time.Second
	look     = 5 * time.Millisecond
	// adders is how many add at once.
	adders = 100
)
