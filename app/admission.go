package app

import "time"

// refusal tells why no further call of that Asterisk is taken, "" when one is.
//
// Requests that wait for a connection are a caller's silence to come, so that the wait is looked at for each call,
// without the patience that the process' lag is measured with: by then some hundred more would wait. What is asked
// is what those before have asked for, so that a burst is taken as a whole, and only what comes on top of it is not.
func (l *link) refusal() string {
	why := l.app.refusal()
	if why == "" && l.client.Waiting() >= crowdedAt {
		why = overloaded
	}
	return why
}

// refusal tells why no further call is taken, "" when one is.
func (a *App) refusal() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.draining:
		return "draining"
	case a.calls.len()+a.expecting.len() >= a.config().App.MaxCalls: // what rings will be a call
		return "max_calls"
	case a.lag.Overloaded():
		return overloaded
	}
	return ""
}

// isDraining tells that no further calls are taken.
func (a *App) isDraining() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.draining
}

// tellLoad writes down that the process cannot keep up, or can again.
func (a *App) tellLoad(overloaded bool, lag time.Duration) {
	if overloaded {
		a.log.Warn("overloaded: further calls go back to the dialplan", "lag", lag, "calls", a.Calls())
		return
	}
	a.log.Info("no longer overloaded", "lag", lag, "calls", a.Calls())
}
