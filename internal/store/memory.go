package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Memory is a [flows.Store] that forgets everything when the process ends: for
// tests, simulated calls, and daemons that need no memory.
type Memory struct {
	mu       sync.Mutex
	items    map[string]flows.Item
	revision uint64
}

// NewMemory is an empty store.
func NewMemory() *Memory { return &Memory{items: map[string]flows.Item{}} }

// Get is the item under key.
func (m *Memory) Get(ctx context.Context, key string) (flows.Item, error) {
	if err := ready(ctx, CheckKey(key)); err != nil {
		return flows.Item{}, fmt.Errorf("reading %q: %w", key, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.get(key), nil
}

// Put sets a value whatever was there.
func (m *Memory) Put(ctx context.Context, key, value string, ttl time.Duration) (uint64, error) {
	if err := ready(ctx, Check(key, value, ttl)); err != nil {
		return 0, fmt.Errorf("writing %q: %w", key, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.put(key, value, ttl), nil
}

// Swap sets a value if its revision is still that one.
func (m *Memory) Swap(ctx context.Context, key, value string, revision uint64, ttl time.Duration) (uint64, error) {
	if err := ready(ctx, Check(key, value, ttl)); err != nil {
		return 0, fmt.Errorf("writing %q: %w", key, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.get(key).Revision != revision {
		return 0, fmt.Errorf("writing %q: %w", key, flows.ErrConflict)
	}
	return m.put(key, value, ttl), nil
}

// Delete removes the item.
func (m *Memory) Delete(ctx context.Context, key string) error {
	if err := ready(ctx, CheckKey(key)); err != nil {
		return fmt.Errorf("deleting %q: %w", key, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.items, key)
	return nil
}

func (m *Memory) get(key string) flows.Item {
	item := m.items[key]
	if expired(item, time.Now()) {
		delete(m.items, key)
		return flows.Item{}
	}
	return item
}

func (m *Memory) put(key, value string, ttl time.Duration) uint64 {
	m.revision++
	if m.revision%sweepEvery == 0 {
		m.sweep()
	}
	item := flows.Item{Value: value, Revision: m.revision}
	if ttl > 0 {
		item.Expires = time.Now().Add(ttl)
	}
	m.items[key] = item
	return item.Revision
}

func (m *Memory) sweep() {
	now := time.Now()
	for key, item := range m.items {
		if expired(item, now) {
			delete(m.items, key)
		}
	}
}

// expired tells whether an item is forgotten: at the very moment it expires it already is.
func expired(item flows.Item, now time.Time) bool {
	return !item.Expires.IsZero() && !now.Before(item.Expires)
}

// ready is why a request cannot be made: its context is over, or what it asks for is refused.
func ready(ctx context.Context, refused error) error {
	if refused != nil {
		return refused
	}
	return context.Cause(ctx)
}
