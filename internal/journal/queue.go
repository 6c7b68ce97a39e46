package journal

import "sync"

// queue are the records that wait for the writer. Who puts does not wait, and wakes the writer for the first of them
// and for many.
type queue struct {
	mu      sync.Mutex
	records []record
	// wake tells that there is a first record, or that there are many.
	wake chan struct{}
}

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1)} }

// put puts a record behind the others; false when there are most already.
func (q *queue) put(r *record) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.records) >= queueMax {
		return false
	}
	q.records = append(q.records, *r)
	if n := len(q.records); n == 1 || n == takeMost {
		select {
		case q.wake <- struct{}{}:
		default:
		}
	}
	return true
}

// take moves the oldest records into the place of others, at most takeMost; more tells that there are further ones.
func (q *queue) take(into []record) (taken []record, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.records), takeMost)
	taken = append(into[:0], q.records[:n]...)
	left := copy(q.records, q.records[n:])
	clear(q.records[left:])
	q.records = q.records[:left]
	return taken, left > 0
}

// isLong tells that there are many.
func (q *queue) isLong() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.records) >= takeMost
}

func (q *queue) isEmpty() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.records) == 0
}
