package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/queue"
)

// missedTries are those by when their calls were found missing.
type missedTries struct {
	mu    sync.Mutex
	since map[string]time.Time
}

// gone are the tries that were missing for so long; it forgets all that are not missing now.
func (m *missedTries) gone(missing []queue.Try, now time.Time, after time.Duration) (gone []queue.Try) {
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.since
	m.since = map[string]time.Time{}
	for _, try := range missing {
		since, before := was[try.Offer]
		if !before {
			since = now
		}
		m.since[try.Offer] = since
		if before && now.Sub(since) >= after {
			gone = append(gone, try)
		}
	}
	return gone
}

// lookAtTries looks whether the calls are there by which somebody else has called customers back: a process before
// this one, or who has decided before. Where nobody is called any more the agent is free again, and the customer is
// called later: that one may have died while they rang, and nobody heard of an answer or an end. It is looked twice: a
// request to call that was under way as that one died comes to Asterisk behind the first look. As long as an Asterisk
// that may have the call does not say what it has, or an instance what it does, that cannot be told; the next look
// tells, soon. While one does not, an agent whose telephone may ring there is not free: another call would ring it too.
func (q *queueing) lookAtTries(ctx context.Context) {
	tries := slices.DeleteFunc(q.hall.OldTries(), func(try queue.Try) bool {
		return q.lines.has(try.Offer) // it is made here, since before we decide
	})
	known, after, away := true, judgePause, false
	for _, l := range q.app.links {
		if len(tries) == 0 {
			break
		}
		missing, all, there := l.without(ctx, tries)
		if tries = missing; !there {
			after, away = awayPause, true
		}
		known = known && all
	}
	gone := slices.DeleteFunc(q.missed.gone(tries, time.Now(), after), func(try queue.Try) bool {
		return away && time.Now().Before(try.Rings)
	})
	if !known || len(gone) < len(tries) {
		select {
		case q.unsure <- struct{}{}:
		default:
		}
	}
	for _, try := range gone {
		pause := callbackPause
		if try.Called {
			pause = max(pause, q.hall.Callback(try.Queue).RetryDelay)
		}
		q.app.log.Info("nobody is called any more for a call-back", "queue", try.Queue, "entry", try.Entry)
		q.calledBack(try.Offer, time.Now().Add(pause), "whoever called has ended")
	}
}

// without are the tries that have no call at an Asterisk; all is false where that cannot be told of some, and there
// where the Asterisk does not say what it has. Then it keeps none of the tries that have their call at another one; nor
// one whose customer is not called yet, as whoever answers there finds nobody.
func (l *link) without(ctx context.Context, tries []queue.Try) (gone []queue.Try, all, there bool) {
	recorded, ok := l.recorded(ctx)
	if !ok {
		return nil, false, true
	}
	left := map[string]bool{} // what became of these is told as they are taken up
	for _, one := range l.app.keeping.of(l.server.Name) {
		left[one.Channel] = true
	}
	var present map[string]*ari.Channel
	if there = l.isUp.Load(); there {
		var err error
		present, err = l.channels(ctx)
		there = err == nil
	}
	all = true
	var unseen []string
	for _, try := range tries {
		if !there && try.Called && (try.At == "" || try.At == l.server.Name) {
			all = false
			continue
		}
		calls, has := callsOf(try), false
		for _, id := range calls {
			_, kept := recorded.of(l.server.Name, id)
			has = has || kept || left[id] || present[id] != nil || l.known(id)
		}
		if !has {
			gone, unseen = append(gone, try), append(unseen, calls...)
		}
	}
	if l.app.instances == nil {
		return gone, all, there
	}
	owners, told := l.whose(ctx, unseen, recorded)
	if !told {
		return nil, false, there
	}
	return slices.DeleteFunc(gone, func(try queue.Try) bool {
		return slices.ContainsFunc(callsOf(try), func(id string) bool {
			_, has := owners[id]
			return has
		})
	}), all, there
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
