package garbage

import (
	"context"
	"runtime"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"
)

// Law: at rest what nobody uses is given back: once, when it is worth it, and not again within a minute.
func TestRest(t *testing.T) {
	const mb = 1 << 20
	for name, row := range map[string]struct {
		living, idle, each uint64 // each is what is made from look to look
		looks, want        int
	}{
		"so soon after work":          {living: 100 * mb, idle: 20 * mb, looks: calmLooks, want: 0},
		"ten looks without work":      {living: 100 * mb, idle: 20 * mb, looks: calmLooks + 1, want: 1},
		"little work is rest":         {living: 100 * mb, idle: 20 * mb, each: calmMade, looks: calmLooks + 1, want: 1},
		"more is none":                {living: 100 * mb, idle: 20 * mb, each: calmMade + 1, looks: 500, want: 0},
		"not worth it":                {living: 100 * mb, idle: 5*mb - 1, looks: 500, want: 0},
		"worth it":                    {living: 100 * mb, idle: 5 * mb, looks: calmLooks + 1, want: 1},
		"not worth it, of little":     {living: mb, idle: 4*mb - 1, looks: 500, want: 0},
		"not again within the minute": {living: 100 * mb, idle: 20 * mb, looks: calmLooks + backLooks, want: 1},
		"again after it":              {living: 100 * mb, idle: 20 * mb, looks: calmLooks + backLooks + 1, want: 2},
	} {
		var r rest
		now, got := seen{living: row.living, idle: row.idle, made: 1 << 30}, 0
		for range row.looks {
			if r.gives(now) {
				got++
			}
			now.made += row.each
		}
		if got != row.want {
			t.Errorf("%s: given back %d times, want %d", name, got, row.want)
		}
	}
}

// Law: work between two looks begins the rest anew.
func TestWorkEndsRest(t *testing.T) {
	var r rest
	now := seen{living: 1 << 20, idle: 1 << 30, made: 1 << 30}
	for i := range 500 {
		if i%calmLooks == 0 {
			now.made += 1 << 20
		}
		if r.gives(now) {
			t.Fatalf("at look %d, though there was work", i)
		}
	}
}

var held []byte // so that what is made is on the heap

// Law: Keep collects at rest, without anybody who makes garbage.
func TestKeepGivesBackAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		share := debug.SetGCPercent(-1) // nobody collects it before
		for range 1 << 10 {
			held = make([]byte, 64<<10)
		}
		held = nil
		debug.SetGCPercent(share)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		ctx, end := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			defer close(over)
			Keep(ctx, "")
		}()
		time.Sleep((calmLooks + 1) * lookEvery)
		end()
		<-over
		runtime.ReadMemStats(&after)
		if after.NumForcedGC == before.NumForcedGC {
			t.Error("nothing was collected")
		}
	})
}
