package natsstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// open is the bucket, looked for or made at the first use and after it was lost.
func (s *Store) open(ctx context.Context) (jetstream.Stream, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	if err := s.connected(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	known := s.bucket
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	// Several may look at once: making the bucket twice is making it once.
	found, err := s.jetstream.Stream(ctx, stream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		found, err = s.jetstream.CreateStream(ctx, s.config())
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // another instance made it, in its way
			found, err = s.jetstream.Stream(ctx, stream)
		}
	}
	if err != nil {
		return nil, s.explain(ctx, fmt.Errorf("opening the bucket %s: %w", bucket, err))
	}
	if found, err = s.expiring(ctx, found); err != nil {
		return nil, s.explain(ctx, fmt.Errorf("opening the bucket %s: %w", bucket, err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bucket = found
	return found, nil
}

// expiring has a bucket that somebody else made learn that values expire.
func (s *Store) expiring(ctx context.Context, found jetstream.Stream) (jetstream.Stream, error) {
	config := found.CachedInfo().Config
	if config.AllowMsgTTL {
		return found, nil
	}
	config.AllowMsgTTL = true
	updated, err := s.jetstream.UpdateStream(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("making its values expire: %w", err)
	}
	if !updated.CachedInfo().Config.AllowMsgTTL {
		return nil, ErrOld
	}
	return updated, nil
}

// lost has the bucket looked for anew if that may be why err came.
func (s *Store) lost(err error) {
	if bucketGone(err) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.bucket = nil
	}
}

// config is that of a key-value bucket with one value a key. Reads are answered
// by the leader: a replica may lag behind what this instance wrote itself.
func (s *Store) config() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: stream, Description: "values that flows keep", Subjects: []string{prefix + ">"},
		MaxMsgsPerSubject: 1, MaxBytes: bytesMax, MaxMsgSize: messageMax, MaxMsgs: -1, MaxConsumers: -1,
		Discard: jetstream.DiscardNew, Storage: jetstream.FileStorage, Replicas: max(1, s.replicas),
		AllowRollup: true, DenyDelete: true, AllowMsgTTL: true,
	}
}
