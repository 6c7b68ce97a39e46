package natsstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// bucket is one bucket of NATS's key-value store.
type bucket struct {
	store *Store
	// name is the bucket's, about what is in it, in words.
	name, about string
	// bytes bounds the bucket, largest a message in it.
	bytes   int64
	largest int32

	mu    sync.Mutex
	known jetstream.Stream
}

// open is the bucket, looked for or made at the first use and after it was lost.
func (b *bucket) open(ctx context.Context) (jetstream.Stream, error) {
	s, stream := b.store, streamOf(b.name)
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	if err := s.connected(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	known := b.known
	b.mu.Unlock()
	if known != nil {
		return known, nil
	}
	// Several may look at once: making the bucket twice is making it once.
	found, err := s.jetstream.Stream(ctx, stream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		found, err = b.create(ctx)
	}
	if err != nil {
		return nil, s.explain(ctx, fmt.Errorf("opening the bucket %s: %w", b.name, err))
	}
	if found, err = b.expiring(ctx, found); err != nil {
		return nil, s.explain(ctx, fmt.Errorf("opening the bucket %s: %w", b.name, err))
	}
	s.tellReplicas(b.name, found.CachedInfo())
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known = found
	return found, nil
}

// expiring has a bucket that somebody else made learn that values expire.
func (b *bucket) expiring(ctx context.Context, found jetstream.Stream) (jetstream.Stream, error) {
	config := found.CachedInfo().Config
	if config.AllowMsgTTL {
		return found, nil
	}
	config.AllowMsgTTL = true
	updated, err := b.store.jetstream.UpdateStream(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("making its values expire: %w", err)
	}
	if !updated.CachedInfo().Config.AllowMsgTTL {
		return nil, ErrOld
	}
	return updated, nil
}

// lost has the bucket looked for anew if that may be why err came.
func (b *bucket) lost(err error) {
	if bucketGone(err) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.known = nil
	}
}

// config is that of a key-value bucket with one value a key. Reads are answered
// by the leader: a replica may lag behind what this instance wrote itself.
func (b *bucket) config(replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: streamOf(b.name), Description: b.about, Subjects: []string{prefixOf(b.name) + ">"},
		MaxMsgsPerSubject: 1, MaxBytes: b.bytes, MaxMsgSize: b.largest, MaxMsgs: -1, MaxConsumers: -1,
		Discard: jetstream.DiscardNew, Storage: jetstream.FileStorage, Replicas: replicas,
		AllowRollup: true, DenyDelete: true, AllowMsgTTL: true,
	}
}

// read is the last message under a key.
func (b *bucket) read(ctx context.Context, key string) (record, error) {
	stream, err := b.open(ctx)
	if err != nil {
		return record{}, err
	}
	message, err := stream.GetLastMsgForSubject(ctx, subject(b.name, key))
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return record{}, nil
	case err != nil:
		b.lost(err)
		return record{}, b.store.explain(ctx, err)
	}
	return parseRecord(message, time.Now()), nil
}

func (b *bucket) publish(ctx context.Context, message *nats.Msg, options []jetstream.PublishOpt) (uint64, error) {
	if err := b.store.inside.mend(); err != nil {
		return 0, err
	}
	if _, err := b.open(ctx); err != nil {
		return 0, err
	}
	options = append(options, jetstream.WithExpectStream(streamOf(b.name)))
	written, err := b.store.jetstream.PublishMsg(ctx, message, options...)
	if err != nil {
		b.lost(err)
		if broken := b.store.inside.broken(); broken != nil {
			return 0, broken
		}
		return 0, b.store.explain(ctx, err)
	}
	return written.Sequence, nil
}
