package app

import (
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/call"
)

// table are the calls under way by their channel, and the channels of calls
// that have just ended. It is a leaf: its lock is held for look-ups only.
type table struct {
	mu    sync.Mutex
	calls map[string]*call.Call
	ended map[string]time.Time
	sweep time.Time
	// empty is closed while there are no calls, if somebody waits for that.
	empty chan struct{}
}

func newTable() *table {
	return &table{calls: map[string]*call.Call{}, ended: map[string]time.Time{}}
}

// add makes and keeps a call for the channel, unless it has or had one.
func (t *table) add(channel string, makeCall func() *call.Call) (*call.Call, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.calls[channel]; known {
		return nil, false
	}
	if at, known := t.ended[channel]; known && time.Since(at) < endedMemory {
		return nil, false
	}
	c := makeCall()
	t.calls[channel] = c
	return c, true
}

func (t *table) get(channel string) *call.Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.calls[channel]
}

// remove forgets a call that has ended, but not its channel for a while.
func (t *table) remove(channel string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.calls, channel)
	now := time.Now()
	t.ended[channel] = now
	if now.Sub(t.sweep) > endedMemory {
		t.sweep = now
		for id, at := range t.ended {
			if now.Sub(at) >= endedMemory {
				delete(t.ended, id)
			}
		}
	}
	if len(t.calls) == 0 && t.empty != nil {
		close(t.empty)
		t.empty = nil
	}
}

// readmit lets a channel that comes back to Stasis have a call again.
func (t *table) readmit(channel string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.ended, channel)
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
