package call

import (
	"context"
	"errors"
	"net/http"

	"github.com/ariapp/ariapp/ari"
)

// failure tells what a refused request means. A channel that is not there, or
// not in Stasis any more, is a hangup whose event is still under way. So is one
// that is not there when Asterisk fails: what it cannot do any more is a 500 too.
func (c *Call) failure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, ari.ErrNotFound) || errors.Is(err, ari.ErrConflict) ||
		errors.Is(err, ari.ErrServer) && c.gone(ctx) {
		c.leftUs(ctx)
		if cause := context.Cause(c.ctx); cause != nil {
			return cause
		}
	}
	return err
}

// gone asks whether the channel is gone; false when that cannot be told.
func (c *Call) gone(ctx context.Context) bool {
	_, err := c.opts.Client.Channels.Get(whole(ctx), c.Channel())
	return errors.Is(err, ari.ErrNotFound)
}

// isUp asks whether the channel is up; false when that cannot be told.
func (c *Call) isUp(ctx context.Context) bool {
	channel, err := c.opts.Client.Channels.Get(whole(ctx), c.Channel())
	return err == nil && channel.State == ari.ChannelStateUp
}

// unanswered tells that nobody knows whether Asterisk has done what was asked,
// or will: no answer came, or one that cannot be read.
func unanswered(err error) bool {
	fault := (*ari.Error)(nil)
	return errors.As(err, &fault) && fault.Status < http.StatusMultipleChoices
}
