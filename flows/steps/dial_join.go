package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// connect joins the caller with whoever was reached, and lets them talk. talked is
// false where the callee hung up before they were joined.
func (d *dialRun) connect(ctx context.Context) (next flows.Next, talked bool, err error) {
	l := d.joined
	if err := d.announce(ctx, l); err != nil {
		return next, false, err
	}
	if err := d.awaitKeys(ctx, l); err != nil {
		return next, false, err
	}
	if l.state == legOver {
		d.failedLeg(l, dialling.Rejected)
		return next, false, d.listenOn(ctx)
	}
	if err := d.ear.hush(ctx, d.r); err != nil {
		return next, false, err
	}
	if err := d.ourTransfers(ctx, true); err != nil {
		return next, false, err
	}
	if err := d.bring(ctx, l); err != nil {
		if !errors.Is(err, flows.ErrPartyGone) {
			return next, false, err
		}
		d.failedLeg(l, dialling.Rejected)
		return next, false, errors.Join(d.hangup(ctx, l, flows.CauseNormal), d.ourTransfers(ctx, false), d.listenOn(ctx))
	}
	if err := d.r.Answer(ctx); err != nil { // in the bridge: its delay is no silence then
		return next, true, err
	}
	if d.strategy == dialling.LeastRecent {
		if err := d.recent.note(ctx, d.r, l.spot.leg.Endpoint); err != nil {
			return next, true, err
		}
	}
	next, err = d.talk(ctx, l, nil)
	return next, true, err
}

// listenOn has the caller hear again what belongs to the ringing, if it rings on.
func (d *dialRun) listenOn(ctx context.Context) error {
	if err := d.quiet(ctx); err != nil || d.course.Over(d.ringing()) {
		return err
	}
	return d.listen(ctx)
}

// bring takes both into a bridge, that of the early media if there is one.
func (d *dialRun) bring(ctx context.Context, l *dialLeg) error {
	if d.bridge = d.ear.bridge; d.bridge == "" {
		bridge, err := d.r.Bridge(ctx, flows.Bridge{Kind: flows.Mixing, Keys: d.needsKeys()})
		if err != nil {
			return err
		}
		d.bridge = bridge
		if err := d.r.Join(ctx, bridge, flows.Caller, flows.Joining{}); err != nil {
			return err
		}
	}
	if !l.inBridge {
		if err := d.r.Join(ctx, d.bridge, l.party, flows.Joining{}); err != nil {
			return err
		}
		l.inBridge = true
	}
	l.joined = d.r.Now()
	return nil
}

// announce tells both what they are to hear before they are joined.
func (d *dialRun) announce(ctx context.Context, l *dialLeg) error {
	if len(d.announceCallee) == 0 && len(d.announceCaller) == 0 {
		return nil
	}
	toCallee, err := d.r.Media(d.announceCallee)
	if err != nil {
		return err
	}
	toCaller, err := d.r.Media(d.announceCaller)
	if err != nil {
		return err
	}
	waits := map[string]bool{}
	if len(toCallee) > 0 {
		if err := d.aloof(ctx, l); err != nil {
			return err
		}
		playback, err := d.r.PlayTo(ctx, l.party, toCallee)
		switch {
		case err == nil:
			waits[playback] = true
		case !flows.IsFailure(ctx, err):
			return err
		default: // its end is told next; what cannot be played is no reason not to talk
			d.r.Log("warn", "the callee heard no announcement: "+err.Error())
		}
	}
	if len(toCaller) > 0 {
		if err := d.ear.hush(ctx, d.r); err != nil {
			return err
		}
		if err := d.r.Answer(ctx); err != nil {
			return err
		}
		playback, err := d.r.Play(ctx, toCaller)
		if err != nil {
			return err
		}
		waits[playback] = true
	}
	return d.heard(ctx, l, waits)
}

// heard waits until the announcements are over, or the callee is.
func (d *dialRun) heard(ctx context.Context, l *dialLeg, waits map[string]bool) error {
	for len(waits) > 0 && l.state != legOver {
		event, err := d.r.Next(ctx, time.Time{})
		if err != nil {
			return err
		}
		if event.Kind == flows.PlaybackEnded && waits[event.Playback] {
			delete(waits, event.Playback)
			continue
		}
		if err := d.aside(ctx, event); err != nil {
			return err
		}
	}
	for playback := range waits {
		if err := d.r.Stop(ctx, playback); err != nil {
			return err
		}
	}
	return nil
}
