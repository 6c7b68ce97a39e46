package flows

import (
	"context"
	"errors"
	"time"
)

// apologyTime bounds the apology of a failed call.
const apologyTime = 15 * time.Second

// finish ends the call as err and the walk demand, and runs on_hangup.
func (w *Walker) finish(ctx context.Context, err error) Outcome {
	var outcome Outcome
	hangup := (*HangupError)(nil)
	switch {
	case err == nil:
		if outcome = *w.ending; outcome.Status == Left || w.ranOut && w.opts.Lend {
			w.endRecordings(ctx)
			outcome.Lent = outcome.Status != Left
			return outcome
		}
	case ctx.Err() != nil && errors.As(context.Cause(ctx), &hangup): // never what a step's error wraps
		outcome = Outcome{Status: HungUp, Cause: hangup.Cause}
	case ctx.Err() != nil || errors.Is(err, errCheckpointRefused):
		return Outcome{Status: Detached, Err: err}
	default:
		outcome = Outcome{Status: Failed, Cause: CauseFailure, Err: err}
		w.apologise(ctx)
	}
	if errors.Is(context.Cause(ctx), ErrDetached) {
		return Outcome{Status: Detached, Err: ErrDetached}
	}
	w.endRecordings(ctx)
	if outcome.Status != HungUp {
		// A channel that cannot be ended is gone, or found by the catch-up; one that was
		// detached a moment ago is still somebody's.
		if err := w.port.Hangup(ctx, outcome.Cause); errors.Is(err, ErrDetached) {
			return Outcome{Status: Detached, Err: ErrDetached}
		}
	}
	w.observe(Fact{Kind: CallOver, Outcome: string(outcome.Status), Text: outcome.Cause.String()})
	w.hangupSteps(ctx)
	return outcome
}

// apologise tells a caller whose flow failed that it did, rather than leave silence.
func (w *Walker) apologise(ctx context.Context) {
	if len(w.opts.Apology) == 0 || !w.port.Answered() {
		return
	}
	playback, err := w.port.Play(ctx, w.opts.Call.Language, w.opts.Apology)
	deadline := w.port.Now().Add(apologyTime)
	for err == nil {
		var event *Event
		event, err = w.port.Next(ctx, deadline)
		if err != nil || event.Kind == TimeUp || event.Kind == PlaybackEnded && event.Playback == playback {
			return
		}
	}
}

// hangupSteps runs on_hangup of every flow that was under way, the inner ones
// first, then the file's. The call is over: their time is bounded, their
// failures are only told.
func (w *Walker) hangupSteps(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.limits.HangupBudget)
	defer cancel()
	w.offline = true
	w.steps, w.sameRow = 0, 0 // on_hangup has the limits for itself
	for i := len(w.frames) - 1; i >= 0; i-- {
		if flow := w.frames[i].flow; flow != nil && flow.onHangup != nil {
			w.hangupBlock(ctx, i, flow.onHangup)
		}
	}
	if w.program.onHangup != nil && !w.opts.Offline {
		w.hangupBlock(ctx, 0, w.program.onHangup)
	}
}

func (w *Walker) hangupBlock(ctx context.Context, level int, b *Block) {
	w.cut(level + 1)
	w.moveTo(w.top(), len(w.top().block.Steps))
	w.ending, w.floor = nil, level+1
	err := w.enter(b)
	if err == nil {
		err = w.survive(ctx)
	}
	if err != nil {
		w.observe(Fact{Kind: Logged, Level: "error", Text: "on_hangup: " + err.Error()})
	}
}
