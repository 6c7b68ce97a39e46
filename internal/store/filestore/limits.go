package filestore

import "time"

const (
	// formatNow is the version of a segment's shape.
	formatNow = 1
	// bytesMax is how much may live in the bucket.
	bytesMax = 1 << 30
	// revisionMost is what no revision comes to: a head with such a one is none, behind which they would begin at 0 again.
	revisionMost = 1 << 63
	// segmentMin is how much a segment takes at least before it is left; it takes as much as lived when it began.
	segmentMin = 4 << 20
	// bufferMost is how much is read at a time, and what the buffer for writing may keep.
	bufferMost = 256 << 10
	// syncEvery is how soon what was written is forced onto the disk.
	syncEvery = time.Second
	// forceAgainFirst is the pause after what was written could not be forced onto the disk, forceAgainMost the longest:
	// an attempt may take a file with all that lives.
	forceAgainFirst = 2 * time.Second
	forceAgainMost  = 5 * time.Minute
	// stuckAfter is how long the disk may take to force something before changes come to nothing.
	stuckAfter = 5 * time.Second
	// waitMost is how long Close and Force wait for the disk.
	waitMost = 5 * time.Second
	// markLife is how long a deletion is known, and twice that at most.
	markLife = time.Hour
)
