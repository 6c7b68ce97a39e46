package store

// What the tests see beside the exported names.
const (
	SweepEvery = sweepEvery
	AddTries   = addTries
)

// Len is how many items are kept, expired ones too.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.items)
}
