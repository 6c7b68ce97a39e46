package hand

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// watch has the session hear at once that somebody leaves a bridge, "" for none: a second later who stays may be with
// the next caller, who was told nothing.
func (h *heard) watch(ctx context.Context, bridge string) error {
	if h.watched == bridge {
		return nil
	}
	if old := h.watched; old != "" {
		// An application that has a subscription left is not forgotten. What has ended is not subscribed to any more.
		h.release(ctx, []string{"bridge:" + old})
	}
	h.watched = ""
	if bridge == "" {
		return nil
	}
	h.watched = bridge
	_, err := h.client.Applications.Subscribe(ctx, h.app,
		ari.ApplicationsSubscribeParams{EventSource: []string{"bridge:" + bridge}})
	if err != nil && !errors.Is(err, ari.ErrInvalid) { // it is gone meanwhile, which is found out
		return fmt.Errorf("listening to the talk: %w", err)
	}
	return nil
}

// together tells whether caller and agent are in the bridge still in which they were.
func (h *heard) together(ctx context.Context) (bool, error) {
	bridge, err := h.client.Bridges.Get(ctx, h.watched)
	switch {
	case errors.Is(err, ari.ErrNotFound):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("looking for the agent: %w", err)
	}
	return slices.Contains(bridge.Channels, h.talk.Channel) && slices.Contains(bridge.Channels, h.agent), nil
}

// lookOn finds out whether it is the agent's talk still, and where the agent is. An agent who is with the caller no
// more is not heard, whatever somebody else says: their channel may be with the next caller, or with a colleague.
func (h *heard) lookOn(ctx context.Context) error {
	agent, bridge, err := h.whereabouts(ctx)
	if err != nil {
		return err
	}
	if h.agent != "" && agent != h.agent {
		if err := h.leave(ctx); err != nil {
			return err
		}
		h.agent, h.chimeAt = "", time.Now().Add(waitBeep)
	}
	asking, cancel := context.WithTimeout(ctx, askTime)
	lasts := h.lasts(asking)
	cancel()
	_, err = h.client.Channels.Get(ctx, h.talk.Channel)
	if lasts != nil || errors.Is(err, ari.ErrNotFound) || h.ear.over() && h.order.Lasts == nil {
		return errOver
	}
	if agent == "" {
		return nil
	}
	if err := h.watch(ctx, bridge); err != nil || agent == h.agent && !h.ear.over() {
		return err
	}
	h.agent, h.known = agent, agent // they have come back, or talk at another telephone now
	return h.move(ctx)
}

// whereabouts are the agent's channel and its bridge, as in [dialling.agentOf]. An answer that fails is no reason to
// end anything, unless somebody is heard of whom it is not known whether they talk still.
func (h *heard) whereabouts(ctx context.Context) (agent, bridge string, err error) {
	parted, heard := h.parted, h.agent != "" && !h.ear.over()
	h.parted = false
	if heard && h.watched != "" {
		if is, err := h.together(ctx); is || err != nil && !parted {
			return h.agent, h.watched, nil
		}
	}
	agent, bridge, err = h.agentOf(ctx, h.talk, h.known)
	if err != nil && !heard {
		return "", "", nil // it is looked for again
	}
	return agent, bridge, err
}
