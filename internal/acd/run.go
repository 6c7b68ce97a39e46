package acd

import (
	"context"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Run gives the queues time, writes them down, and talks with other instances, until ctx ends. Then it writes down what
// waits; among several instances this one decides no more, whoever asks it.
func (h *Hall) Run(ctx context.Context) {
	h.mu.Lock()
	h.running = ctx
	h.mu.Unlock()
	var all sync.WaitGroup
	all.Go(func() { h.tick(ctx) })
	all.Go(func() { h.write(ctx) })
	if h.opts.Peers != nil {
		all.Go(func() { h.watch(ctx) })
		all.Go(func() { h.tellAll(ctx) })
		all.Go(func() { h.askAll(ctx) })
	} else {
		all.Go(func() {
			if h.isUnread() {
				if err := h.begin(ctx); err != nil && ctx.Err() == nil { // it is tried again
					h.log.Error("who was in the queues before is not known", "error", err)
				}
			}
			h.settle(ctx)
			h.reopen(ctx)
		})
	}
	all.Wait()
	h.mu.Lock()
	h.running = nil // nobody asks for an order any more
	h.mu.Unlock()
	h.orderers.Wait()
	h.mu.Lock()
	r := h.reign
	h.mu.Unlock()
	switch {
	case r == nil:
	case h.opts.Peers == nil:
		h.flush(context.WithoutCancel(ctx))
	default:
		h.abdicate(ctx, r)
	}
}

// tick has happen what is due.
func (h *Hall) tick(ctx context.Context) {
	moved := time.NewTicker(movedEvery)
	defer moved.Stop()
	due := time.NewTimer(0)
	defer due.Stop()
	for {
		select {
		case <-moved.C:
			h.act(time.Time{}, func(now time.Time) {
				if h.reign != nil {
					h.tellMoved()
					h.forgetEnded(now)
				}
			})
			continue
		case <-h.clockwork:
		case <-due.C:
		case <-ctx.Done():
			return
		}
		next := time.Time{}
		h.act(time.Time{}, func(now time.Time) {
			if h.reign != nil {
				h.catchUp(now)
				next = h.reign.engine.Due()
			}
		})
		select { // what was just done is no reason to look again
		case <-h.clockwork:
		default:
		}
		if !next.IsZero() {
			due.Reset(max(time.Until(next), time.Millisecond))
		}
	}
}

// forgetEnded forgets the ends of places that nobody has taken note of.
func (h *Hall) forgetEnded(now time.Time) {
	for id, s := range h.reign.seats {
		if _, there := h.reign.engine.Entry(now, id); there || h.places[id] != nil || now.Sub(s.heard) < endedMemory {
			continue
		}
		delete(h.reign.seats, id)
	}
}

// order asks for an order of agents.
func (h *Hall) order(ctx context.Context, ask queue.Ask) {
	select {
	case h.ordering <- struct{}{}:
		defer func() { <-h.ordering }()
	case <-ctx.Done():
		return
	}
	asking, cancel := context.WithDeadline(ctx, ask.Until)
	defer cancel()
	h.ordered(ask.ID, h.opts.Order(asking, ask))
}
