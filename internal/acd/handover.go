package acd

import (
	"context"
	"slices"
	"time"
)

// Busy tells whether this hall decides, or is about to. Whoever is to decide next waits until it does not: the end of a
// place that two know would be told twice.
func (h *Hall) Busy() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.reign != nil || h.beginning || h.ending
}

// accede begins a reign, unless it is not ours any more by now.
func (h *Hall) accede(ctx context.Context) error {
	h.turns(&h.beginning, true)
	defer h.turns(&h.beginning, false)
	if ours, _ := h.opts.Peers.Holds(); !ours { // whoever looks from now on knows that we are about to
		return nil
	}
	if err := h.begin(ctx); err != nil {
		return err
	}
	h.settle(ctx)
	return nil
}

func (h *Hall) turns(what *bool, is bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	*what = is
}

// abdicate ends a reign when all that is known is written down for who reigns next, or the store does not take it:
// nothing happens between the two, as that would happen there again. Then it is written down what it leaves.
func (h *Hall) abdicate(ctx context.Context, r *reign) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewellTime)
	defer cancel()
	h.turns(&h.ending, true)
	defer h.turns(&h.ending, false)
	for err := error(nil); !h.resignWritten(r); _, err = h.batch(ctx) {
		if err != nil || ctx.Err() != nil {
			h.resign(r)
			break
		}
	}
	h.bequeath(ctx, r)
}

// resignWritten ends a reign of which all is written down, false for one of which not all is.
func (h *Hall) resignWritten(r *reign) (written bool) {
	h.act(time.Time{}, func(now time.Time) {
		if written = h.reign != r; written { // another one has ended it
			return
		}
		for _, p := range h.places { // what they have to tell belongs to this reign
			p.refresh(now)
		}
		if written = r.isWritten(); written {
			h.layDown(now, r)
		}
	})
	return written
}

// isWritten tells whether all that is known stands on the shelves, and nothing is on its way there; the lock is held.
func (r *reign) isWritten() bool {
	return !slices.ContainsFunc(r.shelves(), func(s *shelf) bool { return s != nil && len(s.dirty)+len(s.tried) > 0 })
}

// resign ends a reign: another one decides, or is about to.
func (h *Hall) resign(r *reign) {
	h.act(time.Time{}, func(now time.Time) { h.layDown(now, r) })
}

// layDown ends a reign, unless it has ended; the lock is held.
func (h *Hall) layDown(now time.Time, r *reign) {
	if h.reign != r {
		return
	}
	for _, p := range h.places {
		p.refresh(now)
		p.heard, p.state.Epoch, p.state.Seq, p.seen = 0, 0, 0, now
		p.poke() // they give up some time
	}
	h.reign, h.asked = nil, 0
	clear(h.made) // the next owner may take some away
	h.useRules()
	poke(h.asking)
}
