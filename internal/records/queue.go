package records

import (
	"sync"
	"sync/atomic"
)

// queue are the lines that wait for the spool. Who puts does not wait.
type queue struct {
	mu    sync.Mutex
	lines []line
	lost  *atomic.Int64
	// wake tells that there is a first line, or that there are many.
	wake chan struct{}
}

func newQueue(lost *atomic.Int64) *queue { return &queue{lost: lost, wake: make(chan struct{}, 1)} }

// put puts a line behind the others, unless there are most already: then it is counted.
func (q *queue) put(l line, most int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.lines) >= most {
		q.lost.Add(1)
		return
	}
	q.lines = append(q.lines, l)
	if n := len(q.lines); n == 1 || n == flushAt {
		poke(q.wake)
	}
}

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.lines)
}

// take takes all lines.
func (q *queue) take() []line {
	q.mu.Lock()
	defer q.mu.Unlock()
	lines := q.lines
	q.lines = nil
	return lines
}

// poke wakes who waits for a channel of one place.
func poke(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}
