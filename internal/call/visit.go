package call

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Visit sends the channel into the dialplan, to be told when it comes back. Its
// events are subscribed to before: those that leave Stasis are told of no more.
func (c *Call) Visit(ctx context.Context, place flows.Place) error {
	err := c.follow(ctx)
	for try := 1; errors.Is(err, ari.ErrNotFound) && !c.gone(ctx) && c.alive(ctx) == nil; try++ {
		// After a restart of Asterisk our application is not there before its socket is.
		if try == askTries {
			return fmt.Errorf("following the channel into the dialplan: %w", err)
		}
		_ = c.sleep(ctx, askPause)
		err = c.follow(ctx)
	}
	if err != nil {
		return fmt.Errorf("following the channel into the dialplan: %w", c.failure(ctx, err))
	}
	c.hasLeft.Store(false)
	c.awaySince.Store(int64(time.Since(c.begun)))
	c.away.Store(true)
	if err := c.sendOn(ctx, place); err != nil {
		c.away.Store(false)
		return err
	}
	return nil
}

// cameBackAt tells the walk that the caller is back from the dialplan.
func cameBackAt(at time.Time) message {
	return message{other: &flows.Event{Kind: flows.CameBack, At: at}}
}

// cameBack notes that the caller is in Stasis again.
func (c *Call) cameBack(channel *ari.Channel) {
	c.away.Store(false)
	if channel.State == ari.ChannelStateUp {
		c.upAgain.Store(true)
	}
}

// Away tells that the caller is in the dialplan, from where they shall come back.
func (c *Call) Away() bool { return c.away.Load() }

// Variable reads a variable, or a function, of a party's channel; "" when it is not set.
func (c *Call) Variable(ctx context.Context, party flows.Party, name string) (string, error) {
	value := ""
	err := c.toLeg(ctx, party, func(channel string) error {
		got, err := c.opts.Client.Channels.GetChannelVar(whole(ctx), channel, ari.ChannelsGetChannelVarParams{Variable: name})
		switch {
		case errors.Is(err, ari.ErrNotFound):
			there, failed := c.exists(whole(ctx), channel)
			if there || failed != nil {
				return nil // it is the variable that is not there
			}
			return err
		case err != nil:
			return err
		}
		value = got.Value
		return nil
	})
	return value, err
}

// SetVariable sets a variable, or a function, of a party's channel. Asterisk
// runs it on the channel's thread: what plays is stopped first.
func (c *Call) SetVariable(ctx context.Context, party flows.Party, name, value string) error {
	if party == flows.Caller {
		if err := c.settle(ctx); err != nil {
			return err
		}
	}
	return c.toLeg(ctx, party, func(channel string) error {
		return c.opts.Client.Channels.SetChannelVar(whole(ctx), channel,
			ari.ChannelsSetChannelVarParams{Variable: name, Value: &value})
	})
}

// Redirect has a party's telephone call somebody else.
func (c *Call) Redirect(ctx context.Context, party flows.Party, endpoint string) error {
	channel, there := c.channelOf(party)
	if !there {
		return flows.ErrPartyGone
	}
	if party == flows.Caller {
		if err := c.settle(ctx); err != nil {
			return err
		}
	}
	err := c.opts.Client.Channels.Redirect(whole(ctx), channel, ari.ChannelsRedirectParams{Endpoint: endpoint})
	if err != nil {
		return fmt.Errorf("redirecting: %w", err)
	}
	return nil
}

// TransferIs tells the telephone that asked for a transfer how it goes.
func (c *Call) TransferIs(ctx context.Context, party flows.Party, state string) error {
	return c.toLeg(ctx, party, func(channel string) error {
		return c.opts.Client.Channels.TransferProgress(whole(ctx), channel,
			ari.ChannelsTransferProgressParams{States: "channel_" + state})
	})
}

// SendMessage sends a text.
func (c *Call) SendMessage(ctx context.Context, to, from, body string, variables map[string]string) error {
	err := c.opts.Client.Endpoints.SendMessage(whole(ctx),
		ari.EndpointsSendMessageParams{To: to, From: from, Body: &body, Variables: variables})
	if err != nil {
		return fmt.Errorf("sending a message: %w", err)
	}
	return c.alive(ctx)
}

// Notifier returns what tells the call a value from any goroutine.
func (c *Call) Notifier() func(value any) { return func(value any) { c.mailbox.notify(value) } }
