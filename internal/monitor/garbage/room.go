package garbage

import (
	"context"
	"runtime/debug"
	"time"
)

// Keep has Go collect garbage when there is no room for it any more, and give back at rest what nobody uses, until ctx
// ends. gogc is the environment's word, "" for none.
func Keep(ctx context.Context, gogc string) {
	if gogc != "" {
		return
	}
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	before := 100 // what Go begins with
	defer func() { debug.SetGCPercent(100) }()
	var idle rest
	for {
		now := look()
		if share := shareOf(now.living); changes(before, share) {
			debug.SetGCPercent(share)
			before = share
		}
		if idle.gives(now) {
			debug.FreeOSMemory()
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// shareOf is how much garbage may gather, in percent of what lives.
func shareOf(living uint64) int {
	return int(min(max(shareLarge, 100*RoomLeast/max(living, 1)), shareMost))
}

// changes tells that a share is worth to be set: that stops the world for a moment.
func changes(before, now int) bool { return now*10 < before*9 || now*10 > before*11 }
