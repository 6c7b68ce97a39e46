package ari

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A session is the life of one event socket. Its reader is the goroutine of Listen; its keeper is another,
// which tests the socket, pings it and closes it.
type session struct {
	*listener
	socket *socket
	test   *selfTest
	buffer []byte
	// messages counts what has arrived: a socket that brings something is alive.
	messages atomic.Uint64
}

// session opens a socket and serves it until it ends, which is always an error.
func (l *listener) session(ctx context.Context) error {
	l.provenAt = time.Time{}
	socket, err := l.client.core.upgrade(ctx, l.options.Apps, l.options.SubscribeAll)
	if err != nil {
		return err
	}
	socket.SetReadLimit(-1) // readMessage limits, and can skip what is too large
	l.sessions++
	s := &session{listener: l, socket: socket, test: newSelfTest(l)}
	ctx, end := context.WithCancelCause(ctx)
	var keeper sync.WaitGroup
	keeper.Go(func() {
		err := s.keep(ctx)
		end(err) // before the close, whose read error would hide why
		if errors.Is(err, ErrDead) {
			s.socket.cut() // nobody would answer a close frame
			return
		}
		s.socket.hangUp()
	})
	end(s.read())
	keeper.Wait()
	return context.Cause(ctx)
}

// keep tests the socket, then pings it, until something fails or ctx ends.
func (s *session) keep(ctx context.Context) error {
	if err := s.test.run(ctx, s.client, s.options); err != nil {
		return err
	}
	ticker := time.NewTicker(s.options.PingInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticker.C:
			if err := s.ping(ctx); err != nil {
				return err
			}
		}
	}
}

// ping fails when nothing at all arrives for as long as an answer may take. A busy Asterisk may answer late, and yet
// bring events.
func (s *session) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.PingTimeout)
	defer cancel()
	before := s.messages.Load()
	if err := s.socket.Ping(ctx); err != nil && s.messages.Load() == before {
		return fmt.Errorf("%w: %w", ErrDead, err)
	}
	return nil
}

// read takes messages until the socket fails. Background spares each read the watching of a context: the
// keeper's close ends it.
func (s *session) read() error {
	for {
		_, frames, err := s.socket.Reader(context.Background())
		if err != nil {
			return fmt.Errorf("reading events: %w", err)
		}
		s.messages.Add(1)
		message, whole, err := s.readMessage(frames)
		switch {
		case err != nil:
			return fmt.Errorf("reading events: %w", err)
		case !whole:
			s.reports.unusable(ErrEventSize, "", message)
			continue
		}
		if err := s.take(message); err != nil {
			return err
		}
	}
}

// take decodes one message and hands the event over.
func (s *session) take(message []byte) error {
	event, err := DecodeEvent(message)
	if err != nil {
		kind := eventKind(message)
		s.reports.unusable(err, kind, message)
		if kind == "" || !errors.Is(err, ErrEventField) {
			return nil
		}
		event = undecodedEvent(kind, message, err)
	}
	switch e := event.(type) {
	case *ChannelUserevent:
		if strings.HasPrefix(e.EventName, s.testName) {
			if s.test.heard(e) {
				s.prove(s.test.listed())
			}
			return nil
		}
	case *ApplicationReplaced:
		s.deliver(event)
		return fmt.Errorf("%w: %s", ErrReplaced, e.Application)
	}
	s.deliver(event)
	return nil
}
