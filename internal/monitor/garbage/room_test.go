package garbage

import (
	"context"
	"runtime/debug"
	"testing"
)

// Law: a small process has room, a large one a quarter of what lives, and there are bounds.
func TestShares(t *testing.T) {
	for living, want := range map[uint64]int{0: shareMost, 1 << 20: shareMost, 16 << 20: 200, 32 << 20: 100, 64 << 20: 50, 128 << 20: 25,
		1 << 30: 25, 1 << 50: 25} {
		if got := shareOf(living); got != want {
			t.Errorf("of %d bytes: %d%%, want %d%%", living, got, want)
		}
	}
}

// Law: what hardly changes is not set.
func TestChanges(t *testing.T) {
	for _, row := range []struct {
		before, now int
		want        bool
	}{{100, 100, false}, {100, 105, false}, {100, 95, false}, {100, 120, true}, {100, 80, true}} {
		if got := changes(row.before, row.now); got != row.want {
			t.Errorf("from %d to %d: %v", row.before, row.now, got)
		}
	}
}

// Law: where GOGC is set nothing is done; else what was is so again at the end.
func TestKeepLeavesNothing(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	Keep(t.Context(), "70") // returns at once
	over, end := context.WithCancel(t.Context())
	end()
	Keep(over, "")
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("it is %d%%", got)
	}
}
