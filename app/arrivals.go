package app

import (
	"sync"
	"time"
)

// arrivals know whether new calls are heard of late: what Asterisk tells piles up on its way when it, or this process,
// is too busy, and a call that enters unheard has waited before anything is asked for it.
//
// How late is told by comparing with the promptest of late, so that the two machines need not have the same time. A
// clock that is set counts as lateness for two windows at most.
type arrivals struct {
	mu sync.Mutex
	// least is the shortest time from an event to its arrival, in this window, which began at since, and in the one
	// before.
	least [2]time.Duration
	since time.Time
	// late is how many were late, one after another.
	late int
}

// note takes notice of a call that enters now, and entered Asterisk's application at some moment.
func (a *arrivals) note(entered time.Time) {
	if entered.IsZero() {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	took := now.Sub(entered)
	switch {
	case a.since.IsZero():
		a.least, a.since = [2]time.Duration{took, took}, now
	case now.Sub(a.since) >= arrivalsWindow:
		a.least, a.since = [2]time.Duration{took, a.least[0]}, now
	}
	a.least[0] = min(a.least[0], took)
	if took-min(a.least[0], a.least[1]) < lateAt {
		a.late = 0
		return
	}
	a.late++
}

// crowded tells that the last one noted came late, and so did too many before it: a single pause of the machine, after
// which the few are heard of that came meanwhile, is no overload.
func (a *arrivals) crowded() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.late > lateTaken
}
