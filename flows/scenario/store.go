package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// store is the case's own; it forgets in virtual time.
type store struct {
	items    map[string]flows.Item
	revision uint64
	broken   bool
	now      func() time.Time
	// kept is told what the call puts there, read what it looks at.
	kept func(key, value string)
	read func(key string)
}

func newStore(given *Given, now func() time.Time) *store {
	s := &store{items: map[string]flows.Item{}, broken: given.StoreBroken, now: now}
	for _, entry := range given.Store {
		value, _ := json.Marshal(entry.Value) // what a test can write has a JSON
		s.put(entry.Key, string(value), 0)
	}
	return s
}

func (s *store) ready(doing, key string) error {
	if s.broken {
		return fmt.Errorf("%s %q: %w", doing, key, errBroken)
	}
	return nil
}

// Get is the item under key.
func (s *store) Get(_ context.Context, key string) (flows.Item, error) {
	if s.read != nil {
		s.read(key)
	}
	return s.get(key), s.ready("reading", key)
}

// Put sets a value whatever was there.
func (s *store) Put(_ context.Context, key, value string, ttl time.Duration) (uint64, error) {
	if err := s.ready("writing", key); err != nil {
		return 0, err
	}
	return s.put(key, value, ttl), nil
}

// Swap sets a value if its revision is still that one.
func (s *store) Swap(_ context.Context, key, value string, revision uint64, ttl time.Duration) (uint64, error) {
	if err := s.ready("writing", key); err != nil {
		return 0, err
	}
	if s.get(key).Revision != revision {
		return 0, fmt.Errorf("writing %q: %w", key, flows.ErrConflict)
	}
	return s.put(key, value, ttl), nil
}

// Delete removes the item.
func (s *store) Delete(_ context.Context, key string) error {
	delete(s.items, key)
	return s.ready("deleting", key)
}

func (s *store) get(key string) flows.Item {
	item := s.items[key]
	if !item.Expires.IsZero() && !s.now().Before(item.Expires) {
		return flows.Item{}
	}
	return item
}

func (s *store) put(key, value string, ttl time.Duration) uint64 {
	s.revision++
	item := flows.Item{Value: value, Revision: s.revision}
	if ttl > 0 {
		item.Expires = s.now().Add(ttl)
	}
	s.items[key] = item
	if s.kept != nil {
		s.kept(key, value)
	}
	return item.Revision
}

// value is what stands under a key; false for nothing.
func (s *store) value(key string) (any, bool) {
	item := s.get(key)
	if item.Revision == 0 {
		return nil, false
	}
	var value any
	if json.Unmarshal([]byte(item.Value), &value) != nil {
		return item.Value, true
	}
	return value, true
}
