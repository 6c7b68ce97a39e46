package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// ErrLost tells that a call has another owner now.
var ErrLost = errors.New("the call has another owner now")

// Holding is a call that this process owns. Its methods are safe for any number of callers.
type Holding struct {
	ledger *Ledger
	key    string
	lost   func()

	// What follows is guarded by the ledger's lock.
	epoch    int
	revision uint64
	// fresh tells that what stands under the key is of no meaning: nothing was written yet, and the call is new.
	fresh bool
	// body makes what is to be written, nil for nothing.
	body func() ([]byte, error)
	drop bool
	// tried tells that a write was begun; revision is 0 as long as none is known to have been made.
	tried bool
	// puts counts what was put, wrote is the last of it that is written.
	puts, wrote uint64
	// last is the body that stands in the store as far as is known, for when the store loses it. wroteIn is how often the
	// store had lost everything when it was written.
	last    json.RawMessage
	wroteIn int
	// queuedAt is when it was queued, writtenAt when it was last written. linger is how long it may be queued.
	queuedAt, writtenAt time.Time
	linger              time.Duration
	queued              bool
	writing             bool
	isLost              bool
	left                bool // for whoever takes the call up, as soon as nothing of it waits to be written
	unwritable          bool // the last body could not be made, and that was said
	// heir holds the same call after this one; it begins when this one is not being written any more.
	heir *Holding
}

// Key names the call in its bucket.
func (h *Holding) Key() string { return h.key }

// Epoch is the how manieth owner of the call this is, from 1.
func (h *Holding) Epoch() int {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	return h.epoch
}

// IsWritten tells whether the store has had something of the call: others can find it there.
func (h *Holding) IsWritten() bool {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	return h.revision > 0 && !h.fresh
}

// Revision is that of what this process knows to stand in the store of the call, 0 for nothing.
func (h *Holding) Revision() uint64 {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	return h.revision
}

// Put has a body written within 50 ms, in place of one that was put before
// and is not written yet. body is called by the ledger's goroutine, at most once,
// so that what it makes the body of must not change any more. It may fail: then the record stays as it was.
func (h *Holding) Put(body func() ([]byte, error)) { h.put(body, lingerTime) }

// PutSoon is [Holding.Put] within 5 ms, or 20 after the last write: for what others depend on, as who is in a
// conference.
func (h *Holding) PutSoon(body func() ([]byte, error)) { h.put(body, soonTime) }

func (h *Holding) put(body func() ([]byte, error), linger time.Duration) {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	if h.isLost || h.drop {
		return
	}
	h.body = body
	h.puts++
	h.lingers(linger)
	h.ledger.enqueue(h)
}

// Sync waits until what was put is written. It is [ErrLost] when the call has
// another owner; while the store is away it does not wait.
func (h *Holding) Sync(ctx context.Context) error {
	l := h.ledger
	for {
		l.mu.Lock()
		isLost, over := h.isLost, h.wrote >= h.puts || l.isAway() != nil || h.drop
		settled := l.settled
		l.mu.Unlock()
		switch {
		case isLost:
			return ErrLost
		case over:
			return nil
		}
		poke(l.hurry)
		select {
		case <-settled:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Drop deletes the record within 50 ms: the call is over.
func (h *Holding) Drop() { h.end(lingerTime) }

// DropSoon is [Holding.Drop] within 5 ms: for a call that does something again when somebody takes it up and finds it
// over.
func (h *Holding) DropSoon() { h.end(soonTime) }

func (h *Holding) end(linger time.Duration) {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	if h.isLost || h.drop {
		return
	}
	h.drop, h.body, h.last = true, nil, nil
	h.lingers(linger)
	h.ledger.enqueue(h)
}

// lingers has what waits be written within a time, unless it is to be sooner; the lock is held.
func (h *Holding) lingers(within time.Duration) {
	if !h.queued || within < h.linger {
		h.linger = within
	}
}

// Restore has what was written last written again, as it was not found, and waits for it as [Holding.Sync] does.
func (h *Holding) Restore(ctx context.Context) error {
	h.ledger.mu.Lock()
	if h.last != nil && !h.drop && !h.isLost && !h.queued && !h.writing { // else it is on its way
		h.puts++
		h.ledger.rewrite(h)
	}
	h.ledger.mu.Unlock()
	return h.Sync(ctx)
}

// Leave writes no more and leaves the record as it is, for whoever takes the
// call up; what was put before is written.
func (h *Holding) Leave() {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	h.left = true
	h.ledger.forgetLeft(h)
}

// Pass writes no more, not even what was put before: somebody else has taken the call up from its record. One that is
// being dropped is dropped all the same.
func (h *Holding) Pass() {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	if h.drop {
		return
	}
	h.isLost, h.body, h.last = true, nil, nil
	h.ledger.forgotten(h)
}

// giveUp has another holding of the same call go on where this one is; the lock is held.
func (h *Holding) giveUp(heir *Holding) {
	h.body, h.last, h.drop, h.isLost = nil, nil, false, true
	if h.writing { // its revision is known only then
		h.heir = heir
		return
	}
	heir.inherit(h)
}

// inherit goes on from where an earlier holding is; the lock is held.
func (h *Holding) inherit(before *Holding) {
	h.revision, h.epoch = before.revision, before.epoch+1
	if before.fresh {
		h.epoch = 1
	}
}
