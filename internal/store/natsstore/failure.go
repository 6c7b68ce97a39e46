package natsstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Why a request came to nothing; errors wrap one of these, the context's, or NATS's own.
var (
	// ErrAway: there is no connection to NATS; it is being tried again.
	ErrAway = errors.New("not connected to NATS")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")
	// ErrBroken: the server inside cannot write to its folder; it is tried again at each change.
	ErrBroken = errors.New("the store cannot write")
	// ErrOld: the server of NATS is too old.
	ErrOld = errors.New("NATS 2.11 or later is needed")
)

// connected is nil while there is a connection.
func (s *Store) connected() error {
	switch {
	case s.connection.IsClosed():
		return ErrClosed
	case s.connection.IsConnected():
		return nil
	}
	if last := s.fault(s.connection.LastError()); last != nil {
		return fmt.Errorf("%w at %s: %w", ErrAway, s.place, last)
	}
	return fmt.Errorf("%w at %s", ErrAway, s.place)
}

// fault remembers why there is no connection, as NATS forgets that while it tries again; err may be nil.
func (s *Store) fault(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.last = err
	}
	return s.last
}

// explain makes an error of NATS one that tells where, and why ctx ended if that is how it came.
func (s *Store) explain(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	switch away := s.connected(); {
	case away != nil:
		return away
	case cause != nil && errors.Is(err, ctx.Err()) && errors.Is(cause, ctx.Err()): // the same twice
		return fmt.Errorf("NATS at %s: %w", s.place, cause)
	case cause != nil && !errors.Is(err, cause):
		return fmt.Errorf("NATS at %s: %w: %w", s.place, cause, err)
	}
	return fmt.Errorf("NATS at %s: %w", s.place, err)
}

// outrun tells that the key has changed since it was read.
func outrun(err error) bool {
	var refused *jetstream.APIError
	return errors.As(err, &refused) && (refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// bucketGone tells that somebody may have removed the bucket, so that it has to be looked for anew.
func bucketGone(err error) bool {
	return errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, jetstream.ErrNoStreamResponse) ||
		errors.Is(err, nats.ErrNoResponders)
}
