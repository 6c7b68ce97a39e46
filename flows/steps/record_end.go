package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// take records once, and finds out what ended it.
func (t *taking) take(ctx context.Context) error {
	t.Ask(t.ends)
	defer t.Want(nil)
	if !t.takenUp {
		if err := t.begin(ctx); err != nil || t.state.Status == "error" {
			return err
		}
	}
	t.hold(ctx)
	key, pressed, over, err := t.untilOver(ctx)
	if err != nil {
		return err
	}
	if over.Failed {
		t.state.Status, t.state.Reason = "error", "failed"
		return t.Unkept(ctx, t.recording.Name)
	}
	if err := t.ended(ctx, key, pressed, over); err != nil {
		return err
	}
	t.takenUp = false
	return t.note()
}

// begin has Asterisk record.
func (t *taking) begin(ctx context.Context) error {
	if err := drain(ctx, t.Run); err != nil {
		return err
	}
	t.Keys().Clear() // what was pressed before is no end of it
	t.state.Name, t.state.Began, t.state.Took = t.recording.Name, t.Now(), 0
	if err := t.Keep(t.state); err != nil { // it is written down as soon as it has begun
		return err
	}
	err := recordAnew(ctx, t.Run, t.recording)
	if errors.Is(err, flows.ErrRecordingExists) {
		t.state.Status, t.state.Reason = "error", "exists"
		return nil
	}
	if err != nil {
		t.state.Began = time.Time{}
		return err
	}
	t.state.Began = t.Now()
	return nil
}

// ended tells what has ended the recording: key is the last one pressed that may have.
func (t *taking) ended(ctx context.Context, key digits.Key, pressed time.Time, over *flows.Event) error {
	silent, took := t.recording.Silence > 0, t.Now().Sub(t.state.Began)
	length := func(measured time.Duration) time.Duration {
		if t.takenUp && over.Took == 0 { // nobody was told of its end: it is not longer than that
			return t.longest(measured)
		}
		return lengthOf(measured, over.Took)
	}
	t.state.Took = length(took)
	switch full := t.recording.Max > 0 && took >= t.recording.Max; {
	case key != 0 && over.At.Sub(pressed) <= keyBeforeEnd:
		t.state.Status, t.state.Key = "dtmf", key
	case full && !silent || full && over.Took >= t.recording.Max.Truncate(time.Second):
		t.state.Status = "timeout"
	case silent:
		t.state.Status = "silence"
		t.state.Took = length(took - t.recording.Silence)
	case t.recording.Terminator != "none":
		return t.awaitKey(ctx)
	default: // nothing was heard of the caller any more
		t.state.Status = "silence"
	}
	return nil
}

// longest is how long a recording is at most that was seen for so long.
func (t *taking) longest(seen time.Duration) time.Duration {
	if t.recording.Max > 0 {
		return min(seen, t.recording.Max)
	}
	return seen
}

// ends tells whether a key ends the recording.
func (t *taking) ends(key digits.Key) bool {
	switch t.recording.Terminator {
	case "none":
		return false
	case "any":
		return true
	}
	return t.recording.Terminator == key.String()
}

// untilOver waits for the end of the recording; key is the last one pressed that may have ended it, and pressed when.
func (t *taking) untilOver(ctx context.Context) (key digits.Key, pressed time.Time, over *flows.Event, err error) {
	deadline := time.Time{}
	if t.recording.Max > 0 {
		deadline = t.state.Began.Add(t.recording.Max + recordingGrace)
	}
	for {
		event, err := t.Next(ctx, deadline)
		switch {
		case err != nil:
			return key, pressed, event, err
		case event.Kind == flows.KeyPressed && t.ends(event.Key):
			key, pressed = event.Key, event.At
		case event.Kind == flows.RecordingOver && event.Recording == t.recording.Name:
			return key, pressed, event, nil
		case event.Kind == flows.TimeUp: // Asterisk should have ended it by itself
			event.Took = t.recording.Max
			return key, pressed, event, t.ChangeRecording(ctx, t.recording.Name, flows.StopRecording)
		}
	}
}

// awaitKey waits a moment for the key that has ended the recording: the two are told apart.
func (t *taking) awaitKey(ctx context.Context) error {
	deadline := t.Now().Add(keyBehindEnd)
	for {
		event, err := t.Next(ctx, deadline)
		switch {
		case err != nil:
			return err
		case event.Kind == flows.KeyPressed && t.ends(event.Key):
			t.state.Status, t.state.Key = "dtmf", event.Key
			return nil
		case event.Kind == flows.TimeUp: // nothing was heard of the caller any more
			t.state.Status = "silence"
			return nil
		}
	}
}

// lengthOf is how long a recording is that took that long, when Asterisk says
// so many whole seconds: these leave out the beep, and what was paused.
func lengthOf(measured, told time.Duration) time.Duration {
	return min(max(measured, told), told.Truncate(time.Second)+time.Second-time.Millisecond)
}
