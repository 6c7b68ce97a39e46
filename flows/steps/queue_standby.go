package steps

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
	"github.com/ariapp/ariapp/flows/digits"
)

// standbyTalk is what belongs to a conversation with an agent who waits on the line: the same keys, recording and
// bounds as with one who was rung. The agent's keys come by the meeting, as the agent has a call of their own.
type standbyTalk struct {
	*queueRun
	w     *visitor
	rules dial
	tape  dialTape
	// pads are the keys of the caller, and of the agent.
	pads map[standbySide]*dialling.Keypad
	// ends is when the time is up, warns when they are warned next, every how often then.
	ends, warns time.Time
	every       time.Duration
	warnings    []string
	typing      *standbyTyping
	// way is where a key leads, nil for nowhere.
	way *flows.Block
}

// standbySide is one of the two.
type standbySide string

const (
	standbyCaller standbySide = "caller"
	standbyAgent  standbySide = "agent"
)

// standbyTyping is an extension that one of them dials, while the caller is out of the bridge.
type standbyTyping struct {
	by       standbySide
	entry    string
	until    time.Time
	span     time.Duration
	playback string
	// failed tells that the extension is none.
	failed bool
}

func (q *queueRun) newStandbyTalk(w *visitor) (*standbyTalk, error) {
	rules := q.talkRules()
	t := &standbyTalk{queueRun: q, w: w, rules: rules, tape: dialTape{how: rules.record},
		pads: map[standbySide]*dialling.Keypad{standbyCaller: dialling.NewKeypad(codesOf(rules.caller)),
			standbyAgent: dialling.NewKeypad(codesOf(rules.callee))}}
	var err error
	t.warnings, err = q.r.Media(rules.limit.warning)
	return t, err
}

// joined begins what belongs to the conversation, or goes on with what another process has begun.
func (t *standbyTalk) joined(ctx context.Context, _ bool) error {
	t.r.Want(func(digits.Key) bool { return true }) // they are for who talks with the caller, and no hotkeys
	before := *t.state.Talk
	if err := t.setLimit(before.Warns); err != nil {
		return err
	}
	if len(before.Tape) > 0 {
		t.tape.goOn(t.r, before.Tape)
	} else if err := t.tape.begin(ctx, t.r, t.w.view.Bridge, flows.Caller); err != nil {
		return err
	}
	return t.keep()
}

func (t *standbyTalk) setLimit(warns time.Time) error {
	most, err := t.rules.limit.most.Eval(t.r)
	if err != nil || most <= 0 {
		return err
	}
	t.ends = t.w.talks.Add(most)
	at, err := t.rules.limit.warnAt.Eval(t.r)
	if err != nil {
		return err
	}
	if t.every, err = t.rules.limit.warnEvery.Eval(t.r); err != nil {
		return err
	}
	if at = cmp.Or(at, t.every); !warns.IsZero() {
		t.warns = warns
	} else if at > 0 && at < most {
		t.warns = t.ends.Add(-at)
	}
	return nil
}

// keep writes down what the next process has to know.
func (t *standbyTalk) keep() error {
	t.state.Talk = &dialState{Warns: t.warns, Tape: t.tape.names}
	return t.save()
}

// due is when something is to be done while they talk.
func (t *standbyTalk) due() time.Time {
	at := sooner(t.ends, t.warns)
	if t.typing != nil {
		at = sooner(at, t.typing.until)
	}
	for _, pad := range t.pads {
		if due, waits := pad.Due(); waits {
			at = sooner(at, due)
		}
	}
	return at
}

// heard takes in what happens.
func (t *standbyTalk) heard(ctx context.Context, event flows.Event) (over bool, err error) {
	for _, key := range t.w.meeting.Pressed() {
		if over, err := t.key(ctx, standbyAgent, key); over || err != nil {
			return over, err
		}
	}
	switch event.Kind {
	case flows.KeyPressed:
		return t.key(ctx, standbyCaller, flows.MeetingKey{Key: event.Key, At: event.At})
	case flows.TransferAsked:
		return false, referDecline(ctx, t.r, event.Transfer)
	case flows.PlaybackEnded:
		if t.typing != nil && t.typing.playback == event.Playback {
			t.typing.playback = ""
		}
	case flows.TimeUp:
		return t.timeUp(ctx)
	}
	return false, nil
}

func (t *standbyTalk) timeUp(ctx context.Context) (over bool, err error) {
	now := t.r.Now()
	due := func(when time.Time) bool { return !when.IsZero() && !now.Before(when) }
	for _, side := range []standbySide{standbyCaller, standbyAgent} {
		if at, waits := t.pads[side].Due(); waits && due(at) {
			if over, err := t.act(ctx, side, t.pads[side].Decide()); over || err != nil {
				return over, err
			}
		}
	}
	switch {
	case due(t.ends):
		t.talk.by = endedByLimit
		return true, nil
	case t.typing != nil && due(t.typing.until):
		return t.typed(ctx, true)
	case due(t.warns):
		return false, t.warn(ctx)
	}
	return false, nil
}

// warn tells both that the time will be up.
func (t *standbyTalk) warn(ctx context.Context) error {
	t.warns = time.Time{}
	if next := t.r.Now().Add(t.every); t.every > 0 && next.Before(t.ends) {
		t.warns = next
	}
	if _, err := t.playIn(ctx, t.warnings); err != nil {
		return err
	}
	return t.keep()
}

// playIn plays to all in the bridge. What cannot be played is no reason to end the talk.
func (t *standbyTalk) playIn(ctx context.Context, media []string) (string, error) {
	playback, err := t.w.port.PlayIn(ctx, t.w.view.Bridge, t.r.Call().Language, media)
	if err != nil && flows.IsFailure(ctx, err) {
		t.r.Log("warn", "in a conversation: "+err.Error())
		return "", nil
	}
	return playback, err
}

// key takes a key of one of them.
func (t *standbyTalk) key(ctx context.Context, side standbySide, key flows.MeetingKey) (over bool, err error) {
	if t.typing == nil {
		return t.act(ctx, side, t.pads[side].Press(key.Key, key.At))
	}
	if t.typing.by != side || t.typing.failed {
		return false, nil
	}
	return t.typeKey(ctx, key.Key)
}

// act does what keys of one of them are for; "" does nothing.
func (t *standbyTalk) act(ctx context.Context, side standbySide, code string) (over bool, err error) {
	set, who := t.rules.caller, endedByCaller
	if side == standbyAgent {
		set, who = t.rules.callee, endedByAgent
	}
	key := findKey(set, code)
	if key == nil || code == "" {
		return false, nil
	}
	switch key.word {
	case keyHangup:
		t.talk.by = who
		return true, nil
	case keyTransfer:
		return false, t.beginTyping(ctx, side)
	case keyRecord:
		return false, errors.Join(t.tape.toggle(ctx, t.r, t.w.view.Bridge, flows.Caller), t.keep())
	}
	t.talk.by, t.talk.key, t.way = who, key.code, key.block
	return true, nil
}

// ended ends what belongs to the conversation, before the two part.
func (t *standbyTalk) ended(ctx context.Context) error {
	if t.talk.by == "" && t.w.status == "ended" {
		t.talk.by = endedByAgent
	}
	err := t.quiet(ctx)
	return errors.Join(err, t.tape.end(ctx, t.r))
}
