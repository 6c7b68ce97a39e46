package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// standbyTalk is what belongs to a conversation with an agent who waits on the line: the same keys, recording and
// bounds as with one who was rung. The agent's keys come by the meeting, as the agent has a call of their own.
type standbyTalk struct {
	*queueRun
	with  *queueLeg
	w     *visitor
	rules dial
	tape  dialTape
	// pads are the keys of the caller, and of the agent.
	pads     map[standbySide]*dialling.Keypad
	clock    talkClock
	warnings []string
	typing   *standbyTyping
	// begun tells that the two are joined, or were when another process ran the call.
	begun bool
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

func (q *queueRun) newStandbyTalk(l *queueLeg) (*standbyTalk, error) {
	rules := q.talkRules()
	t := &standbyTalk{queueRun: q, with: l, rules: rules, tape: dialTape{how: rules.record},
		pads: map[standbySide]*dialling.Keypad{standbyCaller: dialling.NewKeypad(codesOf(rules.caller)),
			standbyAgent: dialling.NewKeypad(codesOf(rules.callee))}}
	t.w = &visitor{run: q.r, port: q.r.Port().(flows.Parties), status: "failed", beside: t,
		saves: func(s visitState) error {
			q.state.Visit = &s
			return q.save()
		}}
	var err error
	t.warnings, err = q.r.Media(rules.limit.warning)
	return t, err
}

// joins ends what the caller hears until then.
func (t *standbyTalk) joins(ctx context.Context) error { return t.ear.hush(ctx, t.r) }

// joined begins what belongs to the conversation, or goes on with what another process has begun.
func (t *standbyTalk) joined(ctx context.Context, again bool) (err error) {
	t.begun = true
	if t.clock, err = t.rules.limit.clock(t.r, t.w.talks); err != nil {
		return err
	}
	if before := t.state.Talk; before != nil {
		t.clock.warns = before.Warns
		t.tape.goOn(t.r, before.Tape)
	} else {
		t.queueRun.joined(t.with)
		if err := t.tape.begin(ctx, t.r, t.w.view.Bridge, flows.Caller); err != nil {
			return err
		}
	}
	t.report(string(flows.QueueAnswered))
	if again && t.state.Types != "" { // who dialled an extension dials it again
		return t.beginTyping(ctx, t.state.Types)
	}
	return t.keep()
}

// keep writes down what the next process has to know: all of it at once, that of the visit too.
func (t *standbyTalk) keep() error {
	visit := t.w.now()
	t.w.state, t.state.Visit = visit, &visit
	t.state.Talk, t.state.Types = &dialState{Warns: t.clock.warns, Tape: t.tape.names}, ""
	if t.typing != nil {
		t.state.Types = t.typing.by
	}
	return t.save()
}

// due is when something is to be done while they talk.
func (t *standbyTalk) due() time.Time {
	at := t.clock.due()
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

// heard takes in what happens. Keys are for those who hear each other: what is pressed before does nothing.
func (t *standbyTalk) heard(ctx context.Context, event *flows.Event) (over bool, err error) {
	pressed := t.w.meeting.Pressed()
	if event.Kind == flows.TransferAsked {
		return false, referDecline(ctx, t.r, event.Transfer)
	}
	if !t.begun { // the agent is asked or told something: the wait may end meanwhile
		result := t.place.Look(t.r.Now()).Result
		return result != "" && result != flows.QueueAnswered, nil
	}
	for _, key := range pressed {
		if over, err := t.key(ctx, standbyAgent, key); over || err != nil {
			return over, err
		}
	}
	switch event.Kind {
	case flows.KeyPressed:
		return t.key(ctx, standbyCaller, flows.MeetingKey{Key: event.Key, At: event.At})
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
	for _, side := range []standbySide{standbyCaller, standbyAgent} {
		if at, waits := t.pads[side].Due(); waits && isDue(at, now) {
			if over, err := t.act(ctx, side, t.pads[side].Decide()); over || err != nil {
				return over, err
			}
		}
	}
	switch {
	case t.clock.isUp(now):
		t.talk.by = endedByLimit
		return true, nil
	case t.typing != nil && isDue(t.typing.until, now):
		return t.typed(ctx, true)
	case t.clock.warnsNow(now):
		return false, t.warn(ctx)
	}
	return false, nil
}

// warn tells both that the time will be up.
func (t *standbyTalk) warn(ctx context.Context) error {
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
