package simulate

import (
	"context"
	"fmt"
	"sync"

	"github.com/ariapp/ariapp/flows"
)

// works are what steps do beside a live call, and what others tell it.
type works struct {
	mu    sync.Mutex
	count int
	ended []flows.Event
	all   sync.WaitGroup
}

// take is the first end of work, or news of a queue, that nobody was told of yet.
func (w *works) take() (flows.Event, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.ended) == 0 {
		return flows.Event{}, false
	}
	event := w.ended[0]
	w.ended = w.ended[1:]
	return event, true
}

// add is an event that is to be told.
func (w *works) add(event flows.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = append(w.ended, event)
}

// Notifier is how a queue tells the call that there is something new.
func (t *terminal) Notifier() func(value any) {
	return func(value any) { t.works.add(flows.Event{Kind: flows.Notified, At: t.Now(), Result: value}) }
}

// Work begins work beside the call.
func (t *terminal) Work(ctx context.Context, do func(context.Context) (any, error)) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	w := &t.works
	w.count++
	name := fmt.Sprintf("work-%d", w.count)
	w.all.Go(func() {
		result, err := do(ctx)
		w.add(flows.Event{Kind: flows.WorkEnded, At: t.Now(), Work: name, Result: result, Err: err})
	})
	return name, nil
}

// Ring, Progress and Music are heard by nobody: the trace tells of the step.
func (t *terminal) Ring(ctx context.Context, _ bool) error { return context.Cause(ctx) }

// Progress does nothing; see Ring.
func (t *terminal) Progress(ctx context.Context) error { return context.Cause(ctx) }

// Music does nothing; see Ring.
func (t *terminal) Music(ctx context.Context, _ string, _ bool) error { return context.Cause(ctx) }
