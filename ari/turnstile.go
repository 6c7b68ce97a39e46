package ari

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// A turnstile lets so many requests through at once, and the others in the order in which they came. The pool of
// net/http could have them wait as well, but would not say for how long: where more is asked than Asterisk, or this
// process, can deal with, that is where it piles up, while no goroutine waits for a processor.
type turnstile struct {
	mu      sync.Mutex
	places  int
	free    int
	waiting list.List // of *turn, the longest first
	// crowd is since when somebody has waited without a break, passed how many have come to their turn since.
	crowd  time.Time
	passed int
}

// turn is a request that waits.
type turn struct {
	since time.Time
	comes chan struct{} // closed when it is its turn
}

func newTurnstile(places int) *turnstile { return &turnstile{places: places, free: places} }

// enter waits for a place; leave must follow, unless ctx ended first.
func (t *turnstile) enter(ctx context.Context) error {
	t.mu.Lock()
	if t.free > 0 { // nobody waits then
		t.free--
		t.mu.Unlock()
		return nil
	}
	own := &turn{since: time.Now(), comes: make(chan struct{})}
	element := t.waiting.PushBack(own)
	if t.waiting.Len() == 1 {
		t.crowd, t.passed = own.since, 0
	}
	t.mu.Unlock()
	select {
	case <-own.comes:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-own.comes: // in the same moment: the place is for the next one
		t.next()
	default:
		t.waiting.Remove(element)
	}
	return ctx.Err()
}

// leave gives a place back.
func (t *turnstile) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next()
}

// next gives a place to who has waited longest. t.mu is held.
func (t *turnstile) next() {
	first := t.waiting.Front()
	if first == nil {
		t.free++
		return
	}
	t.passed++
	close(t.waiting.Remove(first).(*turn).comes)
}

// wait is how long who comes now has to wait, as far as can be told, 0 when nobody waits: as long as who is next has
// waited, or, where that is longer, until all before have come to their turn, at the pace at which others have. A pace
// is known when as many have as there are places: the first go all at once.
func (t *turnstile) wait() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	first := t.waiting.Front()
	if first == nil {
		return 0
	}
	wait := time.Since(first.Value.(*turn).since)
	if t.passed >= t.places {
		wait = max(wait, time.Since(t.crowd)*time.Duration(t.waiting.Len())/time.Duration(t.passed))
	}
	return wait
}
