package simulate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// terminal is the telephone of a live call.
type terminal struct {
	// outer ends when the program is to stop; walking ends with the call.
	outer   context.Context
	walking context.Context
	cancel  context.CancelCauseFunc

	keys         Keys
	deaf         bool
	screen       *Screen
	promptLength time.Duration
	answerDelay  time.Duration

	// shift is how far the call's time is from that on the wall.
	shift    time.Duration
	began    time.Time
	answered bool
	counter  int
	playing  []sounding
	events   []flows.Event
	went     *flows.Place
	works    works
	// agents are what agents do. legs are the telephones that were dialled and are there, coming what is yet to be told of
	// them.
	agents []scenario.Dialled
	legs   []flows.Party
	coming []flows.Event
}

// sounding is a playback under way.
type sounding struct {
	id, media string
	ends      time.Time
}

var (
	_ flows.Port       = (*terminal)(nil)
	_ flows.Continuer  = (*terminal)(nil)
	_ flows.Signaller  = (*terminal)(nil)
	_ flows.Notifiable = (*terminal)(nil)
)

func newTerminal(outer context.Context, agents []scenario.Dialled, keys Keys, prompt, answer time.Duration,
	screen *Screen,
) *terminal {
	t := &terminal{outer: outer, agents: agents, keys: keys, screen: screen, promptLength: prompt, answerDelay: answer,
		began: time.Now()}
	t.walking, t.cancel = context.WithCancelCause(context.WithoutCancel(outer))
	return t
}

// Now is the time on the wall, or so much away from it as the call is to be.
func (t *terminal) Now() time.Time { return time.Now().Add(t.shift) }

// Answered tells whether the call is up.
func (t *terminal) Answered() bool { return t.answered }

// Answer answers, and lets the answer delay pass.
func (t *terminal) Answer(ctx context.Context) error {
	if t.answered {
		return nil
	}
	t.answered = true
	for until := t.Now().Add(t.answerDelay); ; {
		left := until.Sub(t.Now())
		if left <= 0 || ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t.show("answers", left)
		if err := t.listen(ctx, min(left, tick)); err != nil {
			return err
		}
	}
}

// Play begins a list of prompts.
func (t *terminal) Play(ctx context.Context, _ string, media []string) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	for _, prompt := range media {
		if err := refused(prompt); err != nil {
			return "", err
		}
	}
	t.counter++
	one := sounding{id: fmt.Sprintf("playback-%d", t.counter), media: strings.Join(media, " & "),
		ends: t.Now().Add(time.Duration(len(media)) * t.promptLength)}
	t.playing = append(t.playing, one)
	return one.id, nil
}

// Stop cuts a playback off.
func (t *terminal) Stop(ctx context.Context, id string) error {
	t.playing = slices.DeleteFunc(t.playing, func(one sounding) bool { return one.id == id })
	return context.Cause(ctx)
}

// Hangup ends the call from the flow's side.
func (t *terminal) Hangup(_ context.Context, cause flows.Cause) error {
	t.end(cause)
	return nil
}

// Continue sends the call back to a dialplan that nobody plays.
func (t *terminal) Continue(ctx context.Context, place flows.Place) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	t.went = &place
	t.end(flows.CauseNormal)
	return nil
}

// Went is where the flow sent the call in the dialplan, nil when it did not.
func (t *terminal) Went() *flows.Place { return t.went }

func (t *terminal) end(cause flows.Cause) {
	t.playing = nil
	t.cancel(&flows.HangupError{Cause: cause})
	if t.screen != nil {
		t.screen.Status("")
	}
}

// Next waits for a key, a prompt's end or the deadline.
func (t *terminal) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	wait := time.Duration(0) // the first look takes what has happened already
	for {
		if err := t.listen(ctx, wait); err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		now := t.Now()
		if event, ok := t.happened(now); ok {
			return &event, nil
		}
		if !deadline.IsZero() && !now.Before(deadline) {
			return &flows.Event{Kind: flows.TimeUp, At: now}, nil
		}
		wait = t.untilNext(now, deadline)
	}
}

// happened is the first event that nobody was told of yet.
func (t *terminal) happened(now time.Time) (flows.Event, bool) {
	if event, ok := t.works.take(); ok {
		return event, true
	}
	if len(t.events) > 0 {
		event := t.events[0]
		t.events = t.events[1:]
		return event, true
	}
	if event, ok := t.arrived(now); ok {
		return event, true
	}
	for i, one := range t.playing {
		if !now.Before(one.ends) {
			t.playing = slices.Delete(t.playing, i, i+1)
			return flows.Event{Kind: flows.PlaybackEnded, At: now, Playback: one.id}, true
		}
	}
	return flows.Event{}, false
}

// untilNext is how long nothing can happen but a key, at most a tick.
func (t *terminal) untilNext(now, deadline time.Time) time.Duration {
	wait, what, left := tick, "waits", time.Duration(0)
	if !deadline.IsZero() {
		left = deadline.Sub(now)
		wait = min(wait, left)
	}
	for _, one := range t.playing {
		what, left = "plays "+one.media, one.ends.Sub(now)
		wait = min(wait, left)
	}
	for _, event := range t.coming {
		wait = min(wait, event.At.Sub(now))
	}
	t.show(what, left)
	return max(wait, 0).Truncate(time.Millisecond) + time.Millisecond // a poll knows only milliseconds
}

// listen takes the keys that come within d; afterwards the call may be over.
func (t *terminal) listen(ctx context.Context, d time.Duration) error {
	if t.outer.Err() != nil {
		t.end(flows.CauseNormal)
	}
	if t.walking.Err() != nil {
		return nil
	}
	if t.deaf {
		pause(ctx, t.outer, d)
		return nil
	}
	text, err := t.keys.Wait(ctx, d)
	if err != nil {
		t.deaf = true // the caller has no more keys, but stays on the line
		return fromEOF(err)
	}
	keys, hangup := typed(text)
	for _, key := range keys {
		t.events = append(t.events, flows.Event{Kind: flows.KeyPressed, At: t.Now(), Key: key})
	}
	if hangup {
		t.end(flows.CauseNormal)
	}
	return nil
}

// show tells on the screen what is going on, and for how long yet.
func (t *terminal) show(what string, left time.Duration) {
	if t.screen == nil {
		return
	}
	if left > 0 {
		what = fmt.Sprintf("%s, %.1f s left", what, left.Seconds())
	}
	t.screen.Status(fmt.Sprintf("%6.1f    %s", t.Now().Sub(t.began).Seconds(), printable(what)))
}
