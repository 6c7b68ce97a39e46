package call

import (
	"context"
	"errors"
	"fmt"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

var _ flows.LegContinuer = (*Call)(nil)

// ContinueLeg sends a leg on in the dialplan. It is no leg of the call then: what
// becomes of it is not told, and it is not hung up with the call.
func (c *Call) ContinueLeg(ctx context.Context, party flows.Party, place flows.Place) error {
	l := c.legs[party]
	if l == nil || l.gone {
		return flows.ErrPartyGone
	}
	for id, p := range c.playing {
		if p.to != l.channel {
			continue
		}
		if err := c.Stop(ctx, id); err != nil {
			return err
		}
	}
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), continueTime)
	defer cancel()
	err := c.opts.Client.Channels.ContinueInDialplan(asking, l.channel, continuing(place))
	switch {
	case errors.Is(err, ari.ErrNotFound):
		return flows.ErrPartyGone
	case err != nil:
		return fmt.Errorf("continuing a leg in the dialplan: %w", err)
	}
	l.gone, l.bridge, l.state = true, "", flows.LegGone
	// Whoever looks for what dead processes have left behind looks among the application's channels.
	_, err = c.opts.Client.Applications.Unsubscribe(asking, c.opts.App,
		ari.ApplicationsUnsubscribeParams{EventSource: []string{"channel:" + l.channel}})
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		c.opts.Logger.Debug("a leg that was sent on may still be followed", "leg", l.id, "error", err)
	}
	return nil
}
