package hand

import (
	"cmp"
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
		err = d.comes(ctx, one)
	}
	if err == nil && one.over() {
		err = ari.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("listening to the call: %w", err)
	}
	return one, nil
}

// sound has both sides hear something to its end, unless one of the two is gone. Where its end was lost with the socket
// nobody knows whether they have heard it: they hear it once more.
func (d *dialling) sound(ctx context.Context, media []string, voice, boss *dialled) error {
	for range announceTries {
		if ended, err := d.soundOnce(ctx, media, voice, boss); ended || err != nil {
			return err
		}
	}
	return errAnnounce
}

// soundOnce is sound; neither ended nor an error where it is over, and how is not known.
func (d *dialling) soundOnce(ctx context.Context, media []string, voice, boss *dialled) (ended bool, err error) {
	id := playbackID()
	if _, err := d.client.Channels.PlayWithID(ctx, voice.id, id, ari.ChannelsPlayWithIDParams{Media: media}); err != nil {
		return false, err
	}
	waiting, cancel := context.WithTimeoutCause(ctx, announceTime, errAnnounce)
	defer cancel()
	for err == nil {
		if ended, err = d.played(waiting, id, isBack, voice, boss); ended || err != nil {
			break
		}
		_, err = d.client.Playbacks.Get(waiting, id)
	}
	if errors.Is(err, ari.ErrNotFound) {
		return false, nil
	}
	return ended, err
}

// isBack tells whether there is a socket again: what happened meanwhile was told to nobody.
func isBack(event ari.Event) bool {
	_, back := event.(*ari.Back)
	return back
}

// beepSound is what they hear.
const beepSound = "sound:beep"

// beep has both hear that they are listened to. Nothing else is done meanwhile, so that its end is not waited for when
// somebody has parted, who must not be heard any more, nor when the socket was lost, and perhaps that end with it.
func (h *heard) beep(ctx context.Context) error {
	id := playbackID()
	_, err := h.client.Channels.PlayWithID(ctx, h.voice.id, id, ari.ChannelsPlayWithIDParams{Media: []string{beepSound}})
	if errors.Is(err, ari.ErrNotFound) {
		h.voice.left = true // though that was not told
	}
	if err == nil {
		waiting, cancel := context.WithTimeoutCause(ctx, beepTime, errAnnounce)
		_, err = h.played(waiting, id, func(event ari.Event) bool { return isBack(event) || h.parted }, h.voice, h.boss)
		if waiting.Err() != nil && ctx.Err() == nil { // Asterisk has it still where it was not heard
			_, err = h.client.Playbacks.Get(ctx, id)
			err = cmp.Or(err, errAnnounce)
		}
		cancel()
	}
	if err == nil || errors.Is(err, ari.ErrNotFound) || h.voice.over() || h.boss.over() {
		return nil // what is over is found out
	}
	return fmt.Errorf("letting them hear that they are listened to: %w", err)
}

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

// played waits for the end of a playback, or until enough says so of an event; an error says that it was not heard.
func (d *dialling) played(ctx context.Context, id string, enough func(ari.Event) bool, legs ...*dialled) (ended bool,
	err error,
) {
	var state ari.PlaybackState
	for state == "" {
		event, err := d.next(ctx)
		if err != nil {
			return false, err
		}
		if err := d.see(ctx, event); err != nil {
			return false, err
		}
		if e, is := event.(*ari.PlaybackFinished); is && e.Playback.ID == id {
			state = e.Playback.State
		}
		for _, leg := range legs {
			if leg.over() {
				return false, fmt.Errorf("%s has gone meanwhile", leg.Endpoint)
			}
		}
		if state == "" && enough(event) {
			return false, nil
		}
	}
	if state == ari.PlaybackStateFailed {
		return false, errAnnounce
	}
	return true, nil
}

// dismiss hangs a leg up that has done its part, and waits until it is gone. Where nothing is told of that it is looked
// for: nobody is heard meanwhile.
func (d *dialling) dismiss(ctx context.Context, leg *dialled) error {
	switch err := d.client.Channels.Hangup(ctx, leg.id, ari.ChannelsHangupParams{}); {
	case errors.Is(err, ari.ErrNotFound):
		leg.left = true // of one that never was no event comes
	case err != nil:
		return fmt.Errorf("hanging up %s: %w", leg.id, err)
	}
	leaving, cancel := context.WithTimeoutCause(ctx, leaveTime, errStays)
	defer cancel()
	err := d.until(leaving, leg.over)
	if err == nil || ctx.Err() != nil || leaving.Err() == nil {
		return err
	}
	if _, gone := d.client.Channels.Get(ctx, leg.id); !errors.Is(gone, ari.ErrNotFound) {
		return fmt.Errorf("hanging up %s: %w", leg.id, err)
	}
	leg.left = true
	return nil
}

// errStays is why a leg counts as one that could not be hung up.
var errStays = errors.New("it has not gone")
