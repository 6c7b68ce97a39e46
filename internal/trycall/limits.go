package trycall

import "time"

const (
	// ringTime is how long the telephone may ring, in whole seconds.
	ringTime = 30 * time.Second
	// playTime bounds what is played.
	playTime = 10 * time.Minute
	// endTime bounds the request that hangs up.
	endTime = 5 * time.Second
	// eventsMax is how many events wait to be looked at.
	eventsMax = 64
)
