package hand

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// over tells that a channel is gone; of one that listens Asterisk tells no more than that it has left.
func (l *dialled) over() bool { return l.stage == Gone || l.left }

// snoop makes a channel that hears another one, or is heard there.
func (d *dialling) snoop(ctx context.Context, channel string, spy ari.ChannelsSnoopChannelSpy,
	whisper ari.ChannelsSnoopChannelWhisper,
) (*dialled, error) {
	one := &dialled{Leg: Leg{Endpoint: "Snoop/" + channel}, id: fmt.Sprintf("%s.%d", d.app, d.number()),
		stage: Answered}
	d.legs = append(d.legs, one)
	making, cancel := afterwards(ctx)
	defer cancel()
	_, err := d.client.Channels.SnoopChannelWithID(making, channel, one.id, ari.ChannelsSnoopChannelWithIDParams{
		App: d.app, Spy: &spy, Whisper: &whisper})
	if err == nil {
		err = d.until(ctx, func() bool { return one.started || one.over() })
	}
	if err == nil && one.over() {
		err = ari.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("listening to the call: %w", err)
	}
	return one, nil
}

// sound has both sides hear something to its end, unless one of the two is gone.
func (d *dialling) sound(ctx context.Context, media []string, voice, boss *dialled) error {
	id := playbackID()
	if _, err := d.client.Channels.PlayWithID(ctx, voice.id, id, ari.ChannelsPlayWithIDParams{Media: media}); err != nil {
		return err
	}
	waiting, cancel := context.WithTimeoutCause(ctx, announceTime, errAnnounce)
	defer cancel()
	return d.played(waiting, id, voice, boss)
}

// beepSound is what they hear.
const beepSound = "sound:beep"

// announce has both sides of a talk hear that they are listened to.
func (d *dialling) announce(ctx context.Context, talk Talk, boss *dialled) error {
	if len(talk.Announce) == 0 {
		return nil
	}
	voice, err := d.snoop(ctx, talk.Channel, ari.ChannelsSnoopChannelSpyNone, ari.ChannelsSnoopChannelWhisperBoth)
	if err != nil {
		return err
	}
	media := make([]string, 0, len(talk.Announce))
	for _, one := range talk.Announce {
		if !strings.Contains(one, ":") {
			one = "sound:" + one
		}
		media = append(media, one)
	}
	if err := d.sound(ctx, media, voice, boss); err != nil {
		return fmt.Errorf("announcing the supervisor: %w", err)
	}
	return d.dismiss(ctx, voice)
}

// played waits for the end of a playback; an error says that it was not heard.
func (d *dialling) played(ctx context.Context, id string, legs ...*dialled) error {
	var state ari.PlaybackState
	for state == "" {
		event, err := d.next(ctx)
		if err != nil {
			return err
		}
		d.look(event)
		if e, is := event.(*ari.PlaybackFinished); is && e.Playback.ID == id {
			state = e.Playback.State
		}
		for _, leg := range legs {
			if leg.over() {
				return fmt.Errorf("%s has gone meanwhile", leg.Endpoint)
			}
		}
	}
	if state == ari.PlaybackStateFailed {
		return errAnnounce
	}
	return nil
}

// dismiss hangs a leg up that has done its part, and waits until it is gone.
func (d *dialling) dismiss(ctx context.Context, leg *dialled) error {
	switch err := d.client.Channels.Hangup(ctx, leg.id, ari.ChannelsHangupParams{}); {
	case errors.Is(err, ari.ErrNotFound):
		leg.left = true // of one that never was no event comes
	case err != nil:
		return fmt.Errorf("hanging up %s: %w", leg.id, err)
	}
	return d.until(ctx, leg.over)
}
