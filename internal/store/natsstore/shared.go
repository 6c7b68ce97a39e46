package natsstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Bucket is a [cluster.Bucket] in NATS, safe for any number of callers.
type Bucket struct {
	bucket *bucket
	seen   atomic.Pointer[view] // what All has read last
}

// Bucket is the bucket of that name, made when it is first used. about is what is in it, in words.
func (s *Store) Bucket(name, about string) *Bucket {
	return &Bucket{bucket: &bucket{store: s, name: name, about: about, bytes: bytesMax, largest: itemMax}}
}

// SmallBucket is a bucket for what is small, and is refused no place in a NATS that has little: 16 MiB at most.
func (s *Store) SmallBucket(name, about string) *Bucket {
	b := s.Bucket(name, about)
	b.bucket.bytes = smallMax
	return b
}

var _ cluster.Bucket = (*Bucket)(nil)

// Get is the item under a key.
func (b *Bucket) Get(ctx context.Context, key string) (cluster.Item, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	found, err := b.bucket.read(ctx, key)
	if err != nil {
		return cluster.Item{}, fmt.Errorf("reading %q of %s: %w", key, b.bucket.name, err)
	}
	if found.item.Revision == 0 {
		return cluster.Item{Deleted: found.sequence > 0}, nil
	}
	return cluster.Item{Key: key, Value: []byte(found.item.Value), Revision: found.item.Revision}, nil
}

// All are the items of the bucket. Only what has changed since the last time is
// read; nobody may change the values.
func (b *Bucket) All(ctx context.Context) ([]cluster.Item, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	seen, err := b.look(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", b.bucket.name, err)
	}
	return slices.Collect(maps.Values(seen.items)), nil
}

// Write makes changes: all are sent before the first answer is waited for.
func (b *Bucket) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	ctx, cancel := bounded(ctx)
	defer cancel()
	written := make([]cluster.Written, len(changes))
	sent := make([]jetstream.PubAckFuture, len(changes))
	for i, change := range changes {
		if written[i].Err = cluster.CheckChange(change); written[i].Err == nil {
			sent[i], written[i].Err = b.send(ctx, change, change.Revision)
		}
	}
	for i, future := range sent {
		if future == nil {
			continue
		}
		written[i].Revision, written[i].Err = b.answer(ctx, future)
		if outrun(written[i].Err) {
			written[i].Revision, written[i].Err = b.outrun(ctx, changes[i])
		}
	}
	return written
}

// send asks for a change of what has that sequence now.
func (b *Bucket) send(ctx context.Context, change cluster.Change, sequence uint64) (jetstream.PubAckFuture, error) {
	s := b.bucket.store
	if err := s.inside.mend(); err != nil {
		return nil, err
	}
	if _, err := b.bucket.open(ctx); err != nil {
		return nil, err
	}
	var options []jetstream.PublishOpt
	message := &nats.Msg{Subject: subject(b.bucket.name, change.Key), Data: change.Value}
	if change.Delete {
		message, options = newMarker(b.bucket.name, change.Key)
	}
	options = append(options, jetstream.WithExpectLastSequencePerSubject(sequence),
		jetstream.WithExpectStream(streamOf(b.bucket.name)))
	future, err := s.jetstream.PublishMsgAsync(message, options...)
	if err != nil {
		return nil, b.refused(ctx, err)
	}
	return future, nil
}

// answer waits for what came of a change.
func (b *Bucket) answer(ctx context.Context, future jetstream.PubAckFuture) (uint64, error) {
	select {
	case ack := <-future.Ok():
		return ack.Sequence, nil
	case err := <-future.Err():
		if outrun(err) {
			return 0, err
		}
		return 0, b.refused(ctx, err)
	case <-ctx.Done():
		return 0, b.refused(ctx, ctx.Err())
	}
}

// refused is why a change came to nothing.
func (b *Bucket) refused(ctx context.Context, err error) error {
	s := b.bucket.store
	b.bucket.lost(err)
	if broken := s.inside.broken(); broken != nil {
		return broken
	}
	return s.explain(ctx, err)
}

// outrun tries a change again that NATS refused because of the mark of a deletion, which is no item.
func (b *Bucket) outrun(ctx context.Context, change cluster.Change) (uint64, error) {
	for range swapTries {
		found, err := b.bucket.read(ctx, change.Key)
		if err != nil {
			return 0, err
		}
		if found.item.Revision != change.Revision {
			break
		}
		future, err := b.send(ctx, change, found.sequence)
		if err != nil {
			return 0, err
		}
		revision, err := b.answer(ctx, future)
		if !outrun(err) {
			return revision, err
		}
	}
	return 0, fmt.Errorf("%s of %s: %w", change.Key, b.bucket.name, cluster.ErrOutrun)
}
