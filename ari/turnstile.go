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
	free    int
	waiting list.List // of *turn, the longest first
}

// turn is a request that waits.
type turn struct {
	since time.Time
	comes chan struct{} // closed when it is its turn
}

func newTurnstile(places int) *turnstile { return &turnstile{free: places} }

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
	close(t.waiting.Remove(first).(*turn).comes)
}

// longest is for how long who is next has waited, 0 when nobody waits.
func (t *turnstile) longest() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if first := t.waiting.Front(); first != nil {
		return time.Since(first.Value.(*turn).since)
	}
	return 0
}
