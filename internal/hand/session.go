package hand

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/ariapp/ariapp/ari"
)

// session is an application of one use with its socket. Whoever opens it closes it.
type session struct {
	client *ari.Client
	app    string
	events chan ari.Event
	// lost is how many events came faster than they were looked at.
	lost atomic.Int64

	stop      context.CancelFunc
	listening sync.WaitGroup
	over      chan struct{} // closed when the listener has ended
	err       error         // why; read it after over
}

// open begins to listen and waits for the socket.
func open(ctx context.Context, client *ari.Client, name string) (*session, error) {
	// The socket outlives ctx: what ends with ctx is tidied up while events still come.
	listening, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &session{client: client, app: name, events: make(chan ari.Event, eventsMax), stop: stop,
		over: make(chan struct{})}
	s.listening.Go(func() {
		defer close(s.over)
		s.err = client.Listen(listening, ari.ListenOptions{Apps: []string{s.app}, OnEvent: s.take})
	})
	ctx, cancel := context.WithTimeoutCause(ctx, connectTime, errors.New("no socket in time"))
	defer cancel()
	for {
		event, err := s.next(ctx)
		if err != nil {
			s.close()
			return nil, err
		}
		switch e := event.(type) {
		case *ari.Connected:
			return s, nil
		case *ari.Lost: // one that works later is waited for again; a hand is not worth waiting for the first
			s.close()
			return nil, fmt.Errorf("listening to Asterisk: %w", e.Err)
		}
	}
}

// take queues an event, unless there is no room.
func (s *session) take(event ari.Event) {
	select {
	case s.events <- event:
	default:
		s.lost.Add(1)
	}
}

// next waits for an event.
func (s *session) next(ctx context.Context) (ari.Event, error) {
	select {
	case event := <-s.events:
		return event, nil
	case <-s.over:
		return nil, s.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// close ends the socket and waits for the listener.
func (s *session) close() {
	s.stop()
	s.listening.Wait()
}

// afterwards is a context for what is to be done when the one before has ended.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), endTime)
}
