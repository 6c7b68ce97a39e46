package app

import (
	"context"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/queue"
)

// backNews is what there is to tell of those who are called back. Of each entry one thing is told after the other: a
// talk that ends before it has begun would be no talk.
type backNews struct {
	mu sync.Mutex
	// waiting is what is not told yet, by entry; an entry is in it as long as somebody tells of it.
	waiting map[string][]func(ctx context.Context) error
}

// calledBack tells the queue that somebody was not reached for an offer, and when to try again: zero for never. It does
// not wait.
func (q *queueing) calledBack(offer string, again time.Time, why string) {
	entry, _ := acd.EntryOfOffer(offer)
	q.tell(entry, func(ctx context.Context) error { return q.hall.CalledBack(ctx, entry, offer, again, why) })
}

// notYet tells the queue that nobody was called, as it is not the hour for it.
func (q *queueing) notYet(offer string, until time.Time, why string) {
	entry, _ := acd.EntryOfOffer(offer)
	q.tell(entry, func(ctx context.Context) error { return q.hall.NotCalledYet(ctx, entry, offer, until, why) })
}

// became tells the queue what became of the offer to an agent.
func (q *queueing) became(offer string, became queue.OfferState, by string) {
	entry, _ := acd.EntryOfOffer(offer)
	q.tell(entry, func(ctx context.Context) error { return q.hall.OfferBecame(ctx, entry, offer, became, by) })
}

// tell has something told of an entry, behind what there is to tell of it already.
func (q *queueing) tell(entry string, do func(ctx context.Context) error) {
	q.news.mu.Lock()
	defer q.news.mu.Unlock()
	before, telling := q.news.waiting[entry]
	q.news.waiting[entry] = append(before, do)
	if !telling {
		q.beside(func() { q.tellOf(entry) })
	}
}

// tellOf tells all there is to tell of an entry, for as long as it takes.
func (q *queueing) tellOf(entry string) {
	for {
		q.news.mu.Lock()
		next := q.news.waiting[entry]
		if len(next) == 0 {
			delete(q.news.waiting, entry)
			q.news.mu.Unlock()
			return
		}
		q.news.waiting[entry] = next[1:]
		q.news.mu.Unlock()
		for next[0](q.ctx) != nil {
			if pause(q.ctx, handOverTime) != nil {
				return
			}
		}
	}
}
