package steps

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// talk is what the steps around mailboxes have in common: they play, and take
// the keys that answer. All keys are theirs: hotkeys would tear * and # away.
type talk struct {
	run *flows.Run
}

// none and other are what came of a question for one key without one: none was
// pressed in time, or one that means nothing.
const (
	none  digits.Key = 0
	other digits.Key = '?'
)

// noWait asks for a key only as long as prompts play.
const noWait = time.Duration(0)

// reach asks the mailboxes something, at most for a moment; keys are kept meanwhile.
func reach[T any](ctx context.Context, r *flows.Run, do func(context.Context, flows.Mailboxes) (T, error)) (T, error) {
	var nothing T
	boxes := r.World().Mailboxes
	if boxes == nil {
		return nothing, flows.ErrNotHere
	}
	result, err := r.Do(ctx, mailboxTime, func(ctx context.Context) (any, error) { return do(ctx, boxes) })
	switch {
	case err == nil:
	case flows.IsFailure(ctx, err) && !isNoMailbox(err) && !isFull(err):
		return nothing, &mailboxesFailed{err}
	default:
		return nothing, err
	}
	value, _ := result.(T)
	return value, nil
}

// mailboxesFailed tells that mailboxes could not answer, as their index is away.
type mailboxesFailed struct{ error }

// Unwrap is why.
func (f *mailboxesFailed) Unwrap() error { return f.error }

// isAway tells whether that is what an error comes of.
func isAway(err error) bool {
	var failed *mailboxesFailed
	return errors.As(err, &failed)
}

// tell is reach for what gives nothing back.
func tell(ctx context.Context, r *flows.Run, do func(context.Context, flows.Mailboxes) error) error {
	_, err := reach(ctx, r, func(ctx context.Context, boxes flows.Mailboxes) (bool, error) {
		return true, do(ctx, boxes)
	})
	return err
}

// say plays prompts to their end; keys are kept for the next question.
func (t talk) say(ctx context.Context, prompts ...string) error {
	playback, err := t.run.Play(ctx, prompts)
	if err != nil {
		return err
	}
	for {
		event, err := t.run.Next(ctx, time.Time{})
		switch {
		case err != nil:
			return err
		case event.Kind == flows.KeyPressed:
			t.run.Keys().Push(event.Key, event.At)
		case event.Kind == flows.PlaybackEnded && event.Playback == playback:
			return nil
		}
	}
}

// key plays prompts until one of the keys is pressed, and waits for it after
// them; any other key stops them too, as that of a person who has not understood.
func (t talk) key(ctx context.Context, keys string, wait time.Duration, prompts ...string) (digits.Key, error) {
	e, err := t.entry(ctx, digits.Rule{Values: strings.Split(keys, "")}, wait, prompts)
	switch {
	case err != nil || e.verdict == digits.NoInput:
		return none, err
	case e.verdict == digits.Complete:
		return digits.Key(e.value[0]), nil
	}
	return other, nil
}

// number plays prompts and takes digits, as far as # or until no more of them come.
func (t talk) number(ctx context.Context, prompts ...string) (string, error) {
	e, err := t.entry(ctx, digits.Rule{Max: mailboxDigitsMax, Terminators: digits.KeySetOf('#')}, entryTime, prompts)
	return e.value, err
}

func (t talk) entry(ctx context.Context, rule digits.Rule, wait time.Duration, prompts []string) (entry, error) {
	matcher, err := digits.NewMatcher(rule)
	if err != nil {
		return entry{}, err
	}
	question := asking{matcher: matcher, bargein: bargeinAny, takesAll: true, typeahead: flows.Fixed(true),
		first: flows.Fixed(wait), inter: flows.Fixed(digitTime)}
	return question.attempt(ctx, t.run, prompts, false)
}

// take is what came of a recording.
type take struct {
	took time.Duration
	// key is what ended it, none where silence, its length or Asterisk did.
	key    digits.Key
	failed bool
}

// record records the caller until # or one of the other keys, silence, or its
// greatest length. With an error, took is how long it went.
func (t talk) record(ctx context.Context, recording flows.Recording, keys string) (take, error) {
	recording.Terminator, recording.Beep = "#", true
	if err := recordAnew(ctx, t.run, recording); err != nil {
		return take{failed: true}, err
	}
	return t.recorded(ctx, recording, keys, t.run.Now())
}

// recorded waits for the end of a recording that goes on since began, as [talk.record] says.
func (t talk) recorded(ctx context.Context, recording flows.Recording, keys string, began time.Time) (take, error) {
	deadline := time.Time{}
	if recording.Max > 0 {
		deadline = t.run.Now().Add(recording.Max + recordingGrace)
	}
	ended := take{}
	for {
		event, err := t.run.Next(ctx, deadline)
		ended.took = t.run.Now().Sub(began)
		switch {
		case err != nil:
			return ended, err
		case event.Kind == flows.KeyPressed && ended.key == none && strings.ContainsRune("#"+keys, rune(event.Key)):
			if ended.key = event.Key; event.Key != '#' { // Asterisk heeds # itself
				err = t.run.ChangeRecording(ctx, recording.Name, flows.StopRecording)
			}
		case event.Kind == flows.RecordingOver && event.Recording == recording.Name:
			if event.Took > 0 {
				ended.took = event.Took
			}
			ended.failed = event.Failed
			if ended.key == none { // the key that ended it may come behind its end
				t.run.Swallow(digits.KeySetOf('#'), t.run.Now().Add(lateKey))
			}
			return ended, nil
		case event.Kind == flows.TimeUp:
			return ended, t.run.ChangeRecording(ctx, recording.Name, flows.StopRecording)
		}
		if err != nil {
			return ended, err
		}
	}
}
