package app

import (
	"errors"
	"sync"
)

// walks counts what is walked: calls and texts. When the process ends none begins any more: it would be walked by
// nobody, or the end would wait for it.
type walks struct {
	mu   sync.Mutex
	over bool
	all  sync.WaitGroup
}

// enter counts one in that is about to begin, until leave; false when the process ends.
func (w *walks) enter() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.over {
		w.all.Add(1)
	}
	return !w.over
}

func (w *walks) leave() { w.all.Done() }

// end has none begin any more.
func (w *walks) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
}

// isOver tells that none begins any more.
func (w *walks) isOver() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.over
}

// wait waits for those that have begun, behind end.
func (w *walks) wait() { w.all.Wait() }

// errOver tells that a call was not taken up as the process ends.
var errOver = errors.New("the process ends")
