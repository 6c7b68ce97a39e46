package contract

import "time"

const (
	// patience is how long an awaited event may take.
	patience = 10 * time.Second
	// eventsMax is how many events a subtest may see.
	eventsMax = 4096
	// retryWait is how long the clients of the suite wait between tries.
	retryWait = 20 * time.Millisecond
	// askEvery is how often the suite asks for what no event tells.
	askEvery = 5 * time.Millisecond
	// obeyTries is how often a playback that does not obey is asked, obeyPause the time between.
	obeyTries = 6
	obeyPause = 5 * time.Millisecond
	// neverRetry is what a client waits that shall not come back.
	neverRetry = time.Hour
)
