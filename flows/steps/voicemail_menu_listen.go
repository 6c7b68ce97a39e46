package steps

import (
	"context"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// listen plays a message, which the listener winds by the keys of VoiceMailMain:
// * back, # ahead, 0 pauses and goes on, 2 begins anew. Any other key ends it and is the next command.
func (s *session) listen(ctx context.Context, media string) (digits.Key, error) {
	r := s.run
	r.Ask(func(digits.Key) bool { return true })
	playback, err := r.Play(ctx, []string{media})
	if err != nil {
		return none, err
	}
	until := time.Time{} // how long it is paused, the zero time when it is not
	for {
		event, err := r.Next(ctx, until)
		switch {
		case err != nil:
			return none, err
		case event.Kind == flows.PlaybackEnded && event.Playback == playback:
			return none, nil
		case event.Kind == flows.TimeUp:
			until, err = time.Time{}, r.Wind(ctx, playback, flows.WindUnpause)
		case event.Kind != flows.KeyPressed || isLate(r, event):
		case strings.ContainsRune("*#02", rune(event.Key)):
			until, err = s.wind(ctx, playback, event.Key, until)
		default:
			if err := r.Stop(ctx, playback); err != nil || !strings.ContainsRune(s.commands(), rune(event.Key)) {
				return other, err
			}
			return event.Key, nil
		}
		if err != nil {
			return none, err
		}
	}
}

// wind does what a key means, with a playback that is paused until then; how long it is paused now is returned.
func (s *session) wind(ctx context.Context, playback string, key digits.Key, until time.Time) (time.Time, error) {
	paused := !until.IsZero()
	if key == '0' && !paused {
		return s.run.Now().Add(pausedMost), s.run.Wind(ctx, playback, flows.WindPause)
	}
	if paused {
		if err := s.run.Wind(ctx, playback, flows.WindUnpause); err != nil {
			return time.Time{}, err
		}
	}
	how := map[digits.Key]flows.Winding{'*': flows.WindBack, '#': flows.WindAhead, '2': flows.WindAnew}[key]
	if how == "" {
		return time.Time{}, nil
	}
	return time.Time{}, s.run.Wind(ctx, playback, how)
}

// isLate tells whether a key is the terminator of the entry before, pressed out of habit.
func isLate(r *flows.Run, event *flows.Event) bool {
	switch r.Keys().Push(event.Key, event.At) {
	case digits.Swallowed, digits.Refused:
		return true
	}
	_, _ = r.Keys().Pop()
	return false
}
