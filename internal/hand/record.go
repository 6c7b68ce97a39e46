package hand

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// RecordOrder says how a channel or a bridge is recorded.
type RecordOrder struct {
	ID string `json:"-" path:"id"`
	// Name is that of the recording; folders are parted by slashes.
	Name string `json:"name"`
	// Format is wav when it is empty.
	Format string `json:"format,omitempty"`
	// MaxSeconds and SilenceSeconds end it, 0 for never.
	MaxSeconds     int `json:"max_seconds,omitempty"`
	SilenceSeconds int `json:"silence_seconds,omitempty"`
	// IfExists is fail, overwrite or append.
	IfExists string `json:"if_exists,omitempty"`
	Beep     bool   `json:"beep,omitempty"`
	// TerminateOn is the key that ends it: none, any, * or #.
	TerminateOn string `json:"terminate_on,omitempty"`
}

func (o RecordOrder) check() error {
	longest := int(RecordTimeMax / time.Second)
	switch o.IfExists {
	case "", "fail", "overwrite", "append":
	default:
		return orderf("if_exists is %q: fail, overwrite and append are possible", o.IfExists)
	}
	switch o.TerminateOn {
	case "", "none", "any", "*", "#":
	default:
		return orderf("terminate_on is %q: none, any, * and # are possible", o.TerminateOn)
	}
	if min(o.MaxSeconds, o.SilenceSeconds) < 0 || max(o.MaxSeconds, o.SilenceSeconds) > longest {
		return orderf("a recording's time is not from 0 to %d seconds", longest)
	}
	if strings.Trim(o.Format, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return orderf("format is %q: one such as wav, gsm or ulaw is possible", o.Format)
	}
	return recordingName("name", o.Name)
}

// recordingName tells what is wrong with the name of a recording. It is a path
// below the folder of recordings, and leads nowhere else.
func recordingName(field, name string) error {
	switch {
	case name == "" || len(name) > nameMax:
		return orderf("%s has %d bytes: 1 to %d are possible", field, len(name), nameMax)
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }):
		return orderf("%s %q has a character that a file's name should not have", field, name)
	case path.IsAbs(name) || path.Clean(name) != name || name == ".." || strings.HasPrefix(name, "../") || name == ".":
		return orderf("%s %q leads out of the folder of recordings, or round about", field, name)
	}
	return nil
}

func (o RecordOrder) format() string {
	if o.Format == "" {
		return "wav"
	}
	return o.Format
}

// Record begins to record a channel.
func Record() Operation[RecordOrder, *ari.LiveRecording] {
	return Operation[RecordOrder, *ari.LiveRecording]{Route{"POST", "/channels/{id}/record", "Records a channel.", true},
		func(ctx context.Context, c *ari.Client, o RecordOrder) (*ari.LiveRecording, error) {
			return c.Channels.Record(ctx, o.ID, ari.ChannelsRecordParams{Name: o.Name, Format: o.format(),
				MaxDurationSeconds: unlessEmpty(o.MaxSeconds), MaxSilenceSeconds: unlessEmpty(o.SilenceSeconds),
				IfExists: unlessEmpty(ari.ChannelsRecordIfExists(o.IfExists)), Beep: unlessEmpty(o.Beep),
				TerminateOn: unlessEmpty(ari.ChannelsRecordTerminateOn(o.TerminateOn))})
		}}
}

// RecordBridge begins to record what all in a bridge say.
func RecordBridge() Operation[RecordOrder, *ari.LiveRecording] {
	return Operation[RecordOrder, *ari.LiveRecording]{Route{"POST", "/bridges/{id}/record", "Records a bridge.", true},
		func(ctx context.Context, c *ari.Client, o RecordOrder) (*ari.LiveRecording, error) {
			return c.Bridges.Record(ctx, o.ID, ari.BridgesRecordParams{Name: o.Name, Format: o.format(),
				MaxDurationSeconds: unlessEmpty(o.MaxSeconds), MaxSilenceSeconds: unlessEmpty(o.SilenceSeconds),
				IfExists: unlessEmpty(ari.BridgesRecordIfExists(o.IfExists)), Beep: unlessEmpty(o.Beep),
				TerminateOn: unlessEmpty(ari.BridgesRecordTerminateOn(o.TerminateOn))})
		}}
}

// RecordingOrder names a recording.
type RecordingOrder struct {
	Name string `json:"-" path:"name"`
}

func (o RecordingOrder) check() error { return recordingName("name", o.Name) }

// LiveRecording is a recording that is being made.
func LiveRecording() Operation[RecordingOrder, *ari.LiveRecording] {
	return Operation[RecordingOrder, *ari.LiveRecording]{
		Route{"GET", "/live-recordings/{name}", "A recording that is being made; not found when it is over.", false},
		func(ctx context.Context, c *ari.Client, o RecordingOrder) (*ari.LiveRecording, error) {
			return c.Recordings.GetLive(ctx, o.Name)
		}}
}

// StopRecording ends a recording, which is kept.
func StopRecording() Operation[RecordingOrder, Nothing] {
	return Operation[RecordingOrder, Nothing]{
		Route{"POST", "/live-recordings/{name}/stop", "Ends a recording, and keeps it.", true},
		func(ctx context.Context, c *ari.Client, o RecordingOrder) (Nothing, error) {
			return nothing(c.Recordings.Stop(ctx, o.Name))
		}}
}

// AwaitRecording waits until a recording is over, and tells each look at it. When ctx ends it is
// ended, and kept.
func AwaitRecording(ctx context.Context, h Hand, name string, tell func(*ari.LiveRecording)) error {
	order := RecordingOrder{name}
	err := await(ctx, func() (bool, error) {
		now, err := LiveRecording().Do(ctx, h, order)
		switch {
		case errors.Is(err, ari.ErrNotFound):
			return true, nil
		case err != nil:
			return false, fmt.Errorf("waiting for the recording: %w", err)
		}
		tell(now)
		return false, nil
	})
	if ctx.Err() != nil {
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
		defer cancel()
		if _, stopErr := StopRecording().Do(after, h, order); stopErr != nil && !errors.Is(stopErr, ari.ErrNotFound) {
			err = errors.Join(err, fmt.Errorf("ending the recording: %w", stopErr))
		}
	}
	return err
}
