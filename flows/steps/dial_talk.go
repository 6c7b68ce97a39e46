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

// dialLimit bounds a conversation.
type dialLimit struct {
	most, warnAt, warnEvery flows.Value[time.Duration]
	warning                 []flows.Value[string]
	warn                    string
}

// The words of warn.
const (
	warnBoth   = "both"
	warnCaller = "caller"
	warnCallee = "callee"
)

func dialLimitOf(a flows.Args) dialLimit {
	duration := func(name string) flows.Value[time.Duration] { return flows.Get[flows.Value[time.Duration]](a, name) }
	return dialLimit{duration("max_duration"), duration("warn_at"), duration("warn_every"),
		flows.Get[[]flows.Value[string]](a, "warning"), flows.Get[string](a, "warn")}
}

// Who ended a conversation.
const (
	endedByCaller = "caller"
	endedByCallee = "callee"
	endedByLimit  = "limit"
)

// dialTalk is a conversation.
type dialTalk struct {
	*dialRun
	leg *dialLeg
	// ends is when it ends, warns when they are warned next, every how often then; parted when the callee's end counts
	// as told, since they have left the bridge.
	ends, warns, parted time.Time
	every               time.Duration
	pads                map[flows.Party]*dialling.Keypad
	typing              *dialTyping
	tape                dialTape
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
	if err := t.setLimit(); err != nil {
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

func (t *dialTalk) setLimit() error {
	most, err := t.limit.most.Eval(t.r)
	if err != nil || most <= 0 {
		return err
	}
	t.ends = t.leg.joined.Add(most)
	at, err := t.limit.warnAt.Eval(t.r)
	if err != nil {
		return err
	}
	if t.every, err = t.limit.warnEvery.Eval(t.r); err != nil {
		return err
	}
	if at = cmp.Or(at, t.every); at > 0 && at < most {
		t.warns = t.ends.Add(-at)
	}
	return nil
}

// goOn has two talk on who talked when another process ran the call.
func (t *dialTalk) goOn(ctx context.Context, before *dialState) error {
	t.warns = before.Warns
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
func (t *dialTalk) happens(ctx context.Context, event flows.Event) (over bool, err error) {
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
	at := time.Time{}
	sooner := func(when time.Time) {
		if !when.IsZero() && (at.IsZero() || when.Before(at)) {
			at = when
		}
	}
	sooner(t.ends)
	sooner(t.warns)
	sooner(t.parted)
	if t.typing != nil {
		sooner(t.typing.until)
	}
	for _, pad := range t.pads {
		if due, waits := pad.Due(); waits {
			sooner(due)
		}
	}
	return at
}

func (t *dialTalk) timeUp(ctx context.Context) (over bool, err error) {
	now := t.r.Now()
	due := func(when time.Time) bool { return !when.IsZero() && !now.Before(when) }
	for _, party := range []flows.Party{flows.Caller, t.leg.party} {
		if over, err := t.act(ctx, party, t.decided(t.pads[party])); over || err != nil {
			return over, err
		}
	}
	switch {
	case due(t.ends):
		t.result.by = endedByLimit
		return true, t.backFrom(ctx)
	case due(t.parted):
		t.result.by = endedByCallee
		return true, t.backFrom(ctx)
	case t.typing != nil && due(t.typing.until):
		return t.typed(ctx, true)
	case due(t.warns):
		return false, t.warnThem(ctx)
	}
	return false, nil
}

// warnThem tells those who are to hear it that the time will be up.
func (t *dialTalk) warnThem(ctx context.Context) error {
	t.warns = time.Time{}
	if next := t.r.Now().Add(t.every); t.every > 0 && next.Before(t.ends) {
		t.warns = next
	}
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
