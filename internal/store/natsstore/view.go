package natsstore

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ariapp/ariapp/internal/cluster"
)

// view is what a bucket held when it was last read as a whole, so that of the
// next look only what has changed since is read. It is never changed itself.
type view struct {
	created time.Time // of the bucket: another one begins to count anew
	last    uint64    // all up to here is in it
	whole   time.Time // when all of it was read
	items   map[string]cluster.Item
	// marked are the keys that were read as deleted, nil when only changes are read.
	marked map[string]bool
}

// look is the bucket as it is now.
func (b *Bucket) look(ctx context.Context) (*view, error) {
	s := b.bucket.store
	stream, err := b.bucket.open(ctx)
	if err != nil {
		return nil, err
	}
	info, err := stream.Info(ctx)
	if err != nil {
		b.bucket.lost(err)
		return nil, s.explain(ctx, err)
	}
	now, before := time.Now(), b.seen.Load()
	next := &view{created: info.Created, whole: now, items: map[string]cluster.Item{}}
	switch {
	case !before.leadsTo(info, now):
		next.marked = map[string]bool{}
		err = b.watch(ctx, next)
	case before.last == info.State.LastSeq:
		return before, nil
	default:
		next.items, next.whole, next.last = maps.Clone(before.items), before.whole, before.last
	}
	if err == nil {
		err = b.catchUp(ctx, stream, info.State.LastSeq, next)
	}
	if err == nil {
		err = b.confirm(ctx, stream, next, info.State.FirstSeq)
	}
	if err != nil {
		b.bucket.lost(err)
		return nil, s.explain(ctx, err)
	}
	b.seen.Store(next)
	return next, nil
}

// confirm asks for each item that seems to be gone without a mark, or was not seen when all was read: it may have been
// purged, or just been written anew, behind all that was read, while it was read.
func (b *Bucket) confirm(ctx context.Context, stream jetstream.Stream, next *view, first uint64) error {
	var missing []string
	for key, item := range next.items {
		if item.Revision < first {
			missing = append(missing, key)
		}
	}
	if next.marked != nil {
		info, err := stream.Info(ctx, jetstream.WithSubjectFilter(prefixOf(b.bucket.name)+">"))
		if err != nil {
			return err
		}
		for name := range info.State.Subjects {
			key, ok := keyOf(strings.TrimPrefix(name, prefixOf(b.bucket.name)))
			if _, there := next.items[key]; ok && !there && !next.marked[key] {
				missing = append(missing, key)
			}
		}
		next.marked = nil
	}
	for _, key := range missing {
		message, err := stream.GetLastMsgForSubject(ctx, subject(b.bucket.name, key))
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
			delete(next.items, key)
		case err != nil:
			return err
		default:
			found := parseRecord(message, time.Now()).item
			next.set(strings.TrimPrefix(message.Subject, prefixOf(b.bucket.name)), []byte(found.Value), found.Revision)
		}
	}
	return nil
}

// leadsTo tells whether what is there now can be found by the changes since. It
// cannot where something may have gone without a mark.
func (v *view) leadsTo(now *jetstream.StreamInfo, at time.Time) bool {
	return v != nil && v.created.Equal(now.Created) && v.last <= now.State.LastSeq &&
		uint64(len(v.items)) <= now.State.Msgs+(now.State.LastSeq-v.last) && at.Sub(v.whole) < wholeEvery &&
		!now.Config.AllowDirect // those reads may lag behind
}

// catchUp reads what has changed, up to the last sequence at least: few changes
// one by one, from the leader; many by a consumer. Those come from a server that may lag behind the
// leader, so that it is the leader who tells that there is no more.
func (b *Bucket) catchUp(ctx context.Context, stream jetstream.Stream, last uint64, into *view) error {
	for into.last < last {
		for range singlesMost {
			message, err := stream.GetMsg(ctx, into.last+1, jetstream.WithGetMsgSubject(prefixOf(b.bucket.name)+">"))
			if errors.Is(err, jetstream.ErrMsgNotFound) { // what was last has gone again: the mark of a deletion
				into.last = last
				return nil
			}
			if err != nil {
				return err
			}
			found := parseRecord(message, time.Now()).item
			into.set(strings.TrimPrefix(message.Subject, prefixOf(b.bucket.name)), []byte(found.Value), found.Revision)
			if into.last = message.Sequence; into.last >= last {
				return nil
			}
		}
		if err := b.watch(ctx, into, jetstream.ResumeFromRevision(into.last+1)); err != nil {
			return err
		}
	}
	return nil
}

// set notes what stands under the part of a subject behind the bucket's prefix; revision 0 stands for nothing.
func (v *view) set(part string, value []byte, revision uint64) {
	key, ok := keyOf(part)
	switch {
	case !ok:
	case revision == 0:
		delete(v.items, key)
		if v.marked != nil {
			v.marked[key] = true
		}
	default:
		v.items[key] = cluster.Item{Key: key, Value: value, Revision: revision}
	}
}

// watch reads items by a consumer, which is gone afterwards.
func (b *Bucket) watch(ctx context.Context, into *view, options ...jetstream.WatchOpt) error {
	bucket, err := b.bucket.store.jetstream.KeyValue(ctx, b.bucket.name)
	if err != nil {
		return err
	}
	watcher, err := bucket.WatchAll(ctx, options...)
	if err != nil {
		return err
	}
	defer func() { _ = watcher.Stop() }() // it ends with ctx too
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case entry, open := <-watcher.Updates():
			switch {
			case !open:
				return nats.ErrConnectionClosed
			case entry == nil: // that was all that this server has
				return nil
			case entry.Operation() != jetstream.KeyValuePut:
				into.set(entry.Key(), nil, 0)
			default:
				into.set(entry.Key(), entry.Value(), entry.Revision())
			}
			into.last = max(into.last, entry.Revision())
		}
	}
}
