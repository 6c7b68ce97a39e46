package natsstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/nats-io/nats.go/jetstream"
)

// Holds tells whether a bucket is kept in a folder, without opening it. The error is why that cannot be told.
func Holds(folder, bucket string) (bool, error) {
	_, err := os.Stat(messagesOf(folder, streamOf(bucket), ""))
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	}
	return false, fmt.Errorf("looking for the bucket %s: %w", bucket, err)
}

// Discard takes a bucket away, with all that it has; there may be none. Nobody may use it any more.
func (s *Store) Discard(ctx context.Context, bucket string) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	err := s.jetstream.DeleteStream(ctx, streamOf(bucket))
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("taking the bucket %s away: %w", bucket, s.explain(ctx, err))
	}
	return nil
}
