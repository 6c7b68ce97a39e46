package acd

import (
	"context"
	"slices"
	"time"
)

// askAll tells the owner of our places, until ctx ends.
func (h *Hall) askAll(ctx context.Context) {
	ticker := time.NewTicker(h.opts.Peers.Lease / beatsPerLease)
	defer ticker.Stop()
	due := time.NewTimer(0)
	defer due.Stop()
	last, full := "", time.Time{}
	for {
		select {
		case <-h.asking:
		case <-ticker.C:
		case <-due.C: // a promise
		case <-ctx.Done():
			return
		}
		runner, known := h.opts.Peers.Runner()
		if !known || runner == h.opts.Self.Instance || h.Reigns() {
			continue // the next tick looks again
		}
		all := runner != last || time.Since(full) >= repeatEvery
		if all {
			last, full = runner, time.Now()
		}
		if err := h.round(ctx, runner, all); err != nil {
			full = time.Time{}
			h.log.Debug("the owner of the queues is not told", "instance", runner, "error", err)
			wait(ctx, ownerPause)
		}
		if next := h.promiseDue(); !next.IsZero() {
			due.Reset(max(time.Until(next), time.Millisecond))
		}
	}
}

// round tells an owner what is new of our places or, with all, of all.
func (h *Hall) round(ctx context.Context, runner string, all bool) error {
	ctx, done, err := h.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	return h.letters(ctx, runner, all)
}

// announced tells a new owner of all our places. Who tells the one before waits for an answer that may not come, and
// longer than the new one waits for us: what was told there is told again.
func (h *Hall) announced(ctx context.Context, runner string) error {
	h.mu.Lock()
	if h.hush != nil {
		h.hush()
	}
	h.mu.Unlock()
	ctx, done, err := h.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	h.mu.Lock()
	for _, p := range h.places { // not before: the round that was ended may just have been heard
		p.heard = 0
	}
	h.mu.Unlock()
	return h.letters(ctx, runner, true)
}

// turn waits until no other round is under way. The context that it returns ends when somebody hushes this one.
func (h *Hall) turn(ctx context.Context) (context.Context, func(), error) {
	select {
	case h.asker <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	hushed := func(by context.CancelFunc) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.hush = by
	}
	hushed(cancel)
	return ctx, func() {
		hushed(nil)
		cancel()
		<-h.asker
	}, nil
}

// heardBack takes in the owner's answer.
func (h *Hall) heardBack(back *reply, sent []sentWord) {
	h.act(time.Time{}, func(now time.Time) {
		if h.reign != nil {
			return
		}
		if back.Epoch != h.asked { // what another one has heard is not known to this one
			h.asked = back.Epoch
			for _, p := range h.places {
				p.heard = 0
			}
			poke(h.asking)
		}
		for _, s := range sent {
			s.place.delivered(back.Epoch, s.news, s.end && s.place.left == s.left) // it may have ended otherwise since
		}
		for _, s := range back.States {
			if p := h.places[s.ID]; p != nil && p.took(now, s) {
				p.poke()
			}
		}
		for _, s := range sent { // behind the states: who has waited for too long is promised nothing
			if s.promise && !slices.Contains(back.Unkept, s.place.id) {
				h.keep(now, s.place)
			}
		}
		for _, id := range back.Unknown {
			if p := h.places[id]; p != nil {
				p.heard = 0
				poke(h.asking)
			}
		}
	})
}
