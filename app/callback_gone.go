package app

import (
	"context"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/queue"
)

// lookAtTries looks whether the calls are there by which somebody else has called customers back: a process before
// this one, or who has decided before. Where nobody is called any more the agent is free again, and the customer is
// called later: that one may have died while they rang, and nobody heard of an answer or an end. As long as one
// Asterisk does not say what it has, or an instance what it does, that cannot be told; the next look tells, soon.
func (q *queueing) lookAtTries(ctx context.Context) {
	tries := q.hall.OldTries()
	for _, l := range q.app.links {
		if len(tries) == 0 {
			return
		}
		var ok bool
		if tries, ok = l.without(ctx, tries); !ok {
			select {
			case q.unsure <- struct{}{}:
			default:
			}
			return
		}
	}
	for _, try := range tries {
		if q.lines.has(try.Offer) { // it is made here, since before we decide
			continue
		}
		pause := callbackPause
		if try.Called {
			pause = max(pause, q.hall.Callback(try.Queue).RetryDelay)
		}
		q.app.log.Info("nobody is called any more for a call-back", "queue", try.Queue, "entry", try.Entry)
		q.calledBack(try.Offer, time.Now().Add(pause), "whoever called has ended")
	}
}

// without are the tries that have no call at an Asterisk; false when that cannot be told.
func (l *link) without(ctx context.Context, tries []queue.Try) (gone []queue.Try, ok bool) {
	if !l.isUp.Load() {
		return nil, false
	}
	recorded, ok := l.recorded(ctx)
	if !ok {
		return nil, false
	}
	left := map[string]bool{} // what became of these is told as they are taken up
	for _, one := range l.app.keeping.of(l.server.Name) {
		left[one.Channel] = true
	}
	present, err := l.channels(ctx)
	if err != nil {
		return nil, false
	}
	var unseen []string
	for _, try := range tries {
		calls, there := callsOf(try), false
		for _, id := range calls {
			_, has := recorded.of(l.server.Name, id)
			there = there || has || left[id] || present[id] != nil || l.known(id)
		}
		if !there {
			gone, unseen = append(gone, try), append(unseen, calls...)
		}
	}
	if l.app.instances == nil {
		return gone, true
	}
	owners, all := l.whose(ctx, unseen, recorded)
	return slices.DeleteFunc(gone, func(try queue.Try) bool {
		return slices.ContainsFunc(callsOf(try), func(id string) bool {
			_, has := owners[id]
			return has
		})
	}), all
}

// callsOf are the calls that may be made for a try: the customer's, and that of an agent who is called first.
func callsOf(try queue.Try) []string {
	return []string{acd.CallID(try.Offer), acd.MetID(try.Offer), acd.LineID(try.Offer)}
}

// isTrying tells whether a call is one by which this process calls somebody back, which may not be made yet.
func (a *App) isTrying(call string) bool {
	offer, is := acd.OfferOfCall(call)
	if !is {
		offer, is = acd.OfferOfLine(call)
	}
	q := a.queues.Load()
	return is && q != nil && q.lines.has(offer)
}
