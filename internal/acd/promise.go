package acd

import (
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// promise has a caller go who is to be called back: not before that is written down, or who dies now would forget it.
func (p *place) promise(now time.Time) {
	p.promised, p.state.Offers = now, nil
	p.hall.promises[p.id] = p
	p.hall.deliver(now, p)
}

// keep ends the wait of a caller to whom is promised to be called back; the lock is held.
func (h *Hall) keep(now time.Time, p *place) {
	if p.promised.IsZero() {
		return
	}
	p.promised = time.Time{}
	delete(h.promises, p.id)
	if p.state.Result == "" {
		p.state.Result = queue.CallbackWanted
	}
	p.ends(now)
	if len(p.news) == 0 && h.places[p.id] == p {
		delete(h.places, p.id)
	}
	p.poke()
}

// keepPromises ends the waits of those whose promise is written down by now.
func (h *Hall) keepPromises() {
	h.act(time.Time{}, func(now time.Time) {
		for id, p := range h.promises {
			if h.reign != nil && p.heard == h.reign.epoch && h.isWritten(id) {
				h.keep(now, p)
			}
		}
	})
}

// putOff notes that it is asked now whether a promise is written down, and later again, and later still: it may be long
// until the store is back, and the caller may have hung up. The lock is held.
func (p *place) putOff(now time.Time) {
	if p.promised.IsZero() {
		return
	}
	p.pause = min(max(2*p.pause, promisePause), promiseMost)
	p.next = now.Add(p.pause)
}

// asksLater tells whether the owner of that reign knows of a promise, and is to be asked again later; the lock is held.
func (p *place) asksLater(now time.Time, epoch int) bool {
	return !p.promised.IsZero() && p.heard == epoch && epoch > 0 && len(p.news) == 0 && now.Before(p.next)
}

// promiseDue is when the owner is to be asked next whether a promise is written down, zero for never.
func (h *Hall) promiseDue() (due time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.promises {
		if due.IsZero() || p.next.Before(due) {
			due = p.next
		}
	}
	return due
}

// isWritten tells whether all that is known of an entry is written down, or is to be nowhere; the lock is held.
func (h *Hall) isWritten(id string) bool {
	r := h.reign
	return r != nil && !r.unread && (r.entries == nil || r.entries.isWritten(id))
}

// giveUp ends a wait of which nobody decides any more, and a promise that nobody can write down; the lock is held. Who
// rings, rings on.
func (p *place) giveUp(now time.Time) {
	due := p.patience()
	if due.IsZero() || now.Before(due) || len(p.offers()) > 0 {
		return
	}
	p.left, p.done = &leaving{Why: queue.Unreached}, true
	p.promised = time.Time{}
	delete(p.hall.promises, p.id)
	p.state.Result, p.state.Offers = queue.Unreached, nil
	p.ends(now)
	p.hall.deliver(now, p)
}

// patience is until when is waited for whoever decides, zero for ever; the lock is held.
func (p *place) patience() time.Time {
	h := p.hall
	if !p.promised.IsZero() {
		return p.promised.Add(promiseTime)
	}
	most := h.rules.Queues[p.entry.Queue].UnavailableAfter
	if most <= 0 || h.opts.Peers == nil || p.done || p.state.Result != "" {
		return time.Time{}
	}
	since := p.seen
	if h.reign != nil {
		if !h.reign.uncertain {
			return time.Time{}
		}
		since = h.reign.doubt
		if p.since.After(since) {
			since = p.since
		}
	}
	return since.Add(most)
}
