package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// ourTransfers has Asterisk leave the transfers of the caller's telephone to us, or to itself again.
func (d *dialRun) ourTransfers(ctx context.Context, ours bool) error {
	port, ok := d.r.Port().(flows.Variables)
	if d.transfers == nil || !d.transfers.caller || !ok {
		return nil
	}
	handling := referTheir
	if ours {
		handling = referOurs
	}
	err := port.SetVariable(ctx, flows.Caller, referHandling, handling)
	if err != nil && flows.IsFailure(ctx, err) {
		d.r.Log("warn", "transfers of the caller's telephone: "+err.Error())
		return nil
	}
	return err
}

// referred takes in that a telephone asks for a transfer: that of the callee sends
// the caller there, that of the caller the callee, if it is allowed. It is told
// how that went when it is done; what cannot be done is declined, and they talk on.
func (t *dialTalk) referred(ctx context.Context, wanted *flows.Transfer) (over bool, err error) {
	if !t.transfers.hears(wanted) || t.typing != nil || wanted.By != flows.Caller && wanted.By != t.leg.party {
		return false, referDecline(ctx, t.r, wanted)
	}
	if wanted.Attended {
		return false, t.attended(ctx, wanted)
	}
	place, allowed := t.transfers.place(wanted)
	if !allowed {
		return false, referDecline(ctx, t.r, wanted)
	}
	by := endedByCallee
	if wanted.By == flows.Caller {
		by, err = endedByCaller, t.sendCallee(ctx, place)
	} else {
		err = t.sendCaller(ctx, place)
	}
	if err != nil {
		if !flows.IsFailure(ctx, err) {
			return false, err
		}
		t.r.Log("warn", "a transfer that a telephone asked for: "+err.Error())
		return false, referDecline(ctx, t.r, wanted)
	}
	t.result.transfer, t.result.by, t.sent = place.Extension, by, wanted
	t.result.led = place.Extension + "@" + place.Context
	ctx, cancel := t.beyond(ctx)
	defer cancel()
	return true, referIs(ctx, t.r, wanted, referAnswered)
}

// attended does a transfer after a word: the talk goes on with somebody else in
// the place of who asks. Nobody is called for it, so that no extension must be
// allowed. What cannot be done leaves the talk as it is.
func (t *dialTalk) attended(ctx context.Context, wanted *flows.Transfer) error {
	err := flows.ErrNotHere
	if port, ok := t.r.Port().(flows.Attender); ok {
		err = port.Attend(ctx, wanted)
	}
	if err != nil {
		if !flows.IsFailure(ctx, err) {
			return err
		}
		t.r.Log("warn", "a transfer after a word: "+err.Error())
		return referIs(ctx, t.r, wanted, referUnavailable)
	}
	t.result.transfer = referExtension(wanted.To)
	t.report(dialling.Answered)
	return t.another(wanted.By)
}

// another takes in that somebody else is in a party's place: what was pressed before them is not theirs.
func (t *dialTalk) another(party flows.Party) error {
	who, codes := "callee", t.callee
	if party == flows.Caller {
		who, codes = "caller", t.caller
	}
	t.pads[party] = dialling.NewKeypad(codesOf(codes))
	t.r.Log("info", "a transfer has put somebody else into the "+who+"'s place")
	if t.replaced == nil {
		return nil
	}
	return t.replaced(party)
}

// beyond is a context for what is yet to be done: with a caller who was sent on the call's own is over.
func (t *dialTalk) beyond(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), partingTime)
}

// sendCaller sends the caller into the dialplan; they leave the flow.
func (t *dialTalk) sendCaller(ctx context.Context, place flows.Place) error {
	port, ok := t.r.Port().(flows.Continuer)
	if !ok {
		return flows.ErrNotHere
	}
	if err := port.Continue(ctx, place); err != nil {
		return err
	}
	t.r.Sent(place)
	return nil
}

// sendCallee sends the callee into the dialplan; the caller stays.
func (t *dialTalk) sendCallee(ctx context.Context, place flows.Place) error {
	port, ok := t.r.Port().(flows.LegContinuer)
	if !ok {
		return flows.ErrNotHere
	}
	if err := port.ContinueLeg(ctx, t.leg.party, place); err != nil {
		return err
	}
	t.leg.state = legOver
	t.r.HandOver(t.leg.party)
	t.r.Log("info", "the callee is sent to "+place.String())
	return nil
}

// referredAway is the end of a conversation that a transfer has ended.
func (t *dialTalk) referredAway(ctx context.Context) (flows.Next, error) {
	rest, cancel := t.beyond(ctx)
	defer cancel()
	if err := t.part(rest); err != nil {
		return flows.Next{}, err
	}
	if t.sent.By == flows.Caller {
		return flows.End(flows.CauseNormal).By(wayHandedOver), nil
	}
	return flows.Leave().By(wayTransferred), nil
}
