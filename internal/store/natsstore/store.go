package natsstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store"
)

// Store is a [flows.Store] in NATS, safe for any number of callers.
type Store struct {
	place      string
	log        *slog.Logger
	replicas   int
	connection *nats.Conn
	jetstream  jetstream.JetStream
	inside     *inside // nil when the server is another's
	ended      chan struct{}
	refused    chan struct{} // closed when a first attempt to connect has failed
	closing    sync.Once

	values *bucket // of flows

	mu     sync.Mutex
	single map[string]bool // the buckets of whose one replica the log was told
	last   error           // why there was no connection the last time
	// line is the connection of now, for those who wait for an answer; it is cut when it is lost. Both may be nil.
	line context.Context
	cut  context.CancelCauseFunc
}

// Get is the item under key.
func (s *Store) Get(ctx context.Context, key string) (flows.Item, error) {
	if err := store.CheckKey(key); err != nil {
		return flows.Item{}, fmt.Errorf("reading %q: %w", key, err)
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	found, err := s.values.read(ctx, key)
	if err != nil {
		return flows.Item{}, fmt.Errorf("reading %q: %w", key, err)
	}
	return found.item, nil
}

// Put sets a value whatever was there.
func (s *Store) Put(ctx context.Context, key, value string, ttl time.Duration) (uint64, error) {
	if err := store.Check(key, value, ttl); err != nil {
		return 0, fmt.Errorf("writing %q: %w", key, err)
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	message, options := newRecord(valuesBucket, key, value, ttl, time.Now())
	revision, err := s.values.publish(ctx, message, options)
	if err != nil {
		return 0, fmt.Errorf("writing %q: %w", key, err)
	}
	return revision, nil
}

// Swap sets a value if its revision is still that one.
func (s *Store) Swap(ctx context.Context, key, value string, revision uint64, ttl time.Duration) (uint64, error) {
	if err := store.Check(key, value, ttl); err != nil {
		return 0, fmt.Errorf("writing %q: %w", key, err)
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	for range swapTries {
		// NATS compares with the last message under the key, which may be an expired value or the mark of a
		// deletion. So it is read first.
		found, err := s.values.read(ctx, key)
		if err != nil {
			return 0, fmt.Errorf("writing %q: %w", key, err)
		}
		if found.item.Revision != revision {
			break
		}
		message, options := newRecord(valuesBucket, key, value, ttl, time.Now())
		options = append(options, jetstream.WithExpectLastSequencePerSubject(found.sequence))
		next, err := s.values.publish(ctx, message, options)
		if err == nil {
			return next, nil
		}
		if !outrun(err) {
			return 0, fmt.Errorf("writing %q: %w", key, err)
		}
		// Another was faster, or NATS has thrown away the old message meanwhile: the next look tells.
	}
	return 0, fmt.Errorf("writing %q: %w", key, flows.ErrConflict)
}

// Delete removes the item.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := store.CheckKey(key); err != nil {
		return fmt.Errorf("deleting %q: %w", key, err)
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	if err := s.remove(ctx, key); err != nil {
		return fmt.Errorf("deleting %q: %w", key, err)
	}
	return nil
}

func (s *Store) remove(ctx context.Context, key string) error {
	message, options := newMarker(valuesBucket, key)
	_, err := s.values.publish(ctx, message, options)
	if refused := (*jetstream.APIError)(nil); !errors.As(err, &refused) {
		return err
	}
	// A full bucket takes no marks either; what is there can still be thrown away without one.
	stream, err := s.values.open(ctx)
	if err != nil {
		return err
	}
	if err := stream.Purge(ctx, jetstream.WithPurgeSubject(subject(valuesBucket, key))); err != nil {
		return s.explain(ctx, err)
	}
	return nil
}

func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, requestTime, fmt.Errorf("no answer within %s: %w", requestTime,
		context.DeadlineExceeded))
}
