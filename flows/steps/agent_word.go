package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// hearsWord asks an agent on the line whether they take who has come, and tells them what there is to tell. joins is
// false where they do not, or the caller is gone meanwhile.
func (a *agentRun) hearsWord(ctx context.Context, w *waiter) (joins bool, err error) {
	word := a.state.Word
	if word == nil {
		return true, nil
	}
	if word.Key != "" {
		if takes, err := a.hears(ctx, w, word.Ask, word.Key, word.Within); err != nil || !takes {
			return false, err
		}
	}
	return a.hears(ctx, w, word.Tell, "", 0)
}

// hears plays prompts to the agent, and with a key waits for it, until so long behind their end. goesOn is false where
// it was not pressed, or who has come is gone.
func (a *agentRun) hears(ctx context.Context, w *waiter, media []string, key string,
	within time.Duration) (goesOn bool, err error) {
	pad, until := dialling.NewKeypad([]string{key}), time.Time{}
	playback := ""
	if len(media) > 0 {
		if playback, err = a.r.Play(ctx, media); flows.IsFailure(ctx, err) {
			a.r.Log("warn", "an agent heard nothing of who calls: "+err.Error())
		} else if err != nil {
			return false, err
		}
	}
	for playback != "" || key != "" {
		if playback == "" && until.IsZero() {
			until = a.r.Now().Add(within)
		}
		event, err := a.r.Next(ctx, until)
		if err != nil {
			return false, err
		}
		switch {
		case event.Kind == flows.PlaybackEnded && event.Playback == playback:
			playback = ""
		case event.Kind == flows.TimeUp:
			return false, nil
		case event.Kind == flows.KeyPressed && key != "" && pad.Press(event.Key, event.At) == key:
			if err := a.stops(ctx, playback); err != nil {
				return false, err
			}
			return true, a.pause(ctx, event.At.Add(max(event.Took, keyLeast)+keyGap+keySlack))
		case w.meeting.Look().Over:
			return false, a.stops(ctx, playback)
		}
	}
	return true, nil
}

// pause lets the end of a key pass, which the caller would hear else.
func (a *agentRun) pause(ctx context.Context, until time.Time) error {
	for {
		if event, err := a.r.Next(ctx, until); err != nil || event.Kind == flows.TimeUp {
			return err
		}
	}
}

// stops ends what is played, if anything is.
func (a *agentRun) stops(ctx context.Context, playback string) error {
	if playback == "" {
		return nil
	}
	return a.r.Stop(ctx, playback)
}
