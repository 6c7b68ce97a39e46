package hand

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// Spying is how a supervisor hears a talk.
type Spying struct {
	// Channel is the caller's; what others hear comes in from there.
	Channel string
	// Mode is listen, whisper (those whom the caller talks with hear the supervisor) or barge (the caller too).
	Mode       string
	Supervisor Leg
	// Announce are sounds that both hear before the supervisor hears them, none for nothing.
	Announce []string
	// BeepEvery is how often both hear a beep as long as the supervisor hears them, 0 for never.
	BeepEvery time.Duration
}

// SpyModes are the ways to be there.
func SpyModes() []string { return []string{"listen", "whisper", "barge"} }

func (s Spying) check() error {
	switch {
	case s.Channel == "":
		return orderf("no channel is named")
	case !slices.Contains(SpyModes(), s.Mode):
		return orderf("the mode %q: %s are possible", s.Mode, strings.Join(SpyModes(), ", "))
	case len(s.Announce) > mediaMax:
		return orderf("there are %d announcements: %d are possible", len(s.Announce), mediaMax)
	}
	return s.Supervisor.check()
}

// Spy calls a supervisor, tells those who talk, and lets the supervisor hear them until one side is gone or ctx ends.
// Nobody is heard before everything of the announcement was played. Errors are as of [Originate].
func Spy(ctx context.Context, client *ari.Client, order Spying, tell func(Progress)) (result Result, err error) {
	if err := order.check(); err != nil {
		return Result{}, err
	}
	if _, err := client.Channels.Get(ctx, order.Channel); err != nil {
		return Result{}, fmt.Errorf("looking for the call: %w", err)
	}
	d, end, err := begin(ctx, client, tell)
	if err != nil {
		return Result{}, err
	}
	defer end(&err)
	result.Bridge = d.app + ".bridge"
	if err := d.makeBridge(ctx, result.Bridge); err != nil {
		return Result{}, err
	}
	boss, err := d.reach(ctx, order.Supervisor, result.Bridge)
	if err != nil {
		return Result{}, err
	}
	result.Channel = boss.id
	if err := d.announce(ctx, order, boss); err != nil {
		return d.unlessEnded(ctx, order, result, err)
	}
	whisper := map[string]ari.ChannelsSnoopChannelWhisper{"listen": ari.ChannelsSnoopChannelWhisperNone,
		"whisper": ari.ChannelsSnoopChannelWhisperIn, "barge": ari.ChannelsSnoopChannelWhisperBoth}[order.Mode]
	ear, err := d.snoop(ctx, order.Channel, ari.ChannelsSnoopChannelSpyBoth, whisper)
	if err == nil {
		result.Other = ear.id
		err = d.join(ctx, result.Bridge, ear)
	}
	if err != nil {
		return d.unlessEnded(ctx, order, result, err)
	}
	d.stage(boss, Joined)
	err = d.listen(ctx, order, boss, ear)
	if result.Cause = boss.text; boss.stage != Gone {
		result.Cause = callEnded
	}
	return result, unlessOver(ctx, err)
}

// callEnded is why nobody is heard any more.
const callEnded = "the call has ended"

// unlessEnded is an error, unless it came of the end of the call.
func (d *dialling) unlessEnded(ctx context.Context, order Spying, result Result, err error) (Result, error) {
	if _, looking := d.client.Channels.Get(ctx, order.Channel); errors.Is(looking, ari.ErrNotFound) {
		result.Cause = callEnded
		return result, nil
	}
	return result, err
}

// over tells that a channel is gone; of one that listens Asterisk tells no more than that it has left.
func (l *dialled) over() bool { return l.stage == Gone || l.left }

// snoop makes a channel that hears another one, or is heard there.
func (d *dialling) snoop(ctx context.Context, channel string, spy ari.ChannelsSnoopChannelSpy,
	whisper ari.ChannelsSnoopChannelWhisper,
) (*dialled, error) {
	one := &dialled{Leg: Leg{Endpoint: "Snoop/" + channel}, id: fmt.Sprintf("%s.%d", d.app, len(d.legs)+1),
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

// listen waits until one side is gone, and has those who talk hear now and then that they are listened to. Who cannot
// be told that any more is not listened to any more.
func (d *dialling) listen(ctx context.Context, order Spying, boss, ear *dialled) error {
	over := func() bool { return boss.stage == Gone || ear.over() }
	if order.BeepEvery <= 0 {
		return d.until(ctx, over)
	}
	voice, err := d.snoop(ctx, order.Channel, ari.ChannelsSnoopChannelSpyNone, ari.ChannelsSnoopChannelWhisperBoth)
	if err != nil {
		if over() {
			return nil
		}
		return err
	}
	either := func() bool { return over() || voice.over() }
	for !either() {
		pause, cancel := context.WithTimeoutCause(ctx, order.BeepEvery, errBeep)
		err := d.until(pause, either)
		due := errors.Is(context.Cause(pause), errBeep)
		cancel()
		if err == nil || ctx.Err() != nil || !due {
			return err
		}
		if err := d.sound(ctx, []string{beepSound}, voice, boss); err != nil {
			switch {
			case boss.over():
				return d.until(ctx, either)
			case either(), errors.Is(err, ari.ErrNotFound): // the talk is over
				return nil
			}
			return fmt.Errorf("letting them hear that they are listened to: %w", err)
		}
	}
	return nil
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
func (d *dialling) announce(ctx context.Context, order Spying, boss *dialled) error {
	if len(order.Announce) == 0 {
		return nil
	}
	voice, err := d.snoop(ctx, order.Channel, ari.ChannelsSnoopChannelSpyNone, ari.ChannelsSnoopChannelWhisperBoth)
	if err != nil {
		return err
	}
	media := make([]string, 0, len(order.Announce))
	for _, one := range order.Announce {
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
	err := d.client.Channels.Hangup(ctx, leg.id, ari.ChannelsHangupParams{})
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		return fmt.Errorf("hanging up %s: %w", leg.id, err)
	}
	return d.until(ctx, leg.over)
}
