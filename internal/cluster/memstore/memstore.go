package memstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// ErrAway is what everything comes to while the bucket is away.
var ErrAway = errors.New("the store is away")

// Bucket is a [cluster.Bucket] in memory.
type Bucket struct {
	mu       sync.Mutex
	items    map[string]cluster.Item
	deleted  map[string]bool
	revision uint64
	faults   Faults
}

// Faults are what goes wrong.
type Faults struct {
	// Away has everything fail, with nothing done.
	Away bool
	// Mute has writes be done and fail all the same: their answer is lost.
	Mute bool
	// Unwritable has writes fail, with nothing done; all can be read.
	Unwritable bool
	// Slow is how long everything takes, as far as the context allows.
	Slow time.Duration
}

// New is an empty bucket.
func New() *Bucket { return &Bucket{items: map[string]cluster.Item{}, deleted: map[string]bool{}} }

// Fail has things go wrong from now on; the zero Faults have nothing.
func (b *Bucket) Fail(faults Faults) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = faults
}

// Clear loses everything, as a store does that has lost its disk: marks of
// deletions too, and revisions begin anew.
func (b *Bucket) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.items)
	clear(b.deleted)
	b.revision = 0
}

// Get is the item under a key.
func (b *Bucket) Get(ctx context.Context, key string) (cluster.Item, error) {
	if err := b.suffer(ctx); err != nil {
		return cluster.Item{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	item := copied(b.items[key])
	item.Deleted = b.deleted[key]
	return item, nil
}

// All are the items of the bucket.
func (b *Bucket) All(ctx context.Context) ([]cluster.Item, error) {
	if err := b.suffer(ctx); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]cluster.Item, 0, len(b.items))
	for _, item := range b.items {
		all = append(all, copied(item))
	}
	return all, nil
}

// Write makes changes.
func (b *Bucket) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	written := make([]cluster.Written, len(changes))
	err := b.suffer(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, change := range changes {
		if err == nil && b.faults.Unwritable {
			err = ErrAway
		}
		if err != nil {
			written[i].Err = err
			continue
		}
		written[i] = b.write(change)
		if b.faults.Mute {
			written[i] = cluster.Written{Err: ErrAway}
		}
	}
	return written
}

func (b *Bucket) write(change cluster.Change) cluster.Written {
	if err := cluster.CheckChange(change); err != nil {
		return cluster.Written{Err: err}
	}
	if b.items[change.Key].Revision != change.Revision {
		return cluster.Written{Err: fmt.Errorf("%s: %w", change.Key, cluster.ErrOutrun)}
	}
	b.revision++
	if change.Delete {
		delete(b.items, change.Key)
		b.deleted[change.Key] = true
		return cluster.Written{}
	}
	delete(b.deleted, change.Key)
	b.items[change.Key] = copied(cluster.Item{Key: change.Key, Value: change.Value, Revision: b.revision})
	return cluster.Written{Revision: b.revision}
}

// suffer lets what goes wrong happen.
func (b *Bucket) suffer(ctx context.Context) error {
	b.mu.Lock()
	faults := b.faults
	b.mu.Unlock()
	return faults.suffer(ctx)
}

func copied(item cluster.Item) cluster.Item {
	item.Value = bytes.Clone(item.Value)
	return item
}
