package steps

import (
	"context"
	"encoding/json"
	"maps"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// dialRecent remembers when each endpoint was reached last: in the store, so
// that all instances know, and here where there is none.
type dialRecent struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func recentKey(r *flows.Run) string { return "dial." + r.Address() }

// load is when each endpoint was reached last.
func (d *dialRecent) load(ctx context.Context, r *flows.Run) (map[string]time.Time, error) {
	last := d.known()
	store := r.World().Store
	if store == nil {
		return last, nil
	}
	result, err := r.Do(ctx, storeTime, func(ctx context.Context) (any, error) { return store.Get(ctx, recentKey(r)) })
	if err != nil && !flows.IsFailure(ctx, err) {
		return nil, err
	}
	item, ok := result.(flows.Item)
	if err != nil || !ok || item.Revision == 0 {
		return last, nil // who was last is not worth failing for
	}
	stored := map[string]time.Time{}
	if json.Unmarshal([]byte(item.Value), &stored) != nil {
		return last, nil
	}
	for name, at := range stored {
		if at.After(last[name]) {
			last[name] = at
		}
	}
	return last, nil
}

func (d *dialRecent) known() map[string]time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	known := map[string]time.Time{}
	maps.Copy(known, d.last)
	return known
}

// note writes down that an endpoint is reached.
func (d *dialRecent) note(ctx context.Context, r *flows.Run, endpoint string) error {
	last, err := d.load(ctx, r)
	if err != nil {
		return err
	}
	if last[endpoint] = r.Now(); len(last) > dialTargetsMax {
		forgetOldest(last)
	}
	d.mu.Lock()
	d.last = last
	d.mu.Unlock()
	store := r.World().Store
	if store == nil {
		return nil
	}
	text, err := json.Marshal(d.known())
	if err != nil {
		return err
	}
	_, err = r.Do(ctx, storeTime, func(ctx context.Context) (any, error) {
		return store.Put(ctx, recentKey(r), string(text), recentKept)
	})
	if err != nil && flows.IsFailure(ctx, err) {
		r.Log("warn", "dial: who was reached last cannot be stored: "+err.Error())
		return nil
	}
	return err
}

func forgetOldest(last map[string]time.Time) {
	oldest := ""
	for name, at := range last {
		if oldest == "" || at.Before(last[oldest]) || at.Equal(last[oldest]) && name < oldest {
			oldest = name
		}
	}
	delete(last, oldest)
}
