package app

import "time"

// refusal tells why no further call of that Asterisk is taken, "" when one is; entered tells that it came just now: who
// was found has waited already.
//
// Requests that wait for a connection are a caller's silence to come, so that they are looked at for each call, without
// the patience that the process' lag is measured with: by then some hundred more would wait. A burst that can be dealt
// with in time is taken as a whole.
func (l *link) refusal(entered bool) string {
	why := l.app.refusal()
	if why == "" && entered && l.crowded() {
		why = overloaded
	}
	return why
}

// crowded tells that who comes now had to wait for a connection to that Asterisk for longer than a caller should.
func (l *link) crowded() bool { return l.client.Wait() >= crowdedAt }

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
