package voicemail

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// memory is an index that ends with the process.
type memory struct {
	mu      sync.Mutex
	all     []row
	entries map[string]access
}

func newMemoryIndex() *memory { return &memory{entries: map[string]access{}} }

func (m *memory) find(box, id string) int {
	return slices.IndexFunc(m.all, func(r row) bool { return r.box == box && r.id == id })
}

func (m *memory) add(_ context.Context, r row, most int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.find(r.box, r.id) >= 0 {
		return nil
	}
	n := 0
	for _, other := range m.all {
		if other.box == r.box && other.counts() {
			n++
		}
	}
	if most > 0 && n >= most {
		return flows.ErrMailboxFull
	}
	m.all = append(m.all, r)
	return nil
}

func (m *memory) change(_ context.Context, box, id string, change func(*row) bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.find(box, id)
	if i < 0 {
		return errGone
	}
	if r := m.all[i]; change(&r) {
		m.all[i] = r
	}
	return nil
}

func (m *memory) remove(_ context.Context, box, id string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.find(box, id)
	if i < 0 {
		return false, errGone
	}
	recording := m.all[i].recording
	m.all = slices.Delete(m.all, i, i+1)
	return !slices.ContainsFunc(m.all, func(r row) bool { return r.recording == recording }), nil
}

func (m *memory) sharers(_ context.Context, recording string) (n int, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.all {
		if r.recording == recording {
			n++
		}
	}
	return n, nil
}

func (m *memory) rows(_ context.Context, box string) ([]row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []row
	for _, r := range m.all {
		if r.box == box {
			all = append(all, r)
		}
	}
	return all, nil
}

func (m *memory) due(_ context.Context, now time.Time, most int) ([]row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []row
	for _, r := range m.all {
		if !r.due.IsZero() && !r.due.After(now) {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b row) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.id, b.id)) })
	return all[:min(len(all), most)], nil
}

func (m *memory) enter(_ context.Context, box string, change func(*access) bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a := m.entries[box]; change(&a) {
		m.entries[box] = a
	}
	return nil
}

func (m *memory) close() error { return nil }
