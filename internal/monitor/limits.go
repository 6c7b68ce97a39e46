package monitor

import "time"

const (
	// bodyMax and headerMax bound a request, in bytes.
	bodyMax   = 4 << 10
	headerMax = 16 << 10
	// connectionsMax is how many connections may be open, those of Asterisk that fetch prompts among them; further
	// ones are closed at once.
	connectionsMax = 1024
	// headerTime bounds the reading of a request's header, readTime that of all of it.
	headerTime = 5 * time.Second
	readTime   = 10 * time.Second
	// writeTime bounds a request with its answer; the work of a request has workTime.
	writeTime = 45 * time.Second
	workTime  = 30 * time.Second
	// reloadTime bounds a reload: it may have texts spoken.
	reloadTime = 10 * time.Minute
	// idleTime is how long a connection is kept without a request.
	idleTime = 2 * time.Minute
	// stopTime is how long requests under way have when the server stops.
	stopTime = 5 * time.Second
	// leaveTime is how long what served them has behind that: it hangs up what was called by hand.
	leaveTime = 6 * time.Second
	// byMax is how long the name of who overrides a schedule may be, in characters.
	byMax = 64
	// overrideLeast and overrideMost bound how long an override may hold; without a time it holds until it is cleared.
	overrideLeast = time.Second
	overrideMost  = 366 * 24 * time.Hour
)
