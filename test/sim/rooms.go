package sim

import (
	"slices"
	"time"
)

// watchRooms looks whether all who are in the conference of an Asterisk are in one bridge. Who is parted from others,
// or knows nothing of them as the store fails, walks alone whom it has.
func (w *World) watchRooms(callers []*caller, able bool) {
	if !able || w.someApart() {
		clear(w.apart)
		return
	}
	for n := range w.scenario.Asterisks {
		var bridges []string
		for _, c := range callers {
			if c.plan.Number != conference || c.plan.Asterisk != n || c.isOver() {
				continue
			}
			if bridge := c.call.Bridge(); bridge != "" && !slices.Contains(bridges, bridge) {
				bridges = append(bridges, bridge)
			}
		}
		since, apart := w.apart[n]
		switch {
		case len(bridges) < 2:
			delete(w.apart, n)
		case !apart:
			w.apart[n] = time.Now()
		case time.Since(since) > silenceMost && time.Since(since) < time.Hour:
			w.wrong("the conference of %s is in several bridges: %v", asterisk(n), bridges)
			w.apart[n] = time.Now().Add(-time.Hour) // said once
		}
	}
}

// someApart tells whether an instance may not know what the others do, or may not have known so a moment ago.
func (w *World) someApart() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Before(w.unsure) || slices.ContainsFunc(w.instances, func(i *Instance) bool {
		return !i.dead && i.apart()
	})
}
