package hand

import (
	"context"
	"fmt"

	"github.com/ariapp/ariapp/ari"
)

// Connect calls one endpoint, then another, and lets them talk until one of them
// hangs up or ctx ends; then the other is hung up and the bridge destroyed. The
// first hears how the second rings. Errors are as of [Originate].
func Connect(ctx context.Context, client *ari.Client, first, second Leg, tell func(Progress)) (result Result,
	err error) {
	for _, leg := range []Leg{first, second} {
		if err := leg.check(); err != nil {
			return Result{}, err
		}
	}
	d, end, err := begin(ctx, client, newName(), tell)
	if err != nil {
		return Result{}, err
	}
	defer end(&err)
	result.Bridge = d.app + ".bridge"
	if err := d.makeBridge(ctx, result.Bridge); err != nil {
		return Result{}, err
	}
	a, err := d.reach(ctx, first, result.Bridge)
	if err != nil {
		return Result{}, err
	}
	result.Channel = a.id
	b, err := d.create(ctx, second)
	if err != nil {
		return result, err
	}
	result.Other = b.id
	if err := d.join(ctx, result.Bridge, b); err != nil { // before it rings, so that its early media are heard
		return result, err
	}
	if err := d.ring(ctx, b); err != nil {
		return result, err
	}
	if err := d.answer(ctx, b, a); err != nil {
		return result, err
	}
	d.stage(a, Joined)
	d.stage(b, Joined)
	err = d.until(ctx, func() bool { return a.stage == Gone || b.stage == Gone })
	if result.Cause = a.text; a.stage != Gone {
		result.Cause = b.text
	}
	return result, unlessOver(ctx, err)
}

// makeBridge makes a bridge. As with a leg, whoever lets go meanwhile is heeded behind it.
func (d *dialling) makeBridge(ctx context.Context, bridge string) error {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	d.bridges = append(d.bridges, bridge)
	if _, err := d.client.Bridges.CreateWithID(ctx, bridge, ari.BridgesCreateWithIDParams{Name: &d.app}); err != nil {
		return fmt.Errorf("making the bridge: %w", err)
	}
	return nil
}

// reach calls an endpoint and puts who answers into a bridge.
func (d *dialling) reach(ctx context.Context, leg Leg, bridge string) (*dialled, error) {
	one, err := d.create(ctx, leg)
	if err != nil {
		return nil, err
	}
	if err := d.ring(ctx, one); err != nil {
		return nil, err
	}
	if err := d.answer(ctx, one); err != nil {
		return nil, err
	}
	return one, d.join(ctx, bridge, one)
}

func (d *dialling) join(ctx context.Context, bridge string, leg *dialled) error {
	return d.joinAs(ctx, bridge, leg, false)
}

// joinAs puts a leg into a bridge. Of a silent one nobody there hears the keys.
func (d *dialling) joinAs(ctx context.Context, bridge string, leg *dialled, silent bool) error {
	params := ari.BridgesAddChannelParams{Channel: []string{leg.id}}
	if silent {
		params.AbsorbDTMF = &silent
	}
	if err := d.client.Bridges.AddChannel(ctx, bridge, params); err != nil {
		return fmt.Errorf("joining the bridge: %w", err)
	}
	return nil
}
