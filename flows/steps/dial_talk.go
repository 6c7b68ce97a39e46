package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
	"github.com/ariapp/ariapp/flows/digits"
)

// Who ended a conversation.
const (
	endedByCaller = "caller"
	endedByCallee = "callee"
	endedByLimit  = "limit"
)

// dialTalk is a conversation.
type dialTalk struct {
	*dialRun
	leg   *dialLeg
	clock talkClock
	// parted is when the callee's end counts as told, since they have left the bridge.
	parted time.Time
	pads   map[flows.Party]*dialling.Keypad
	typing *dialTyping
	tape   dialTape
	// way is where a key leads, sent the transfer that a telephone has asked for and that was done; nil for none.
	way  *flows.Block
	sent *flows.Transfer
}

// talk lets them talk until one hangs up, time is up, or a key leads elsewhere.
// before is where a conversation was that another process has left, nil for one that begins.
func (d *dialRun) talk(ctx context.Context, l *dialLeg, before *dialState) (flows.Next, error) {
	t := &dialTalk{dialRun: d, leg: l, tape: dialTape{how: d.record}, pads: map[flows.Party]*dialling.Keypad{
		flows.Caller: dialling.NewKeypad(codesOf(d.caller)), l.party: dialling.NewKeypad(codesOf(d.callee))}}
	d.result.by = endedByCaller                     // unless somebody else does
	d.r.Want(func(digits.Key) bool { return true }) // they are for who talks with the caller, and no hotkeys
	d.report(dialling.Answered)
	var err error
	if t.clock, err = d.limit.clock(d.r, l.joined); err != nil {
		return flows.Next{}, err
	}
	goesOn, err := d.goesOn.Eval(d.r)
	if err != nil {
		return flows.Next{}, err
	}
	if before == nil {
		err = t.tape.begin(ctx, d.r, d.bridge, l.party)
	} else {
		err = t.goOn(ctx, before)
	}
	if err == nil {
		err = t.save()
	}
	if err != nil {
		return flows.Next{}, err
	}
	err = t.last(ctx)
	d.result.talked = d.r.Now().Sub(l.joined)
	d.report(dialling.Answered)
	if err != nil {
		return flows.Next{}, err
	}
	if t.sent != nil {
		return t.referredAway(ctx)
	}
	if err := t.part(ctx); err != nil {
		return flows.Next{}, err
	}
	if t.way != nil || goesOn {
		if err := t.ourTransfers(ctx, false); err != nil {
			return flows.Next{}, err
		}
	}
	switch {
	case t.way != nil:
		return flows.Enter(t.way), nil
	case goesOn:
		return flows.Advance().By(wayTalked), nil
	}
	return flows.End(flows.CauseNormal).By(wayOver), nil
}

// goOn has two talk on who talked when another process ran the call.
func (t *dialTalk) goOn(ctx context.Context, before *dialState) error {
	t.clock.warns = before.Warns
	t.tape.goOn(t.r, before.Tape)
	if t.leg.state == legOver { // the callee has hung up meanwhile
		t.parted = t.r.Now()
		return nil
	}
	if before.Types != nil { // who dialled an extension dials it again
		return t.beginTransfer(ctx, *before.Types)
	}
	return nil
}

// last follows the conversation to its end.
func (t *dialTalk) last(ctx context.Context) error {
	for {
		event, err := t.r.Next(ctx, t.wake())
		if err != nil {
			return err
		}
		over, err := t.happens(ctx, event)
		if over || err != nil {
			return err
		}
	}
}

// happens takes in what happens; over tells that the conversation is.
func (t *dialTalk) happens(ctx context.Context, event *flows.Event) (over bool, err error) {
	switch {
	case event.Kind == flows.TimeUp:
		return t.timeUp(ctx)
	case event.Kind == flows.KeyPressed:
		return t.key(ctx, flows.Caller, event)
	case event.Kind == flows.LegKey && event.Leg == t.leg.party:
		return t.key(ctx, event.Leg, event)
	case event.Kind == flows.TransferAsked:
		return t.referred(ctx, event.Transfer)
	case event.Kind == flows.Replaced && (event.Leg == t.leg.party || event.Leg == flows.Caller):
		return false, t.another(event.Leg)
	case event.Kind == flows.PartyLeft && (event.Leg == t.leg.party || event.Leg == flows.Caller):
		t.parted = t.r.Now().Add(partedGrace) // why is told next, if it has hung up
		return false, nil
	case event.Kind == flows.PlaybackEnded && t.typing != nil && t.typing.playback == event.Playback:
		t.typing.playback = ""
		return false, nil
	}
	if err := t.aside(ctx, event); err != nil || t.leg.state != legOver {
		return false, err
	}
	t.result.by = endedByCallee
	return true, t.backFrom(ctx)
}

// wake is when something is to be done while they talk.
func (t *dialTalk) wake() time.Time {
	at := sooner(t.clock.due(), t.parted)
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

func (t *dialTalk) timeUp(ctx context.Context) (over bool, err error) {
	now := t.r.Now()
	for _, party := range []flows.Party{flows.Caller, t.leg.party} {
		if over, err := t.act(ctx, party, t.decided(t.pads[party])); over || err != nil {
			return over, err
		}
	}
	switch {
	case t.clock.isUp(now):
		t.result.by = endedByLimit
		return true, t.backFrom(ctx)
	case isDue(t.parted, now):
		t.result.by = endedByCallee
		return true, t.backFrom(ctx)
	case t.typing != nil && isDue(t.typing.until, now):
		return t.typed(ctx, true)
	case t.clock.warnsNow(now):
		return false, t.warnThem(ctx)
	}
	return false, nil
}

// warnThem tells those who are to hear it that the time will be up.
func (t *dialTalk) warnThem(ctx context.Context) error {
	for _, party := range []flows.Party{flows.Caller, t.leg.party} {
		if party == flows.Caller && t.limit.warn == warnCallee || party != flows.Caller && t.limit.warn == warnCaller {
			continue
		}
		if _, err := t.r.PlayTo(ctx, party, t.warnings); err != nil {
			if !flows.IsFailure(ctx, err) {
				return err
			}
			t.r.Log("warn", "a warning was not heard: "+err.Error())
		}
	}
	return t.save()
}

// part ends the conversation: the callee is hung up, the bridge ended.
func (t *dialTalk) part(ctx context.Context) error {
	err := errors.Join(t.tape.end(ctx, t.r), t.hangup(ctx, t.leg, flows.CauseNormal), t.r.Unbridge(ctx, t.bridge))
	t.ear.bridge = ""
	if err != nil && !flows.IsFailure(ctx, err) {
		return err
	}
	if err != nil {
		t.r.Log("warn", "dial: "+err.Error())
	}
	return nil
}
