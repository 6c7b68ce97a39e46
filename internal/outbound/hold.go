package outbound

import (
	"context"
	"sync"
)

// Hold is what calls occupy: places of those that may be at once. It is handed
// to Permit with the context, and released when the call is over.
type Hold struct {
	mu       sync.Mutex
	ledger   *Ledger
	slots    []slot
	released bool
}

type holdKey struct{}

// WithHold is a context in which Permit occupies places for as long as the call
// lasts: until Release. Without one, Permit only looks whether there is room.
func WithHold(ctx context.Context) (context.Context, *Hold) {
	hold := &Hold{}
	return context.WithValue(ctx, holdKey{}, hold), hold
}

func holdOf(ctx context.Context) *Hold {
	hold, _ := ctx.Value(holdKey{}).(*Hold)
	return hold
}

// keep has the hold occupy places; one that is released already gives them back at once.
func (h *Hold) keep(ledger *Ledger, slots []slot) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.released {
		ledger.vacate(slots)
		return
	}
	h.ledger = ledger
	h.slots = append(h.slots, slots...)
}

// Release gives all places back. It may be called again. A nil hold has none.
func (h *Hold) Release() {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ledger != nil {
		h.ledger.vacate(h.slots)
	}
	h.slots, h.released = nil, true
}
