package fakeari

import (
	"context"
	"fmt"
	"net/http"
	"slices"
)

// Refer asks to be transferred, as a telephone does by REFER. The application
// hears of it when the channel's PJSIP_TRANSFER_HANDLING() is "ari-only"; without
// that, Asterisk would do the transfer by itself, which the fake does not, and
// Refer is false. What the application answers is among TransferStates.
func (c *Call) Refer(to string) bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	ch := c.channel
	if c.ending != nil || ch.variables["PJSIP_TRANSFER_HANDLING()"] != "ari-only" {
		return false
	}
	ch.refers, ch.replaces, c.transfers = to, nil, nil
	ch.tellTransfer("")
	return true
}

// TransferStates are what was reported of the last Refer: "channel_progress",
// "channel_answered", "channel_unavailable", "channel_declined".
func (c *Call) TransferStates() []string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return slices.Clone(c.transfers)
}

// AwaitTransfer waits until a state was reported of the last Refer.
func (c *Call) AwaitTransfer(ctx context.Context, state string) error {
	err := c.await(ctx, func() bool { return slices.Contains(c.transfers, state) })
	if err != nil {
		return fmt.Errorf("awaiting transfer state %q of %s: %w", state, c.ID(), err)
	}
	return nil
}

// Redirected is where the caller was sent by a redirect, or nothing.
func (c *Call) Redirected() string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.redirected
}

func (ch *channel) tellTransfer(state string) {
	by := referredByView{Source: ch.view()}
	if b := ch.bridge; b != nil {
		by.Bridge, by.Connected = b.view(), b.onlyOther(ch)
	}
	e := event{Type: "ChannelTransfer", State: state, ReferredBy: &by, ReferTo: &referToView{}}
	e.ReferTo.Requested.Destination = ch.refers
	ch.wants(e.ReferTo)
	ch.server.publish(e, ch.subscribers, ch.endpoint)
}

// reportTransfer tells who asked for a transfer how it goes. After an end of it
// nothing more is told.
func reportTransfer(s *Server, a *ask) reply {
	ch, refusal := s.controlled(a)
	if ch == nil {
		return refusal
	}
	state := a.params.text("states")
	switch state {
	case "":
		return failed(http.StatusBadRequest, "states must not be empty")
	case "channel_progress", "channel_answered", "channel_unavailable", "channel_declined":
	default:
		return failed(http.StatusBadRequest, "Invalid states value")
	}
	if ch.refers == "" || ch.call == nil {
		return noContent()
	}
	ch.call.transfers = append(ch.call.transfers, state)
	ch.tellTransfer(state)
	if state != "channel_progress" {
		ch.refers, ch.replaces = "", nil
	}
	ch.call.notify()
	return noContent()
}
