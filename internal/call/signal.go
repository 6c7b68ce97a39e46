package call

import (
	"context"

	"github.com/ariapp/ariapp/ari"
)

// Ring has the caller hear ringing, or ends it.
func (c *Call) Ring(ctx context.Context, on bool) error {
	if on {
		return c.signal(ctx, func() error { return c.opts.Client.Channels.Ring(whole(ctx), c.Channel()) })
	}
	return c.signal(ctx, func() error { return c.opts.Client.Channels.RingStop(whole(ctx), c.Channel()) })
}

// Progress opens early media.
func (c *Call) Progress(ctx context.Context) error {
	return c.signal(ctx, func() error { return c.opts.Client.Channels.Progress(whole(ctx), c.Channel()) })
}

// Music begins music on hold, or ends it.
func (c *Call) Music(ctx context.Context, class string, on bool) error {
	if c.music = on; !on {
		return c.signal(ctx, func() error { return c.opts.Client.Channels.StopMOH(whole(ctx), c.Channel()) })
	}
	params := ari.ChannelsStartMOHParams{MOHClass: unlessEmpty(class)}
	return c.signal(ctx, func() error { return c.opts.Client.Channels.StartMOH(whole(ctx), c.Channel(), params) })
}

// signal asks for something that may be asked twice.
func (c *Call) signal(ctx context.Context, ask func() error) error {
	if err := c.alive(ctx); err != nil {
		return err
	}
	if err := c.persist(ctx, ask, notDone); err != nil {
		return c.failure(ctx, err)
	}
	return nil
}
