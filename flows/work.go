package flows

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// Lasting is a result of work that knows how long the work took, or in virtual
// time would have taken.
type Lasting interface{ Lasts() time.Duration }

// Work does something slow beside the call, such as a request, and returns a
// name for it at once; [WorkEnded] tells its end. Its context ends with the
// step's and with the call. Work that the step leaves behind is told to end.
func (r *Run) Work(ctx context.Context, work func(context.Context) (any, error)) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if r.working == nil {
		r.working, r.endWork = context.WithCancel(r.ctx)
	}
	work = guarded(work)
	if ctx == r.ctx {
		return r.walker.port.Work(r.working, work)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	working := r.working
	// Not before: what ends with a context that is over is not told. And with its cause, whoever is first.
	context.AfterFunc(working, func() { cancel(context.Cause(working)) })
	return r.walker.port.Work(ctx, work)
}

// guarded makes an error of a panic, whoever does the work: it is code of steps.
func guarded(work func(context.Context) (any, error)) func(context.Context) (any, error) {
	return func(ctx context.Context) (result any, err error) {
		defer func() {
			if p := recover(); p != nil {
				result, err = nil, fmt.Errorf("work beside the call panicked: %v\n%s", p, debug.Stack())
			}
		}()
		return work(ctx)
	}
}

// Over tells that the call is over: the step runs in on_hangup, and nobody hears anything.
func (r *Run) Over() bool { return r.walker.offline }

// over ends the work, the legs and the bridges that the step leaves behind.
func (r *Run) over() {
	r.walker.speaking = ""
	r.dissolve()
	if r.endWork != nil {
		r.endWork()
	}
}

// Do does something slow and waits for it, at most for the time given (0 for
// no bound but the call's); keys pressed meanwhile are kept for the next
// question, and whatever else happens for the step's next wait. It fails with
// [ErrTimeout] when the time is over.
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
		event, err := r.nextNew(ctx, deadline)
		switch {
		case err != nil:
			return nil, err
		case event.Kind == KeyPressed:
			r.Keys().Push(event.Key, event.At)
		case event.Kind == WorkEnded && event.Work == name:
			return event.Result, event.Err
		case event.Kind == TimeUp:
			return nil, ErrTimeout
		default: // somebody answers, or hangs up: the step must hear of it
			r.missed = append(r.missed, event)
		}
	}
}

// IsFailure tells whether an error of [Run.Next] or [Run.Do] is a failure that the
// step may deal with; any other (the call is over, its time is up, a hotkey leads
// elsewhere, the call is not ours any more) the step must return.
func IsFailure(ctx context.Context, err error) bool {
	hot, s := (*hotkeyPressed)(nil), (*summoned)(nil)
	return err != nil && ctx.Err() == nil && !errors.As(err, &hot) && !errors.As(err, &s) && !errors.Is(err, ErrLimit) &&
		!errors.Is(err, errCheckpointRefused)
}

// ErrNotHere tells that a step needs a part of the [World] that is not there.
var ErrNotHere = errors.New("this process has no such service")
