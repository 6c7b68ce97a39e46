package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// untilTheEnd is the time of a wait that lasts as long as the call.
const untilTheEnd time.Duration = -1

// linger lets time pass; keys are kept for the next question, and with untilKey
// the first one ends it: "interrupted".
func linger(ctx context.Context, r *flows.Run, span time.Duration, untilKey bool) (status string, err error) {
	deadline, err := deadlineOf(r, span)
	if err != nil {
		return "", err
	}
	r.Idle()
	for {
		event, err := r.Next(ctx, deadline)
		switch {
		case err != nil:
			return "", err
		case event.Kind == flows.TimeUp:
			return "done", nil
		case event.Kind == flows.KeyPressed:
			if r.Keys().Push(event.Key, event.At); untilKey {
				return "interrupted", nil
			}
		}
	}
}

// deadlineOf is when a step that lasts for span is over, the zero time for never. It is written down as an absolute
// time, so that a call taken up elsewhere waits for what is left.
func deadlineOf(r *flows.Run, span time.Duration) (deadline time.Time, err error) {
	if r.Load(&deadline) {
		return deadline, nil
	}
	if span >= 0 {
		deadline = r.Now().Add(span)
	}
	return deadline, r.Save(deadline)
}

// signaller is the call's telephone as far as it has signals and music.
func signaller(r *flows.Run) (flows.Signaller, error) {
	s, ok := r.Port().(flows.Signaller)
	if !ok {
		return nil, flows.ErrNotHere
	}
	return s, nil
}
