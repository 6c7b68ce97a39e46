package filestore

import (
	"hash/maphash"
	"time"
)

// marks remember deletions for a while. A hundred calls a second leave more of them than there is else, so that of a
// key its hash is kept.
type marks struct {
	seed       maphash.Seed
	young, old map[uint64]struct{}
	since      time.Time // when the young ones began
}

func newMarks() marks {
	return marks{seed: maphash.MakeSeed(), young: map[uint64]struct{}{}, since: time.Now()}
}

// turn forgets what is old.
func (m *marks) turn() {
	now := time.Now()
	switch passed := now.Sub(m.since); {
	case passed >= 2*markLife: // the youngest is an hour old
		m.old, m.young, m.since = nil, map[uint64]struct{}{}, now
	case passed >= markLife:
		m.old, m.young, m.since = m.young, map[uint64]struct{}{}, now
	}
}

func (m *marks) add(key string) {
	m.turn()
	m.young[maphash.String(m.seed, key)] = struct{}{}
}

// sweepLater has deletions be forgotten when it is time, as a night without calls would keep a day's; the lock is held.
func (b *Bucket) sweepLater() {
	if b.sweep == nil {
		b.sweep = time.AfterFunc(markLife, b.sweepNow)
	}
}

func (b *Bucket) sweepNow() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sweep = nil
	b.marks.turn()
	if !b.closed && len(b.marks.young)+len(b.marks.old) > 0 {
		b.sweepLater()
	}
}

func (m *marks) remove(key string) {
	hash := maphash.String(m.seed, key)
	delete(m.young, hash)
	delete(m.old, hash)
}

func (m *marks) has(key string) bool {
	hash := maphash.String(m.seed, key)
	_, young := m.young[hash]
	_, old := m.old[hash]
	return young || old
}
