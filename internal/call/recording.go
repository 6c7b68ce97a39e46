package call

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// recorded is a recording under way.
type recorded struct {
	// tap is the channel that was made for it, "" for none.
	tap string
	// watchAt is when to ask Asterisk for it, as nothing was heard of it.
	watchAt time.Time
}

// Record begins a recording of a party or a bridge.
func (c *Call) Record(ctx context.Context, r flows.Recording) error {
	if err := c.alive(ctx); err != nil {
		return err
	}
	if c.recordings[r.Name] != nil {
		return fmt.Errorf("recording %s: %w", r.Name, flows.ErrRecordingExists)
	}
	ask, tap, err := c.recorder(ctx, r)
	if err != nil {
		return err
	}
	// It is known before it is asked for: its end may be told before the reply.
	c.recordings.put(r.Name, &recorded{tap: tap, watchAt: time.Now().Add(recordingWatch)})
	if tap != "" { // its channel may enter Stasis a moment after it was made
		ask = c.patient(ctx, ask)
	}
	err = c.persist(ctx, ask, func() (bool, error) {
		_, err := c.opts.Client.Recordings.GetLive(whole(ctx), r.Name)
		return err == nil, nil
	})
	if err == nil {
		return nil
	}
	c.recordings.drop(r.Name)
	c.endTap(tap)
	if exists(err) {
		return fmt.Errorf("recording %s: %w", r.Name, flows.ErrRecordingExists)
	}
	err = fmt.Errorf("recording %s: %w", r.Name, err)
	if r.Bridge == "" && r.Party == flows.Caller && !r.Tap {
		return c.failure(ctx, err)
	}
	return err
}

// exists tells that a recording of that name is there, or under way: Asterisk
// has the same status for a channel that cannot be recorded.
func exists(err error) bool {
	fault := (*ari.Error)(nil)
	return errors.Is(err, ari.ErrConflict) && errors.As(err, &fault) && strings.Contains(fault.Message, "already")
}

// patient asks again for a moment while what is asked for is not possible yet.
func (c *Call) patient(ctx context.Context, ask func() error) func() error {
	return func() error {
		err := ask()
		for try := 0; try < recordingTries && errors.Is(err, ari.ErrConflict) && !exists(err); try++ {
			if c.sleep(ctx, recordingPause) != nil && ctx.Err() == nil {
				return err
			}
			err = ask()
		}
		return err
	}
}

// endTap ends the channel of a recording that is over.
func (c *Call) endTap(tap string) {
	if tap == "" {
		return
	}
	if err := c.hangupChannel(context.Background(), tap, flows.CauseNormal); err != nil {
		c.opts.Logger.Warn("a tap stays", "channel", tap, "error", err)
		return
	}
	c.taps.drop(tap)
	c.opts.Claims.channel(tap, false)
}

// recordingEnded is the end of a recording; false when it is none of the call's.
func (c *Call) recordingEnded(m message) (flows.Event, bool) {
	r := c.recordings[m.recording]
	if r == nil {
		return flows.Event{}, false
	}
	c.recordings.drop(m.recording)
	c.endTap(r.tap)
	return flows.Event{Kind: flows.RecordingOver, At: m.at, Recording: m.recording, Failed: m.failed, Took: m.took}, true
}

// lateRecording asks for recordings of which nothing was heard for long. One
// that Asterisk does not know has ended without an event.
func (c *Call) lateRecording(ctx context.Context) (flows.Event, bool) {
	for name, r := range c.recordings {
		if time.Now().Before(r.watchAt) {
			continue
		}
		r.watchAt = time.Now().Add(recordingWatch)
		_, err := c.opts.Client.Recordings.GetLive(whole(ctx), name)
		if !errors.Is(err, ari.ErrNotFound) || ctx.Err() != nil {
			continue
		}
		m, told := c.mailbox.take(func(m message) bool { return m.recording == name }) // it ended while we asked
		if !told {
			c.opts.Logger.Warn("Asterisk did not tell that a recording ended", "recording", name)
			m = message{at: time.Now(), recording: name}
		}
		return c.recordingEnded(m)
	}
	return flows.Event{}, false
}

// Records tells whether a recording was begun whose end was not told yet. One of which nothing is known may have been
// begun in the last moment of a process that has died.
func (c *Call) Records(ctx context.Context, name string) (bool, error) {
	if c.recordings[name] != nil { // whether it is there still is asked as soon as the call waits
		return true, nil
	}
	var live *ari.LiveRecording
	err := c.persist(ctx, func() (err error) {
		live, err = c.opts.Client.Recordings.GetLive(whole(ctx), name)
		return err
	}, notDone)
	switch {
	case errors.Is(err, ari.ErrNotFound), err == nil && live.TargetURI != "channel:"+c.Channel(): // of another call

		return false, nil
	case err != nil:
		return false, fmt.Errorf("asking for the recording %s: %w", name, err)
	}
	c.recordings.put(name, &recorded{watchAt: time.Now().Add(recordingWatch)})
	return true, nil
}

