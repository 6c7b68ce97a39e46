package figures

import "time"

const (
	// fileMax is the longest file of figures that is read.
	fileMax = 16 << 20
	// busyLoad is how many processors are busy when a machine does other work than the measuring.
	busyLoad = 0.3
	// idleFor is how long that is looked at.
	idleFor = 3 * time.Second
)
