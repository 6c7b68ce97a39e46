package hand

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// PlayOrder says what a channel or a bridge hears.
type PlayOrder struct {
	ID string `json:"-" path:"id"`
	// Media are as Asterisk has them: sound:hello-world, recording:NAME, number:42, digits:123, tone:busy.
	Media []string `json:"media"`
	// Language is that of the sounds, "" for the channel's.
	Language string `json:"language,omitempty"`
}

func (o PlayOrder) check() error {
	if len(o.Media) == 0 || len(o.Media) > mediaMax {
		return orderf("there are %d media: 1 to %d are possible", len(o.Media), mediaMax)
	}
	for _, one := range o.Media {
		kind, name, _ := strings.Cut(one, ":")
		switch kind {
		case "sound", "recording", "number", "digits", "characters", "tone":
			if name != "" {
				continue
			}
		}
		return orderf("the media %q: sound:NAME, recording:NAME, number:N, digits:N, characters:TEXT, tone:NAME are possible",
			one)
	}
	return nil
}

// Playing is what is played.
type Playing struct {
	ID string `json:"id"`
}

// playbackID is one that nobody else has.
func playbackID() string { return AppPrefix + rand.Text()[:12] }

// Play begins to play to a channel.
func Play() Operation[PlayOrder, Playing] {
	return Operation[PlayOrder, Playing]{Route{"POST", "/channels/{id}/play", "Plays media to a channel.", true},
		func(ctx context.Context, c *ari.Client, o PlayOrder) (Playing, error) {
			p := Playing{playbackID()}
			_, err := c.Channels.PlayWithID(ctx, o.ID, p.ID, ari.ChannelsPlayWithIDParams{Media: o.Media,
				Lang: unlessEmpty(o.Language)})
			return p, err
		}}
}

// PlayInBridge begins to play to all in a bridge.
func PlayInBridge() Operation[PlayOrder, Playing] {
	return Operation[PlayOrder, Playing]{Route{"POST", "/bridges/{id}/play", "Plays media to all in a bridge.", true},
		func(ctx context.Context, c *ari.Client, o PlayOrder) (Playing, error) {
			p := Playing{playbackID()}
			_, err := c.Bridges.PlayWithID(ctx, o.ID, p.ID, ari.BridgesPlayWithIDParams{Media: o.Media,
				Lang: unlessEmpty(o.Language)})
			return p, err
		}}
}

// Playback is what is being played.
func Playback() Operation[One, *ari.Playback] {
	return Operation[One, *ari.Playback]{Route{"GET", "/playbacks/{id}",
		"What is being played; not found when it is over.", false},
		func(ctx context.Context, c *ari.Client, o One) (*ari.Playback, error) {
			return c.Playbacks.Get(ctx, o.ID)
		}}
}

// StopPlayback ends it.
func StopPlayback() Operation[One, Nothing] {
	return Operation[One, Nothing]{Route{"DELETE", "/playbacks/{id}", "Stops what is being played.", true},
		func(ctx context.Context, c *ari.Client, o One) (Nothing, error) {
			return nothing(c.Playbacks.Stop(ctx, o.ID))
		}}
}

// AwaitPlayback waits until something has been played, and tells each change. When ctx ends it is stopped.
// It is looked at again and again: Asterisk does not tell every end.
func AwaitPlayback(ctx context.Context, h Hand, p Playing, tell func(*ari.Playback)) error {
	var last string
	err := await(ctx, func() (bool, error) {
		now, err := Playback().Do(ctx, h, One(p))
		switch {
		case errors.Is(err, ari.ErrNotFound):
			return true, nil
		case err != nil:
			return false, fmt.Errorf("waiting for the playback: %w", err)
		}
		if text := string(now.State) + now.MediaURI; text != last {
			last = text
			tell(now)
		}
		return now.State == ari.PlaybackStateFailed || now.State == ari.PlaybackStateDone, nil
	})
	if ctx.Err() != nil {
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
		defer cancel()
		if _, stopErr := StopPlayback().Do(after, h, One(p)); stopErr != nil && !errors.Is(stopErr, ari.ErrNotFound) {
			err = errors.Join(err, fmt.Errorf("stopping the playback: %w", stopErr))
		}
	}
	return err
}

// await looks again and again until it is done, or ctx ends.
func await(ctx context.Context, look func() (bool, error)) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if done, err := look(); done || err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
