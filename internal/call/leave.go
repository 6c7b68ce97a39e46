package call

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Hangup ends the channel. A channel that is gone is no error; a call that is
// detached is not hung up, and the error says so.
func (c *Call) Hangup(ctx context.Context, cause flows.Cause) error {
	if over := context.Cause(ctx); errors.Is(over, flows.ErrHangup) {
		return nil
	} else if over != nil {
		return over
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangupTime)
	defer cancel()
	params := ari.ChannelsHangupParams{}
	if cause > 0 {
		params.ReasonCode = ari.Ptr(strconv.Itoa(int(cause)))
	}
	err := c.opts.Client.Channels.Hangup(ctx, c.Channel(), params)
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		return fmt.Errorf("hanging up: %w", err)
	}
	c.Over(cause)
	return nil
}

// Continue sends the channel on in the dialplan; the zero place is behind Stasis().
func (c *Call) Continue(ctx context.Context, place flows.Place) error {
	c.sentOn.Store(true) // before it is asked for: where they come in again may be told before the reply
	err := c.sendOn(ctx, place)
	c.sentOn.Store(err == nil)
	return err
}

// IsSentOn tells that the caller was sent on in the dialplan, and does not come back to this call: who comes in there
// now has a new one. That they have left may be told later, by another socket.
func (c *Call) IsSentOn() bool { return c.sentOn.Load() }

// sendOn sends the channel on, for good or not.
func (c *Call) sendOn(ctx context.Context, place flows.Place) error {
	if err := c.stopAll(ctx); err != nil {
		return err
	}
	params := continuing(place)
	// The channel's StasisEnd may come before the reply and end ctx: the reply is what counts.
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), continueTime)
	defer cancel()
	err := c.opts.Client.Channels.ContinueInDialplan(asking, c.Channel(), params)
	switch {
	case err == nil:
		return nil
	case params.Label != nil && errors.Is(err, ari.ErrNotFound) && !c.gone(ctx):
		return fmt.Errorf("continuing in the dialplan: %w", err) // it is the label that is not there
	}
	return fmt.Errorf("continuing in the dialplan: %w", c.failure(ctx, err))
}

// continuing is the request that sends a channel to a place.
func continuing(place flows.Place) ari.ChannelsContinueInDialplanParams {
	params := ari.ChannelsContinueInDialplanParams{Context: unlessEmpty(place.Context),
		Extension: unlessEmpty(place.Extension)}
	if priority, err := strconv.Atoi(place.Priority); err == nil {
		params.Priority = &priority
	} else {
		params.Label = unlessEmpty(place.Priority)
	}
	return params
}

// HandBack sends a channel that cannot be served on in the dialplan: to the
// label that the shipped dialplan has for that, else behind Stasis(). It is
// tried again before ctx ends; a channel that Asterisk will not send on is hung
// up, as nobody else would ever end its silence.
func (c *Call) HandBack(ctx context.Context) error {
	for id := range c.playing { // what plays on only holds the channel up
		_ = c.once(ctx, func(ctx context.Context) error { return c.opts.Client.Playbacks.Stop(ctx, id) })
	}
	if c.music { // nor shall it go on behind what the dialplan plays
		_ = c.once(ctx, func(ctx context.Context) error { return c.opts.Client.Channels.StopMOH(ctx, c.Channel()) })
	}
	for name, r := range c.recordings { // Asterisk would send the channel on when it is over, and not before
		if r.tap == "" {
			_ = c.once(ctx, func(ctx context.Context) error { return c.opts.Client.Recordings.Stop(ctx, name) })
		}
	}
	c.sentOn.Store(true)
	var err error
	for try := 1; ; try++ {
		if err = c.once(ctx, c.sendBack); err == nil {
			return nil
		}
		if try == handBackTries || c.sleep(ctx, handBackPause) != nil {
			break
		}
	}
	err = fmt.Errorf("handing a call back to the dialplan: %w", err)
	if unanswered(err) { // it may be in the dialplan already
		return err
	}
	if hangErr := c.Hangup(context.WithoutCancel(ctx), flows.CauseFailure); hangErr != nil {
		return errors.Join(err, hangErr)
	}
	c.opts.Logger.Warn("a call is hung up, the dialplan does not take it", "error", err)
	return nil
}

// once makes one of several tries, each with its own short time.
func (c *Call) once(ctx context.Context, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, handBackTry)
	defer cancel()
	return try(ctx)
}

func (c *Call) sendBack(ctx context.Context) error {
	service := c.opts.Client.Channels
	err := service.ContinueInDialplan(ctx, c.Channel(),
		ari.ChannelsContinueInDialplanParams{Label: ari.Ptr(nobodyLabel)})
	if errors.Is(err, ari.ErrNotFound) { // no such label, or no such channel
		err = service.ContinueInDialplan(ctx, c.Channel(), ari.ChannelsContinueInDialplanParams{})
	}
	if errors.Is(err, ari.ErrNotFound) || errors.Is(err, ari.ErrConflict) {
		return nil // it has left already
	}
	return err
}

// nobodyLabel is the label of the fallback in the shipped extensions.conf.
const nobodyLabel = "nobody"

func unlessEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// stopAll stops what plays.
func (c *Call) stopAll(ctx context.Context) error {
	c.unblock(ctx)
	for id := range c.playing {
		if err := c.Stop(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// settle stops what plays to the caller and waits for its end, before a request
// that Asterisk would hold until then.
func (c *Call) settle(ctx context.Context) error { return c.settleFor(ctx, "") }

// settleFor is settle for what plays to a leg's channel, "" for any other.
func (c *Call) settleFor(ctx context.Context, to string) error {
	c.unblock(ctx)
	deadline := time.Now().Add(settleTime)
	for id, p := range c.playing {
		if p.to != to {
			continue
		}
		if err := c.Stop(ctx, id); err != nil {
			return err
		}
		c.awaitEnd(ctx, id, deadline)
	}
	return c.alive(ctx)
}
