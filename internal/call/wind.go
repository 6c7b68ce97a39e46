package call

import (
	"context"
	"errors"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Wind has Asterisk wind a playback. One that it cannot wind plays on.
func (c *Call) Wind(ctx context.Context, id string, how flows.Winding) error {
	if c.playing[id] == nil {
		return c.alive(ctx)
	}
	err := c.opts.Client.Playbacks.Control(whole(ctx), id,
		ari.PlaybacksControlParams{Operation: ari.PlaybacksControlOperation(how)})
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		c.opts.Logger.Warn("a playback cannot be wound", "playback", id, "operation", how, "error", err)
	}
	return c.alive(ctx)
}
