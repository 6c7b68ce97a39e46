package app

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/outbound"
)

// newLedger counts whom one calls, as long as the App lives.
func (a *App) newLedger() *outbound.Ledger {
	return outbound.NewLedger(outbound.Options{Store: presentStore{a}, Refused: a.metrics.OutboundRefused,
		Logger: a.log.With("part", "outbound")})
}

// targets are all whom the rules are asked for: those who are called, and the
// place in the dialplan, as anybody may be dialled from there.
func (o Outgoing) targets() []string {
	if o.back != nil { // where an agent is rung stands in the file, or its rules allow it: the queues offer nobody else
		return o.back.targets()
	}
	targets := []string{o.Endpoint}
	if o.Connect != "" {
		targets = append(targets, o.Connect)
	}
	if o.Place != (flows.Place{}) {
		// Where the dialplan is not told an extension, it begins at s.
		targets = append(targets, "Local/"+cmp.Or(o.Place.Extension, "s")+"@"+o.Place.Context)
	}
	return targets
}

// originateHeld is Originate of a call that is counted among those at once until it is over.
func (a *App) originateHeld(ctx context.Context, o Outgoing) (Placed, error) {
	ctx, o.hold = outbound.WithHold(ctx)
	placed, err := a.Originate(ctx, o)
	if err != nil {
		o.hold.Release()
	}
	return placed, err
}

// presentStore is the store of the flows, opened now where they need none; in an App that keeps nothing beyond its
// process it is one that is forgotten with it.
type presentStore struct{ app *App }

func (p presentStore) store(ctx context.Context) (flows.Store, error) {
	if p.app.opts.Store != nil {
		return p.app.opts.Store, nil
	}
	if p.app.keepsAlone() {
		return p.app.countsAlone(ctx)
	}
	p.app.keeper.mu.Lock()
	defer p.app.keeper.mu.Unlock()
	if open := p.app.keeper.open; open != nil {
		return open, nil
	}
	return p.app.memory, nil
}

// countsAlone is the store for what a daemon that is alone counts. The first request decides for the life of the
// process: what was counted in memory would else be forgotten as soon as the store can be opened, so that somebody is
// called twice; and a store that takes long to fail would hold up each request. Those that come meanwhile wait for
// that, no longer than they may.
func (a *App) countsAlone(ctx context.Context) (flows.Store, error) {
	c := &a.counting
	c.mu.Lock()
	decided, first := c.decided, c.decided == nil
	if first {
		decided = make(chan struct{})
		c.decided = decided
	}
	c.mu.Unlock()
	if first {
		defer close(decided)
		c.in = a.countedIn()
		return c.in, nil
	}
	select {
	case <-decided:
		return c.in, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for the store: %w", context.Cause(ctx))
	}
}

// countedIn decides where is counted.
func (a *App) countedIn() flows.Store {
	opened, err := a.bucketStore()
	if err != nil {
		a.log.Error("what was called is forgotten with this process", "error", err)
		a.notes(func(w *wrong) { w.counts = err })
		return a.memory
	}
	return opened
}

// counting is where whom one calls is counted.
type counting struct {
	mu sync.Mutex
	// decided is made by the first request, and closed when it has been decided where; then in is that.
	decided chan struct{}
	in      flows.Store
}

// Get is the item under key.
func (p presentStore) Get(ctx context.Context, key string) (flows.Item, error) {
	in, err := p.store(ctx)
	if err != nil {
		return flows.Item{}, err
	}
	return in.Get(ctx, key)
}

// Put sets a value whatever was there.
func (p presentStore) Put(ctx context.Context, key, value string, ttl time.Duration) (uint64, error) {
	in, err := p.store(ctx)
	if err != nil {
		return 0, err
	}
	return in.Put(ctx, key, value, ttl)
}

// Swap sets a value if its revision is still that one.
func (p presentStore) Swap(ctx context.Context, key, value string, revision uint64, ttl time.Duration) (uint64, error) {
	in, err := p.store(ctx)
	if err != nil {
		return 0, err
	}
	return in.Swap(ctx, key, value, revision, ttl)
}

// Delete removes the item.
func (p presentStore) Delete(ctx context.Context, key string) error {
	in, err := p.store(ctx)
	if err != nil {
		return err
	}
	return in.Delete(ctx, key)
}
