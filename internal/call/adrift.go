package call

import (
	"context"
	"errors"

	"github.com/ariapp/ariapp/ari"
)

// forsake stops a playback that nobody waits for: everything else that the
// caller shall hear would queue behind it, and some media have no end. That
// there is none says little while its request may be under way.
func (c *Call) forsake(ctx context.Context, id string) {
	if c.opts.Client.Playbacks.Stop(whole(ctx), id) == nil {
		c.adrift.drop(id)
	}
}

// unblock stops what was given up and may be in the way. By now what is not there is gone.
func (c *Call) unblock(ctx context.Context) {
	for id := range c.adrift {
		err := c.opts.Client.Playbacks.Stop(whole(ctx), id)
		if err == nil || errors.Is(err, ari.ErrNotFound) {
			c.adrift.drop(id)
		}
	}
}
