package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// textPort is what a text's walk has instead of a telephone: time, work, and texts to send.
type textPort struct {
	client *ari.Client
	count  int
	ended  chan *flows.Event
	works  sync.WaitGroup
}

var (
	_ flows.Port      = (*textPort)(nil)
	_ flows.Messenger = (*textPort)(nil)
)

var errNoTelephone = errors.New("a text has no telephone")

func newTextPort(client *ari.Client) *textPort {
	return &textPort{client: client, ended: make(chan *flows.Event)}
}

// Now is the time.
func (p *textPort) Now() time.Time { return time.Now() }

// Next waits for the end of work.
func (p *textPort) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	select {
	case event := <-p.ended:
		return event, nil
	default:
	}
	var up <-chan time.Time
	if !deadline.IsZero() {
		timer := time.NewTimer(time.Until(deadline))
		defer timer.Stop()
		up = timer.C
	}
	select {
	case event := <-p.ended:
		return event, nil
	case now := <-up:
		return &flows.Event{Kind: flows.TimeUp, At: now}, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Work begins work beside the walk.
func (p *textPort) Work(ctx context.Context, work func(context.Context) (any, error)) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	p.count++
	name := fmt.Sprintf("work-%d", p.count)
	p.works.Go(func() {
		result, err := work(ctx)
		if ctx.Err() != nil {
			return // nobody waits for it any more
		}
		select {
		case p.ended <- &flows.Event{Kind: flows.WorkEnded, At: time.Now(), Work: name, Result: result, Err: err}:
		case <-ctx.Done():
		}
	})
	return name, nil
}

// SendMessage sends a text.
func (p *textPort) SendMessage(ctx context.Context, to, from, body string, variables map[string]string) error {
	err := p.client.Endpoints.SendMessage(ctx,
		ari.EndpointsSendMessageParams{To: to, From: from, Body: &body, Variables: variables})
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("sending a message: %w", err)
	}
	return nil
}

// Answered is false: there is nothing to answer.
func (p *textPort) Answered() bool { return false }

// Answer fails.
func (p *textPort) Answer(context.Context) error { return errNoTelephone }

// Play fails.
func (p *textPort) Play(context.Context, string, []string) (string, error) { return "", errNoTelephone }

// Stop has nothing to stop.
func (p *textPort) Stop(context.Context, string) error { return nil }

// Hangup has nothing to hang up.
func (p *textPort) Hangup(context.Context, flows.Cause) error { return nil }

// rest waits for the work that the walk has left behind, and has told to end.
func (p *textPort) rest() { p.works.Wait() }
