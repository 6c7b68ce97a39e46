//go:build linux

package rig

import "time"

const (
	// readyTimeout is the longest that Asterisk may take from start to ready.
	readyTimeout = 60 * time.Second
	// probeTimeout is the longest for one question whether it is ready.
	probeTimeout = 5 * time.Second
	// stopTimeout is how long Asterisk may take to obey, before it is killed.
	stopTimeout = 10 * time.Second
	// pollInterval is the time between two looks at something awaited.
	pollInterval = 100 * time.Millisecond
	// killDelay is how long an interrupted command may clean up.
	killDelay = 10 * time.Second
	// commandTimeout bounds each command but the two below.
	commandTimeout = 60 * time.Second
	// downloadTimeout bounds apt-get and debootstrap.
	downloadTimeout = 15 * time.Minute
	// unmountTries is how often a busy mount is tried.
	unmountTries = 20
	// outputTail is how many bytes of a failed command's output an error shows.
	outputTail = 2000
	// linksMax is how many links a path of the root file system may go through.
	linksMax = 40
)
