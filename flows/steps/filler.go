package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// filler is what a caller hears while a step waits for something slow.
type filler struct {
	media []string
	after time.Duration
}

func (h *httpStep) newFiller(r *flows.Run) (filler, error) {
	after, err := h.fillerAfter.Eval(r)
	if err != nil {
		return filler{}, err
	}
	media, err := r.Media(h.filler)
	return filler{media, after}, err
}

// waitFor waits for work, and plays the filler from then on, again and again,
// until the work ends. Keys are kept for the next question.
func (f filler) waitFor(ctx context.Context, r *flows.Run, work func(context.Context) (any, error)) (any, error) {
	name, err := r.Work(ctx, work)
	if err != nil {
		return nil, err
	}
	end := r.Now().Add(requestTime)
	wake, playback := end, ""
	if len(f.media) > 0 && r.Port().Answered() && !r.Over() && f.after < requestTime {
		wake = r.Now().Add(f.after)
	}
	for {
		event, err := r.Next(ctx, wake)
		if err != nil {
			return nil, err
		}
		switch {
		case event.Kind == flows.KeyPressed:
			r.Keys().Push(event.Key, event.At)
		case event.Kind == flows.WorkEnded && event.Work == name:
			if err := stopped(ctx, r, playback); err != nil {
				return nil, err
			}
			return event.Result, event.Err
		case event.Kind == flows.TimeUp && !r.Now().Before(end):
			if err := stopped(ctx, r, playback); err != nil {
				return nil, err
			}
			return nil, flows.ErrTimeout
		case event.Kind == flows.TimeUp, event.Kind == flows.PlaybackEnded && event.Playback == playback:
			wake = end
			if event.Failed { // nothing that can be heard: rather silence than a thousand requests
				playback = ""
				continue
			}
			if playback, err = r.Play(ctx, f.media); err != nil {
				if !flows.IsFailure(ctx, err) {
					return nil, err
				}
				r.Log("warn", "the filler cannot be played: "+err.Error()) // no reason to give the request up
				playback = ""
			}
		}
	}
}

// stopped stops a playback, "" for none.
func stopped(ctx context.Context, r *flows.Run, playback string) error {
	if playback == "" {
		return nil
	}
	return r.Stop(ctx, playback)
}
