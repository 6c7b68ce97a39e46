package app

import (
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/call"
)

// place is where a call is: a channel's id is unique within one Asterisk only.
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

// add makes and keeps a call for the channel, unless it has or had one. A
// channel that entered just now has a call of its own, whatever was before: the
// walk of a call that is over may still be about its last steps.
func (t *table) add(at place, entered bool, makeCall func(again bool) *call.Call) (*call.Call, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.calls[at]; c != nil && !(entered && isLeaving(c)) {
		return nil, false
	}
	if !entered && t.hasEnded(at) {
		return nil, false
	}
	before := t.calls[at]
	again := before != nil || t.hasEnded(at)
	if before != nil { // whatever comes of its last request: its caller is another call's
		before.Over(0)
	}
	delete(t.ended, at)
	c := makeCall(again)
	t.calls[at] = c
	return c, true
}

// isLeaving tells that a call is about its last steps.
func isLeaving(c *call.Call) bool { return c.Context().Err() != nil || c.IsSentOn() }

// comes forgets that a channel had a call that has ended: it lives, and comes once more.
func (t *table) comes(at place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.ended, at)
}

func (t *table) get(at place) *call.Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.calls[at]
}

// knows tells whether the channel has a call, or had one a moment ago.
func (t *table) knows(at place) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.calls[at] != nil || t.hasEnded(at)
}

func (t *table) hasEnded(at place) bool {
	then, known := t.ended[at]
	return known && time.Since(then) < endedMemory
}

// remove forgets a call that has ended. Its channel is remembered for a while,
// unless it stays: then the next catch-up shall find it.
func (t *table) remove(at place, c *call.Call, stays bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.calls[at] != c {
		return // the channel has entered again meanwhile
	}
	delete(t.calls, at)
	now := time.Now()
	if !stays {
		t.ended[at] = now
	}
	if now.Sub(t.sweep) > endedMemory {
		t.sweep = now
		for at, then := range t.ended {
			if now.Sub(then) >= endedMemory {
				delete(t.ended, at)
			}
		}
	}
	if len(t.calls) == 0 && t.empty != nil {
		close(t.empty)
		t.empty = nil
	}
}

func (t *table) len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.calls)
}

func (t *table) all() []*call.Call { return t.of(nil) }

// of are the calls of one Asterisk, of all for nil.
func (t *table) of(l *link) []*call.Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	calls := make([]*call.Call, 0, len(t.calls))
	for at, c := range t.calls {
		if l == nil || at.link == l {
			calls = append(calls, c)
		}
	}
	return calls
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
