package acd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// mark notes what has to be written; the lock is held.
func (h *Hall) mark() {
	r := h.reign
	entries, agents := r.engine.Changed()
	if r.unread {
		for _, id := range entries {
			r.changed[id] = true
		}
	}
	if r.entries == nil {
		return
	}
	for _, id := range entries {
		r.entries.dirty[id] = true
	}
	for _, id := range agents {
		r.agents.dirty[id] = true
	}
	if len(entries)+len(agents) > 0 {
		poke(h.writing)
	}
}

// write writes down what is new until ctx ends.
func (h *Hall) write(ctx context.Context) {
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	pause, said := retryFirst, false
	for {
		select {
		case <-h.writing:
			wait(ctx, lingerTime)
		case <-sweep.C:
			h.sweep(ctx)
		case <-ctx.Done():
			return
		}
		for more := true; more && ctx.Err() == nil; {
			var err error
			more, err = h.batch(ctx)
			if err == nil {
				if said {
					h.log.Info("queues are written down again")
				}
				pause, said = retryFirst, false
				continue
			}
			if !said && ctx.Err() == nil {
				h.log.Warn("queues cannot be written down, callers are served all the same", "error", err)
			}
			said = true
			wait(ctx, pause)
			pause = min(2*pause, retryMost)
		}
	}
}

// batch writes some of what waits, when nobody else writes any more; more tells that there is further.
func (h *Hall) batch(ctx context.Context) (more bool, err error) {
	select {
	case h.pen <- struct{}{}:
		defer func() { <-h.pen }()
	case <-ctx.Done():
		return true, context.Cause(ctx)
	}
	h.mu.Lock()
	r := h.reign
	if r == nil || r.entries == nil {
		h.mu.Unlock()
		return false, nil
	}
	var sheets []sheet
	var bad error
	for _, s := range r.shelves() {
		some, err := s.gather(batchMost, h.opts.Self, r.epoch)
		bad = cmp.Or(bad, err)
		sheets = append(sheets, some...)
		more = more || len(s.dirty) > 0
	}
	h.mu.Unlock()
	if bad != nil {
		h.log.Error("a record of the queues cannot be made", "error", bad)
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	for _, bucket := range []cluster.Bucket{h.opts.Queues, h.opts.Agents} {
		err = cmp.Or(err, h.writeTo(ctx, r, bucket, sheets))
	}
	h.keepPromises()
	h.mu.Lock()
	close(h.wrote)
	h.wrote = make(chan struct{})
	h.mu.Unlock()
	return more || err != nil, err
}

// shelves are all of the reign.
func (r *reign) shelves() []*shelf { return []*shelf{r.entries, r.agents, r.members, r.made} }

// writeTo writes those sheets that belong into a bucket.
func (h *Hall) writeTo(ctx context.Context, r *reign, bucket cluster.Bucket, sheets []sheet) (err error) {
	var ours []sheet
	var changes []cluster.Change
	for _, one := range sheets {
		if one.shelf.bucket == bucket {
			ours, changes = append(ours, one), append(changes, one.change)
		}
	}
	if len(changes) == 0 {
		return nil
	}
	for i, written := range bucket.Write(ctx, changes) {
		one, revision, bad := ours[i], written.Revision, written.Err
		if errors.Is(bad, cluster.ErrOutrun) {
			revision, bad = h.outrun(ctx, r, one)
			if bad == nil { // written anew, on what is there
				h.again(one, revision)
				continue
			}
		}
		if bad != nil {
			err = fmt.Errorf("writing %s: %w", one.change.Key, bad)
			h.again(one, one.change.Revision)
			continue
		}
		h.mu.Lock()
		one.shelf.wrote(one, revision)
		h.mu.Unlock()
	}
	return err
}

// again has a record written once more, on the revision that is there.
func (h *Hall) again(one sheet, revision uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	one.shelf.revisions[one.id] = revision
	if revision == 0 {
		delete(one.shelf.revisions, one.id)
		if one.change.Delete {
			delete(one.shelf.tried, one.id)
		}
	}
	one.shelf.dirty[one.id] = true
	poke(h.writing)
}

// outrun finds out who has changed a record, and returns its revision: who has a higher reign ends ours.
func (h *Hall) outrun(ctx context.Context, r *reign, one sheet) (uint64, error) {
	item, err := one.shelf.bucket.Get(ctx, one.change.Key)
	if err != nil {
		return 0, err
	}
	if item.Revision == 0 {
		if !item.Deleted && one.change.Revision > 0 {
			h.storeLost(r)
		}
		return 0, nil
	}
	other, unreadable := parse(item.Value)
	if unreadable == nil && (other.Epoch > r.epoch || other.Epoch == r.epoch && other.Owner != h.opts.Self) {
		h.log.Warn("another instance decides for the queues", "instance", other.Owner.Instance)
		h.resign(r)
		return 0, errOutrun
	}
	return item.Revision, nil
}

// errOutrun tells that another instance decides.
var errOutrun = errors.New("another instance decides for the queues")

// storeLost has all written anew, as the store has lost what it had.
func (h *Hall) storeLost(r *reign) {
	h.mu.Lock()
	ours := h.reign == r
	if ours {
		h.rewrite(r)
	}
	h.mu.Unlock()
	if ours {
		h.log.Warn("the store has lost the queues, they are written anew")
	}
}

// rewrite has all written; the lock is held.
func (h *Hall) rewrite(r *reign) {
	var agents, members []string
	for _, agent := range r.engine.Agents(time.Now()) {
		agents = append(agents, agent.ID)
	}
	for key := range h.changes {
		members = append(members, key.id())
	}
	r.made.all(slices.Collect(maps.Keys(h.made)))
	r.entries.all(r.engine.EntryIDs())
	r.agents.all(agents)
	r.members.all(members)
	poke(h.writing)
}

// sweep holds the records against what is known: a store that has lost them is noticed, and what an owner before us has
// written too late goes.
func (h *Hall) sweep(ctx context.Context) {
	h.mu.Lock()
	r := h.reign
	if r == nil || r.entries == nil {
		h.mu.Unlock()
		return
	}
	bucket := r.entries.bucket
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	items, err := bucket.All(ctx)
	if err != nil {
		return // who has something to write will tell
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	there := map[string]bool{}
	for _, item := range items {
		there[item.Key] = true
		id, ours := strings.CutPrefix(item.Key, entryPrefix)
		if _, known := r.entries.revisions[id]; ours && !known && !r.entries.tried[id] {
			r.entries.revisions[id], r.entries.dirty[id] = item.Revision, true
		}
	}
	for id := range r.entries.revisions {
		if !there[entryPrefix+id] {
			r.entries.dirty[id] = true
		}
	}
	if len(r.entries.dirty) > 0 {
		poke(h.writing)
	}
}

// wait lets time pass, or ctx end.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