// recorder is the request that begins a recording, and the channel that was made for it.
func (c *Call) recorder(ctx context.Context, r flows.Recording) (ask func() error, tap string, err error) {
	if r.Bridge != "" {
		params := ari.BridgesRecordParams{Name: r.Name, Format: r.Format, MaxDurationSeconds: seconds(r.Max),
			MaxSilenceSeconds: seconds(r.Silence), Beep: ari.Ptr(r.Beep)}
		if r.IfExists != "" {
			params.IfExists = ari.Ptr(ari.BridgesRecordIfExists(r.IfExists))
		}
		if r.Terminator != "" {
			params.TerminateOn = ari.Ptr(ari.BridgesRecordTerminateOn(r.Terminator))
		}
		return func() error {
			_, err := c.opts.Client.Bridges.Record(whole(ctx), r.Bridge, params)
			return err
		}, "", nil
	}
	channel, there := c.channelOf(r.Party)
	if !there {
		return nil, "", ErrPartyGone
	}
	if r.Tap {
		if tap, err = c.tap(ctx, channel, r.Both); err != nil {
			return nil, "", err
		}
		channel = tap
	} else if r.Party == flows.Caller {
		if err := c.settle(ctx); err != nil { // it would wait for what plays
			return nil, "", err
		}
		c.answered = true // recording answers
	}
	params := ari.ChannelsRecordParams{Name: r.Name, Format: r.Format, MaxDurationSeconds: seconds(r.Max),
		MaxSilenceSeconds: seconds(r.Silence), Beep: ari.Ptr(r.Beep)}
	if r.IfExists != "" {
		params.IfExists = ari.Ptr(ari.ChannelsRecordIfExists(r.IfExists))
	}
	if r.Terminator != "" {
		params.TerminateOn = ari.Ptr(ari.ChannelsRecordTerminateOn(r.Terminator))
	}
	return func() error {
		_, err := c.opts.Client.Channels.Record(whole(ctx), channel, params)
		return err
	}, tap, nil
}

// tap makes a channel that hears what a party says, and with both what it hears.
func (c *Call) tap(ctx context.Context, channel string, both bool) (string, error) {
	c.made++
	id := c.base + ".s" + strconv.Itoa(c.made)
	spy := ari.ChannelsSnoopChannelSpy("in")
	if both {
		spy = "both"
	}
	c.taps.put(id, true)
	c.opts.Claims.channel(id, true)
	err := c.persist(ctx, func() error {
		_, err := c.opts.Client.Channels.SnoopChannelWithID(whole(ctx), channel, id,
			ari.ChannelsSnoopChannelWithIDParams{App: c.opts.App, Spy: &spy,
				AppArgs: ari.Ptr(LegArgument + "," + c.Channel())})
		return err
	}, func() (bool, error) { return c.exists(whole(ctx), id) })
	if err != nil {
		return "", fmt.Errorf("tapping a channel: %w", err)
	}
	return id, nil
}

// ChangeRecording does something with a recording under way.
func (c *Call) ChangeRecording(ctx context.Context, name string, change flows.RecordingChange) error {
	service := c.opts.Client.Recordings
	ask := map[flows.RecordingChange]func(context.Context, string) error{
		flows.StopRecording: service.Stop, flows.DiscardRecording: service.Cancel, flows.PauseRecording: service.Pause,
		flows.ResumeRecording: service.Unpause, flows.MuteRecording: service.Mute, flows.UnmuteRecording: service.Unmute,
	}[change]
	switch {
	case change == flows.DeleteRecording:
		return c.deleteRecording(ctx, name)
	case ask == nil:
		return fmt.Errorf("a recording cannot be told to %s", change)
	}
	// One that was asked for a moment ago may not have begun.
	err := c.persist(ctx, c.patient(ctx, func() error { return ask(whole(ctx), name) }),
		notDone)
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		return fmt.Errorf("changing the recording %s: %w", name, err)
	}
	return nil
}

// deleteRecording deletes a recording, whether it is under way or over: that may change while it is asked for.
func (c *Call) deleteRecording(ctx context.Context, name string) error {
	service := c.opts.Client.Recordings
	for _, ask := range []func(context.Context, string) error{service.Cancel, service.DeleteStored} {
		err := c.persist(ctx, func() error { return ask(whole(ctx), name) }, notDone)
		if err != nil && !errors.Is(err, ari.ErrNotFound) {
			return fmt.Errorf("deleting the recording %s: %w", name, err)
		}
	}
	return nil
}

// seconds is a duration as Asterisk takes it, rounded up; nil for none.
func seconds(d time.Duration) *int {
	if d <= 0 {
		return nil
	}
	return ari.Ptr(int((d + time.Second - 1) / time.Second))
}
