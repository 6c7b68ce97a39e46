package cluster

import (
	"context"
	"fmt"
)

// compare holds records of others, and those that cannot be read, against what is known of them: one that we held until
// now may have been taken while nobody could tell us, or spoiled.
func (l *Ledger) compare(all []Kept) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, kept := range all {
		h := l.held[kept.Item.Key]
		others := kept.Err != nil || kept.Record.Owner != l.self
		if h != nil && h.revision > 0 && h.revision != kept.Item.Revision && others {
			l.rewrite(h) // what has happened is found out as with any write
		}
	}
}

// review holds all records against what is known of them: while the store could not be reached others may have taken
// calls.
func (l *Ledger) review(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	items, err := l.bucket.All(ctx)
	if err != nil {
		return
	}
	now := make(map[string]uint64, len(items))
	for _, item := range items {
		now[item.Key] = item.Revision
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, h := range l.held {
		if h.revision > 0 && now[key] != h.revision {
			l.rewrite(h) // what has happened is found out as with any write
		}
	}
}

// Look is one call as the bucket has it; found is false for none.
func (l *Ledger) Look(ctx context.Context, key string) (kept Kept, found bool, err error) {
	item, err := l.bucket.Get(ctx, key)
	if err != nil {
		return Kept{}, false, fmt.Errorf("reading the record of the call %s: %w", key, err)
	}
	if item.Revision == 0 {
		return Kept{}, false, nil
	}
	record, err := l.read(item)
	return Kept{item, record, err}, true, nil
}
