package cluster

import "context"

// outrun finds out who has changed a record: we, by a write whose answer was
// lost; somebody who left it behind; the call's new owner; or nobody, where the
// store has lost what it had, or holds what no program has written that lives.
func (l *Ledger) outrun(ctx context.Context, j job) error {
	h := j.holding
	item, err := l.bucket.Get(ctx, h.key)
	if err != nil {
		l.again(j, nil)
		return err
	}
	record, unreadable := l.read(item)
	ours := unreadable == nil && record.Owner == l.self && record.Epoch == j.epoch
	gone := item.Revision == 0
	// One of an owner before us, at a revision that was passed: it is of a store that has lost what came after.
	older := unreadable == nil && record.Epoch < j.epoch && item.Revision < j.revision
	spoiled := false
	if unreadable != nil && !gone {
		theirs, err := l.readsElsewhere(Kept{item, record, unreadable})
		if err != nil { // rather later than to let go of a call, or to take one away
			l.again(j, nil)
			return err
		}
		spoiled = !theirs
	}
	if spoiled {
		l.log.Warn("what was kept of a call cannot be read, it is written anew", "call", h.key, "error", unreadable)
	}
	switch {
	case gone && j.drop:
		l.done(j, func() { l.forgotten(h) })
	case gone && item.Deleted && !h.fresh:
		l.log.Warn("a call's record was deleted by somebody else", "call", h.key)
		l.lose(j)
	case gone || ours || older || spoiled:
		l.again(j, func() {
			h.revision = item.Revision
			if (gone || older) && !item.Deleted && j.revision > 0 {
				l.storeLost(h)
			}
		})
	case h.fresh:
		l.again(j, func() { h.revision, h.epoch = item.Revision, record.Epoch+1 })
	default:
		l.log.Warn("a call has another owner now", "call", h.key, "owner", record.Owner.Instance)
		l.lose(j)
	}
	return nil
}

// readsElsewhere tells whether a record that this program cannot read is that of a newer one.
func (l *Ledger) readsElsewhere(kept Kept) (bool, error) {
	if l.elsewhere == nil {
		return false, nil
	}
	return l.elsewhere(kept)
}

// lose lets go of a call that is somebody else's now.
func (l *Ledger) lose(j job) {
	h := j.holding
	l.done(j, func() {
		h.isLost, h.body, h.last = true, nil, nil
		l.forgotten(h)
	})
	h.lost()
}

// storeLost has all calls written again, as the record of one is gone that was
// written since the last time; the lock is held.
func (l *Ledger) storeLost(found *Holding) {
	if found.wroteIn != l.losses {
		return // it was lost with the others
	}
	l.losses++
	l.log.Warn("the store has lost the states of calls, they are written anew", "calls", len(l.held))
	for _, h := range l.held {
		if h != found { // which is on its way
			l.rewrite(h)
		}
	}
}

// rewrite has what was written of a call written again, unless something newer
// is about to be; the lock is held.
func (l *Ledger) rewrite(h *Holding) {
	if h.last == nil || h.queued || h.writing {
		return
	}
	body := h.last
	h.body, h.linger = func() ([]byte, error) { return body, nil }, soonTime
	l.enqueue(h)
}

// look holds one of the records against what is known of it, each time another
// one: a store that has lost everything is noticed though no call has anything to tell.
func (l *Ledger) look(ctx context.Context) {
	key, revision := l.next()
	if key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	answered := l.asks()
	item, err := l.bucket.Get(ctx, key)
	answered()
	if err != nil || item.Revision == revision {
		return // who wants to write will tell that the store is away
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if h := l.held[key]; h != nil && h.revision == revision {
		l.rewrite(h) // what has happened is found out as with any write
	}
}

// next is the call at which is looked next, and its revision; "" for none.
func (l *Ledger) next() (key string, revision uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := ""
	for name, h := range l.held {
		if h.last == nil || h.queued || h.writing {
			continue
		}
		if first == "" || name < first {
			first = name
		}
		if name > l.looked && (key == "" || name < key) {
			key = name
		}
	}
	if key == "" { // from the beginning again
		key = first
	}
	if key == "" {
		return "", 0
	}
	l.looked = key
	return key, l.held[key].revision
}
