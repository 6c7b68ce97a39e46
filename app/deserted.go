package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
)

// deserted ends the bridges of conferences and meetings that a process before
// this one has left, also those that nobody is in: Asterisk keeps them for ever.
// It waits for those who come back to theirs, and until they have gone; false when it must be asked again.
// Of several instances each also ends those that it has made, when those who met there have gone on elsewhere; one that
// is alone those of a call that does not know of them, as it was taken up from before they were made.
func (l *link) deserted(ctx context.Context) bool {
	if !l.app.rooms.Settled(l.server.Name) {
		return false
	}
	alone := l.app.instances == nil
	looks := alone || l.door.open.Load() // one of the instances does
	bridges, err := l.client.Bridges.List(ctx)
	if err != nil {
		l.log.Warn("cannot look for bridges that were left behind", "error", err)
		return false
	}
	recorded, ok := l.recorded(ctx) // after that: who has come to one of these meanwhile is written down
	if !ok {
		return false
	}
	cleared, idle := true, map[string]time.Time{}
	for _, b := range bridges {
		stale := looks && l.app.rooms.Stale(l.app.entryApp(), b.ID, l.app.instances.stamps()...)
		unused := len(b.Channels) == 0 && l.isUnused(b.ID)
		switch {
		case !stale && !unused:
			cleared = cleared && !l.app.rooms.Inherited(l.app.entryApp(), b.ID)
			continue
		case recorded.use(l.server.Name, b.ID):
			cleared = false
			continue
		case !stale && !l.isIdle(idle, b.ID):
			continue
		}
		if err := l.client.Bridges.Destroy(ctx, b.ID); err != nil && !errors.Is(err, ari.ErrNotFound) {
			l.log.Warn("a bridge that was left behind stays", "bridge", b.ID, "error", err)
		}
	}
	l.idle, l.former = idle, l.stillMet(bridges) // the other bridges of theirs are noted now
	return cleared && looks && len(l.former) == 0
}

// stillMet are the former calls in whose bridges somebody is: these are ours when they have gone.
func (l *link) stillMet(bridges []ari.Bridge) []string {
	return slices.DeleteFunc(l.former, func(former string) bool {
		return !slices.ContainsFunc(bridges, func(b ari.Bridge) bool {
			return len(b.Channels) > 0 && strings.HasPrefix(b.ID, former+".")
		})
	})
}

// isUnused tells whether nobody here uses a bridge that was made here.
func (l *link) isUnused(bridge string) bool {
	if l.app.instances != nil {
		return l.app.rooms.Unused(l.app.entryApp(), bridge)
	}
	if !call.IsBridge(bridge) || len(l.app.claims.bridge(place{l, bridge})) > 0 {
		return false
	}
	_, before := l.idle[bridge]
	return before || l.isOfOurs(bridge) // else it may be another daemon's
}

// isOfOurs tells whether a bridge is of a call of ours, by its name.
func (l *link) isOfOurs(bridge string) bool {
	for end := strings.LastIndexByte(bridge, '.'); end > 0; end = strings.LastIndexByte(bridge[:end], '.') {
		if l.app.calls.knows(place{l, bridge[:end]}) || slices.Contains(l.former, bridge[:end]) {
			return true
		}
	}
	return false
}

// isIdle tells whether nobody was in a bridge for a while, nor knew of it, and notes since when: who has just made it
// for others to meet in comes in a moment, and may not be written down yet.
func (l *link) isIdle(now map[string]time.Time, bridge string) bool {
	since, before := l.idle[bridge]
	if !before {
		since = time.Now()
	}
	now[bridge] = since
	return time.Since(since) >= idleTime
}
