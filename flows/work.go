package flows

import (
	"context"
	"errors"
	"time"
)

// Lasting is a result of work that knows how long the work took, or in virtual
// time would have taken.
type Lasting interface{ Lasts() time.Duration }

// Work does something slow beside the call, such as a request, and returns a
// name for it at once; [WorkEnded] tells its end. Its context ends with the
// step's and with the call. Work that the step leaves behind is told to end.
func (r *Run) Work(ctx context.Context, work func(context.Context) (any, error)) (string, error) {
	return r.walker.port.Work(ctx, work)
}

// Do does something slow and waits for it, at most for the time given (0 for
// no bound but the call's); keys pressed meanwhile are kept for the next
// question. It fails with [ErrTimeout] when the time is over.
func (r *Run) Do(ctx context.Context, within time.Duration, work func(context.Context) (any, error)) (any, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	name, err := r.Work(ctx, work)
	if err != nil {
		return nil, err
	}
	deadline := time.Time{}
	if within > 0 {
		deadline = r.Now().Add(within)
	}
	for {
		event, err := r.Next(ctx, deadline)
		switch {
		case err != nil:
			return nil, err
		case event.Kind == KeyPressed:
			r.Keys().Push(event.Key, event.At)
		case event.Kind == WorkEnded && event.Work == name:
			return event.Result, event.Err
		case event.Kind == TimeUp:
			return nil, ErrTimeout
		}
	}
}

// ErrNotHere tells that a step needs a part of the [World] that is not there.
var ErrNotHere = errors.New("this process has no such service")
