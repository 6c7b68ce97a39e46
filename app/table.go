package app

import (
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/call"
)

// place is where a call is: ids of channels are unique within one Asterisk only.
type place struct {
	link    *link
	channel string
}

// table are the calls under way by their channel, and the channels of calls
// that have just ended. It is a leaf: its lock is held for look-ups only.
type table struct {
	mu    sync.Mutex
	calls map[place]*call.Call
	ended map[place]time.Time
	sweep time.Time
	// empty is closed while there are no calls, if somebody waits for that.
	empty chan struct{}
}

func newTable() *table {
	return &table{calls: map[place]*call.Call{}, ended: map[place]time.Time{}}
}

// add makes and keeps a call for a channel, unless it has or had one.
func (t *table) add(at place, makeCall func() *call.Call) (*call.Call, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.calls[at]; known {
		return nil, false
	}
	if end, known := t.ended[at]; known && time.Since(end) < endedMemory {
		return nil, false
	}
	c := makeCall()
	t.calls[at] = c
	return c, true
}

func (t *table) get(at place) *call.Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.calls[at]
}

// remove forgets a call that has ended, but not its channel for a while.
func (t *table) remove(at place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.calls, at)
	now := time.Now()
	t.ended[at] = now
	if now.Sub(t.sweep) > endedMemory {
		t.sweep = now
		for where, end := range t.ended {
			if now.Sub(end) >= endedMemory {
				delete(t.ended, where)
			}
		}
	}
	if len(t.calls) == 0 && t.empty != nil {
		close(t.empty)
		t.empty = nil
	}
}

// readmit lets a channel that comes back to Stasis have a call again.
func (t *table) readmit(at place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.ended, at)
}

func (t *table) len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.calls)
}

func (t *table) all() []*call.Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]*call.Call, 0, len(t.calls))
	for _, c := range t.calls {
		all = append(all, c)
	}
	return all
}

// idle is closed as soon as there are no calls.
func (t *table) idle() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.calls) == 0 {
		closed := make(chan struct{})
		close(closed)
		return closed
	}
	if t.empty == nil {
		t.empty = make(chan struct{})
	}
	return t.empty
}
