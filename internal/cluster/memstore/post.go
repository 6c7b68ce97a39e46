package memstore

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Post is a [cluster.Post] in memory: one for all the instances of a test.
type Post struct {
	mu      sync.Mutex
	answers map[string]*answerer
	faults  Faults
	asked   int
}

// answerer is who answers under a name.
type answerer struct {
	answer func(ctx context.Context, request []byte) []byte
	ctx    context.Context
	end    context.CancelFunc
	places chan struct{}
	busy   sync.WaitGroup
}

// NewPost is a post under which nobody answers yet.
func NewPost() *Post { return &Post{answers: map[string]*answerer{}} }

var _ cluster.Post = (*Post)(nil)

// Fail has things go wrong from now on; the zero Faults have nothing. With Mute
// requests are heard, and their answers are lost.
func (p *Post) Fail(faults Faults) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = faults
}

// Asked counts the requests that were sent.
func (p *Post) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

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
	ctx, cancel := context.WithTimeoutCause(ctx, cluster.AskMost, fmt.Errorf("no answer within %s: %w", cluster.AskMost,
		context.DeadlineExceeded))
	defer cancel()
	p.mu.Lock()
	p.asked++
	faults := p.faults
	p.mu.Unlock()
	if err := faults.suffer(ctx); err != nil {
		return nil, err
	}
	answered := make(chan []byte, 1)
	if !p.hand(instance, bytes.Clone(request), answered) {
		return nil, cluster.ErrNobody
	}
	if faults.Mute {
		answered = nil
	}
	select {
	case answer := <-answered:
		if len(answer) > cluster.RequestMax {
			return nil, fmt.Errorf("an answer of %d bytes: %w", len(answer), cluster.ErrTooLarge)
		}
		return answer, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// hand gives a request to who answers under a name; false for nobody.
func (p *Post) hand(instance string, request []byte, answered chan<- []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.answers[instance]
	if a == nil {
		return false
	}
	a.busy.Go(func() {
		select {
		case a.places <- struct{}{}:
		case <-a.ctx.Done():
			return
		}
		defer func() { <-a.places }()
		ctx, cancel := context.WithTimeout(a.ctx, cluster.AskMost)
		defer cancel()
		answered <- bytes.Clone(a.answer(ctx, request))
	})
	return true
}

// Answer has the requests to an instance answered; of two with one name the later one hears them.
func (p *Post) Answer(instance string, answer func(context.Context, []byte) []byte) (func(), error) {
	if err := cluster.CheckInstance(instance); err != nil {
		return nil, err
	}
	a := &answerer{answer: answer, places: make(chan struct{}, cluster.AnswersMost)}
	a.ctx, a.end = context.WithCancel(context.Background())
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[instance] = a
	return func() {
		p.mu.Lock()
		if p.answers[instance] == a {
			delete(p.answers, instance)
		}
		p.mu.Unlock()
		a.end()
		a.busy.Wait()
	}, nil
}

// suffer lets what goes wrong happen.
func (f Faults) suffer(ctx context.Context) error {
	if f.Slow > 0 {
		timer := time.NewTimer(f.Slow)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if f.Away {
		return ErrAway
	}
	return nil
}
