package natsstore

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/nats-io/nats.go"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Post is a [cluster.Post] by requests and replies of NATS, which keeps none of
// them. End what answers before the store is closed.
type Post struct{ store *Store }

// Post carries requests between the instances that use the same NATS.
func (s *Store) Post() *Post { return &Post{s} }

var _ cluster.Post = (*Post)(nil)

// faultHeader is on a reply that is none: it tells why.
const faultHeader = "Ariapp-Fault"

// postSubject is where an instance hears requests.
func postSubject(instance string) string { return "ariapp.instance." + instance }

// Ask sends a request to an instance and waits for its answer.
func (p *Post) Ask(ctx context.Context, instance string, request []byte) ([]byte, error) {
	answer, err := p.ask(ctx, instance, request)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", instance, err)
	}
	return answer, nil
}

func (p *Post) ask(ctx context.Context, instance string, request []byte) ([]byte, error) {
	if err := cluster.CheckRequest(instance, request); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	s := p.store
	line := s.heldLine() // before it is looked at, so that its end is not missed
	if err := s.connected(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, cluster.AskMost, fmt.Errorf("no answer within %s: %w", cluster.AskMost,
		context.DeadlineExceeded))
	defer cancel()
	ctx, hangUp := context.WithCancelCause(ctx)
	defer hangUp(nil)
	defer context.AfterFunc(line, func() { hangUp(context.Cause(line)) })() // no answer comes on another one
	reply, err := s.connection.RequestWithContext(ctx, postSubject(instance), request)
	switch {
	case errors.Is(err, nats.ErrNoResponders):
		return nil, cluster.ErrNobody
	case err != nil:
		return nil, s.explain(ctx, err)
	}
	if fault := reply.Header.Get(faultHeader); fault != "" {
		return nil, fmt.Errorf("it says: %s", fault)
	}
	return reply.Data, nil
}

// answerer is who answers under a name.
type answerer struct {
	answer func(ctx context.Context, request []byte) []byte
	ctx    context.Context
	end    context.CancelFunc
	places chan struct{}
	busy   sync.WaitGroup

	mu   sync.Mutex
	over bool
}

// Answer has the requests to an instance answered. While the store is away none comes; the answering
// goes on when it is back.
func (p *Post) Answer(instance string, answer func(context.Context, []byte) []byte) (func(), error) {
	if err := cluster.CheckInstance(instance); err != nil {
		return nil, fmt.Errorf("answering: %w", err)
	}
	s := p.store
	a := &answerer{answer: answer, places: make(chan struct{}, cluster.AnswersMost)}
	a.ctx, a.end = context.WithCancel(context.Background())
	hearing, err := s.connection.Subscribe(postSubject(instance), a.hear)
	if err != nil {
		a.end()
		return nil, fmt.Errorf("answering as %s: %w", instance, s.explain(a.ctx, err))
	}
	if s.connected() == nil { // who asks next finds it
		flushing, cancel := bounded(a.ctx)
		defer cancel()
		_ = s.connection.FlushWithContext(flushing) // else it is found a moment later
	}
	return func() {
		_ = hearing.Unsubscribe() // on a connection that is over there is nothing to be heard
		a.stop()
	}, nil
}

// hear begins to answer a request; while there are too many it waits, and others with it.
func (a *answerer) hear(request *nats.Msg) {
	select {
	case a.places <- struct{}{}:
	case <-a.ctx.Done():
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.over {
		return
	}
	a.busy.Go(func() {
		defer func() { <-a.places }()
		ctx, cancel := context.WithTimeout(a.ctx, cluster.AskMost)
		defer cancel()
		reply := &nats.Msg{Data: a.answer(ctx, request.Data)}
		if size := len(reply.Data); size > cluster.RequestMax {
			reply.Data = nil
			reply.Header = nats.Header{faultHeader: {fmt.Sprintf("the answer has %d bytes, at most %d are possible", size,
				cluster.RequestMax)}}
		}
		_ = request.RespondMsg(reply) // who asks learns of a lost line by themselves
	})
}

// stop ends those under way and waits for them.
func (a *answerer) stop() {
	a.mu.Lock()
	a.over = true
	a.mu.Unlock()
	a.end()
	a.busy.Wait()
}

// heldLine is the connection of now as a context, which ends when it is lost.
func (s *Store) heldLine() context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.line == nil {
		s.line, s.cut = context.WithCancelCause(context.Background())
	}
	return s.line
}

// lostLine ends the wait for answers on a connection that is lost.
func (s *Store) lostLine() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut != nil {
		s.cut(fmt.Errorf("%w any more at %s", ErrAway, s.place))
		s.line, s.cut = nil, nil
	}
}
