package trycall

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// ErrUnanswered is wrapped when the telephone was not answered.
var ErrUnanswered = errors.New("the telephone was not answered")

// Play calls an endpoint such as PJSIP/100, plays the media to who answers, and
// hangs up. language is that of Asterisk's sounds, "" for the endpoint's own.
func Play(ctx context.Context, client *ari.Client, endpoint, language string, media []string) error {
	name := "ariapp-play-" + rand.Text()[:8]
	channel := name + ".call"
	ctx, stop := context.WithTimeout(ctx, ringTime+playTime)
	events := make(chan ari.Event, eventsMax)
	var listening sync.WaitGroup
	var listenErr error
	listening.Go(func() {
		defer stop()
		listenErr = client.Listen(ctx, ari.ListenOptions{Apps: []string{name}, OnEvent: func(e ari.Event) {
			select {
			case events <- e:
			default:
			}
		}})
	})
	c := &try{client: client, app: name, channel: channel, endpoint: endpoint, events: events}
	err := c.make(ctx, language, media)
	ended := ctx.Err() != nil
	stop()
	listening.Wait()
	if err != nil && ended && listenErr != nil && !errors.Is(listenErr, context.Canceled) {
		return fmt.Errorf("listening for the call: %w", listenErr)
	}
	return err
}

// try is the one call.
type try struct {
	client                 *ari.Client
	app, channel, endpoint string
	events                 <-chan ari.Event
}

func (c *try) make(ctx context.Context, language string, media []string) error {
	if err := c.await(ctx, func(e ari.Event) (bool, error) {
		_, connected := e.(*ari.Connected)
		return connected, nil
	}); err != nil {
		return err
	}
	seconds := int(ringTime / time.Second)
	_, err := c.client.Channels.OriginateWithID(ctx, c.channel, ari.ChannelsOriginateWithIDParams{Endpoint: c.endpoint,
		App: &c.app, Timeout: &seconds, CallerID: ari.Ptr("ariapp")})
	if err != nil {
		return fmt.Errorf("calling %s: %w", c.endpoint, err)
	}
	defer c.hangup(ctx)
	if err := c.await(ctx, c.answered); err != nil {
		return fmt.Errorf("calling %s: %w", c.endpoint, err)
	}
	id := c.channel + ".p"
	params := ari.ChannelsPlayWithIDParams{Media: media}
	if language != "" {
		params.Lang = &language
	}
	if _, err := c.client.Channels.PlayWithID(ctx, c.channel, id, params); err != nil {
		return fmt.Errorf("playing: %w", err)
	}
	return c.await(ctx, func(e ari.Event) (bool, error) {
		if done, ok := e.(*ari.PlaybackFinished); ok && done.Playback.ID == id {
			if done.Playback.State == ari.PlaybackStateFailed {
				return true, errors.New("Asterisk could not play it; its log says why")
			}
			return true, nil
		}
		return c.isOver(e), nil
	})
}

// answered waits for the channel to come into the application.
func (c *try) answered(e ari.Event) (bool, error) {
	if start, ok := e.(*ari.StasisStart); ok && start.Channel.ID == c.channel {
		return true, nil
	}
	if gone, ok := e.(*ari.ChannelDestroyed); ok && gone.Channel.ID == c.channel {
		return true, fmt.Errorf("%w: %s", ErrUnanswered, gone.CauseTxt)
	}
	return false, nil
}

// isOver tells that the called party has hung up.
func (c *try) isOver(e ari.Event) bool {
	end, ok := e.(*ari.StasisEnd)
	return ok && end.Channel.ID == c.channel
}

// await takes events until one is what was waited for.
func (c *try) await(ctx context.Context, done func(ari.Event) (bool, error)) error {
	for {
		select {
		case e := <-c.events:
			if lost, isLost := e.(*ari.Lost); isLost { // a try is not worth waiting for another connection
				return fmt.Errorf("listening for the call: %w", lost.Err)
			}
			if over, err := done(e); over || err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (c *try) hangup(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	_ = c.client.Channels.Hangup(ctx, c.channel, ari.ChannelsHangupParams{}) // it may be gone
}
