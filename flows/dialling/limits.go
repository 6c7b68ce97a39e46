package dialling

import "time"

const (
	// CodeMax is how many keys a code has at most.
	CodeMax = 8
	// CodeGap is the longest time between two keys of a code.
	CodeGap = 1500 * time.Millisecond
	// WeightMax is the largest weight of a target.
	WeightMax = 1000
)
