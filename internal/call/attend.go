package call

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Attend does a transfer after a word. Who is wanted belongs to the call that the
// telephone's other talk is, which hands them over; others cannot be moved.
func (c *Call) Attend(ctx context.Context, wanted *flows.Transfer) error {
	if err := c.alive(ctx); err != nil {
		return err
	}
	asker, there := c.channelOf(wanted.By)
	bridge := c.bridgeOf(wanted.By)
	if !there || bridge == "" || wanted.Channel == "" || wanted.With == "" {
		return fmt.Errorf("joining two talks: %w", flows.ErrPartyGone)
	}
	owner := c.opts.Claims.owner(wanted.With)
	if owner == nil || owner == c || owner != c.opts.Claims.owner(wanted.Channel) {
		return fmt.Errorf("joining two talks: the other one is none of this program's: %w", flows.ErrNotHere)
	}
	w := &wish{channel: wanted.With, of: wanted.Channel, bridge: bridge, done: make(chan error, 1)}
	if err := owner.cede(ctx, w); err != nil {
		return fmt.Errorf("joining two talks: %w", err)
	}
	c.takeOver(ctx, wanted.By, wanted.With)
	err := c.opts.Client.Channels.TransferProgress(whole(ctx), asker,
		ari.ChannelsTransferProgressParams{States: "channel_answered"})
	if err != nil {
		c.opts.Logger.Info("a telephone could not be told of its transfer", "channel", asker, "error", err)
	}
	c.former.put(asker, time.Now())
	c.former.put(wanted.Channel, time.Now())
	c.endFormer(time.Now())
	return nil
}

// takeOver puts a channel that stands in the bridge already into a party's place.
func (c *Call) takeOver(ctx context.Context, party flows.Party, channel string) {
	if party == flows.Caller {
		if c.opts.Claims.Caller != nil {
			c.opts.Claims.Caller(channel)
		}
		former := c.Channel()
		c.Become(channel)
		c.former.put(former, time.Time{})
		c.answered, c.joinedAt = true, time.Now()
		if !c.stays(ctx, channel) {
			c.Over(0)
		}
		return
	}
	l := c.legs[party]
	c.opts.Claims.channel(channel, true)
	c.move(l, channel)
	if !c.stays(ctx, channel) {
		c.mailbox.put(message{at: time.Now(), leg: channel, state: flows.LegGone, gone: true})
	}
}

// cede has the call hand a channel over to another call, from whose goroutine it is asked.
func (c *Call) cede(ctx context.Context, w *wish) error {
	c.mailbox.put(message{wish: w})
	timer := time.NewTimer(cedeTime)
	defer timer.Stop()
	select {
	case err := <-w.done:
		return err
	case <-c.ctx.Done():
	case <-ctx.Done():
	case <-timer.C:
	}
	if !w.begun.CompareAndSwap(false, true) { // it is being done
		return <-w.done
	}
	if err := c.alive(ctx); err != nil {
		return err
	}
	return errCedes
}

// errCedes tells that a call does not hand over whom it was asked for.
var errCedes = errors.New("the other call does not hand them over")

// hands moves a channel of the call into a bridge of another call, to which it
// belongs then. Only of two who talk with each other and with nobody else one is
// handed over; the other one is hung up by whoever gets it.
func (c *Call) hands(ctx context.Context, w *wish) error {
	here, there := c.standsIn(w.channel), c.standsIn(w.of)
	if here == "" || here != there || c.bridges[here] {
		return errCedes
	}
	to := ""
	if w.channel != c.Channel() {
		to = w.channel
	}
	if err := c.settleFor(ctx, to); err != nil {
		return err
	}
	c.parts(w.channel, here)
	err := c.addTo(whole(ctx), w.bridge, w.channel, flows.Joining{})
	if err != nil {
		c.partings.drop(parting{w.channel, here})
		if unanswered(err) { // it may have been done
			_ = c.addTo(whole(ctx), here, w.channel, flows.Joining{})
		}
		return err
	}
	if w.channel == c.Channel() {
		c.inBridge = ""
		c.opts.Logger.Info("the caller is handed over to another call")
		c.Over(flows.CauseNormal)
		return nil
	}
	l := c.legOf(w.channel)
	l.gone, l.bridge, l.state = true, "", flows.LegGone
	c.opts.Logger.Info("a leg is handed over to another call", "leg", l.id)
	return nil
}

// standsIn is the bridge in which one of the call's channels is, "" for none, or for one that is not answered.
func (c *Call) standsIn(channel string) string {
	if channel == c.Channel() {
		return c.inBridge
	}
	if l := c.legOf(channel); l != nil && !l.gone && l.endsAt.IsZero() && l.state == flows.Answered {
		return l.bridge
	}
	return ""
}
