package hand

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// Origination is a call to one endpoint, and what becomes of it when it is answered.
type Origination struct {
	Leg
	// Extension and Context are where in the dialplan it goes.
	Extension, Context string
	// Bridge is the bridge that it joins; the call stays as long as the hand does.
	Bridge string
	// Wait has the hand stay until the call is over that was sent into the dialplan.
	Wait bool
}

// ParsePlace reads EXTENSION@CONTEXT.
func ParsePlace(text string) (extension, context string, err error) {
	extension, context, found := strings.Cut(text, "@")
	if !found || extension == "" || context == "" || strings.ContainsAny(text, ",\r\n") {
		return "", "", orderf("the place %q: EXTENSION@CONTEXT such as 200@internal is possible", text)
	}
	return extension, context, nil
}

func (o Origination) check() error {
	if (o.Extension == "") == (o.Bridge == "") {
		return orderf("the call goes either to an extension or into a bridge")
	}
	return o.Leg.check()
}

// Result is what came of a call by hand.
type Result struct {
	Channel string `json:"channel"`
	// Other is the second channel of a connection.
	Other string `json:"other,omitempty"`
	// Bridge is where it was, or they were.
	Bridge string `json:"bridge,omitempty"`
	// Cause is how it ended, "" when it goes on.
	Cause string `json:"cause,omitempty"`
}

// begin opens a session for legs. The function that it gives ends everything.
func begin(ctx context.Context, client *ari.Client, name string,
	tell func(Progress),
) (*dialling, func(*error), error) {
	s, err := open(ctx, client, name)
	if err != nil {
		return nil, nil, err
	}
	d := &dialling{session: s, tell: tell}
	return d, func(result *error) {
		*result = errors.Join(*result, d.letGo(ctx))
		s.close()
	}, nil
}

// Originate calls an endpoint, straight at an Asterisk. An error wraps ErrBusy, ErrNoAnswer, ErrRejected or
// ErrUnreachable when nobody answers. When ctx ends the channel is hung up, unless the dialplan has it.
func Originate(ctx context.Context, client *ari.Client, o Origination, tell func(Progress)) (result Result, err error) {
	if err := o.check(); err != nil {
		return Result{}, err
	}
	if o.Bridge != "" {
		if _, err := client.Bridges.Get(ctx, o.Bridge); err != nil {
			return Result{}, fmt.Errorf("looking for the bridge: %w", err)
		}
	}
	d, end, err := begin(ctx, client, newName(), tell)
	if err != nil {
		return Result{}, err
	}
	defer end(&err)
	leg, err := d.create(ctx, o.Leg)
	if err != nil {
		return Result{}, err
	}
	if err := d.ring(ctx, leg); err != nil {
		return Result{}, err
	}
	if err := d.answer(ctx, leg); err != nil {
		return Result{}, err
	}
	result = Result{Channel: leg.id, Bridge: o.Bridge}
	if o.Bridge == "" {
		err := d.sendOn(ctx, leg, o)
		result.Cause = leg.text
		return result, err
	}
	if err := d.client.Bridges.AddChannel(ctx, o.Bridge,
		ari.BridgesAddChannelParams{Channel: []string{leg.id}}); err != nil {
		return result, fmt.Errorf("joining the bridge: %w", err)
	}
	d.stage(leg, Joined)
	err = d.until(ctx, func() bool { return leg.stage == Gone })
	result.Cause = leg.text
	return result, unlessOver(ctx, err)
}

// sendOn has the dialplan take the call.
func (d *dialling) sendOn(ctx context.Context, leg *dialled, o Origination) error {
	if o.Wait { // else its end is not told: it is not ours any more
		_, err := d.client.Applications.Subscribe(ctx, d.app,
			ari.ApplicationsSubscribeParams{EventSource: []string{"channel:" + leg.id}})
		if err != nil {
			return fmt.Errorf("listening to the call: %w", err)
		}
		defer d.release(ctx, []string{"channel:" + leg.id})
	}
	err := d.client.Channels.ContinueInDialplan(ctx, leg.id, ari.ChannelsContinueInDialplanParams{
		Context: &o.Context, Extension: &o.Extension, Priority: ari.Ptr(1)})
	if err != nil {
		return fmt.Errorf("sending the call to %s@%s: %w", o.Extension, o.Context, err)
	}
	// The socket stays until the dialplan has it.
	if err := d.until(ctx, func() bool { return leg.left || leg.stage == Gone }); err != nil {
		return err
	}
	if !o.Wait {
		d.stage(leg, SentOn)
		return nil
	}
	d.tell(Progress{Endpoint: leg.Endpoint, Channel: leg.id, Stage: SentOn})
	return unlessOver(ctx, d.until(ctx, func() bool { return leg.stage == Gone }))
}
