package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// aside takes in what happens to others than the caller: also in the
// conversation, while those who lost hear the apology.
func (d *dialRun) aside(ctx context.Context, event *flows.Event) error {
	switch event.Kind {
	case flows.LegChanged:
		if l := d.legs[event.Leg]; l != nil {
			return d.changed(ctx, l, event)
		}
	case flows.TransferAsked:
		return referDecline(ctx, d.r, event.Transfer)
	case flows.LegKey:
		d.held(event)
		if l := d.legs[event.Leg]; l != nil && l.state == legAsked {
			return d.chosen(ctx, l, l.codes.Press(event.Key, event.At))
		}
	case flows.PlaybackEnded:
		for _, l := range d.order {
			if l.asked != event.Playback {
				continue
			}
			l.asked = ""
			switch l.state {
			case legAsked:
				l.until = d.r.Now().Add(d.confirmTime)
			case legSorry:
				return d.hangup(ctx, l, causeElsewhere)
			}
			return nil
		}
		return d.ear.again(ctx, d.r, event)
	}
	return nil
}

// causeElsewhere is the cause for those who lose to a quicker telephone.
const causeElsewhere flows.Cause = 26

// changed takes in what became of a leg.
func (d *dialRun) changed(ctx context.Context, l *dialLeg, event *flows.Event) error {
	now := d.r.Now()
	switch event.State {
	case flows.Rang:
		if l.rang.IsZero() {
			l.rang = now
		}
		if l.inBridge && l.state == legRinging {
			return d.ear.ring(ctx, d.r, true)
		}
	case flows.Progressed:
		if l.progressed.IsZero() {
			l.progressed = now
		}
		if l.inBridge && l.state == legRinging {
			return d.ear.pass(ctx, d.r)
		}
	case flows.Answered:
		if l.state == legRinging {
			return d.answered(ctx, l)
		}
	case flows.LegGone:
		return d.gone(ctx, l, event)
	}
	return nil
}

// answered asks whoever answered, or takes them.
func (d *dialRun) answered(ctx context.Context, l *dialLeg) error {
	l.began = d.r.Now()
	if d.confirm == nil {
		return d.take(ctx, l)
	}
	if err := d.aloof(ctx, l); err != nil {
		return err
	}
	l.state, l.codes = legAsked, dialling.NewKeypad([]string{d.confirm.accept, d.confirm.decline})
	return d.ask(ctx, l)
}

// aloof takes a leg out of the bridge in which the caller heard its early media.
func (d *dialRun) aloof(ctx context.Context, l *dialLeg) error {
	if !l.inBridge {
		return nil
	}
	l.inBridge = false
	if err := d.r.Part(ctx, d.ear.bridge, l.party); err != nil {
		return err
	}
	return d.ear.ring(ctx, d.r, true)
}

// take has a leg win. Those that ring are told so; those who were asked hear why they are hung up.
func (d *dialRun) take(ctx context.Context, l *dialLeg) error {
	l.state, l.status, d.joined = legTaken, dialling.Answered, l
	for _, other := range d.order {
		if !other.live() {
			continue
		}
		if other.state == legAsked && len(d.sorry) > 0 {
			if err := d.apologise(ctx, other); err != nil {
				return err
			}
			continue
		}
		if err := d.hangup(ctx, other, causeElsewhere); err != nil {
			return err
		}
	}
	return nil
}

// gone notes that a leg is over, and why.
func (d *dialRun) gone(ctx context.Context, l *dialLeg, event *flows.Event) error {
	before := l.state
	if l.state = legOver; before == legOver || before == legSorry {
		return nil
	}
	l.cause, l.sip, l.inBridge = event.Cause, event.SIP, false
	switch before {
	case legAsked:
		d.failedLeg(l, dialling.ConfirmFailed)
	case legRinging:
		if followed, err := d.follow(ctx, l, event.Forward); followed || err != nil {
			return err
		}
		status := dialling.StatusOf(int(event.Cause), event.SIP, !l.rang.IsZero() || !l.progressed.IsZero())
		d.failedLeg(l, status)
	}
	return nil
}

// follow dials where a telephone forwards the call to, if that is wanted.
func (d *dialRun) follow(ctx context.Context, l *dialLeg, to string) (bool, error) {
	if to == "" || d.forwarding == "" || d.hops >= forwardsMax {
		return false, nil
	}
	if err := flows.EndpointPiece(to); err != nil {
		d.r.Log("warn", "a forwarded call is not followed: "+err.Error())
		return false, nil
	}
	spot := l.spot
	spot.leg.Endpoint, spot.written = "Local/"+to+"@"+d.forwarding+"/n", false
	if err := d.permit(ctx, spot); err != nil {
		if !flows.IsFailure(ctx, err) {
			return false, err
		}
		d.r.Log("warn", "a forwarded call is not followed: "+err.Error())
		return false, nil
	}
	d.hops++
	return true, d.dialLeg(ctx, spot, l.until)
}
