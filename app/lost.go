package app

import (
	"context"
	"errors"
	"slices"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
)

// isLost tells whether somebody else has taken a call whose channel has left our application for no reason that we
// know of: then nothing of it is ours any more, nor is its end.
func (l *link) isLost(c *call.Call, e *entry, outcome flows.Outcome) bool {
	a := l.app
	if a.instances == nil || e.holding == nil || c.Lost() || outcome.Status != flows.HungUp || outcome.Cause != 0 {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), claimTime)
	defer cancel()
	kept, found, err := a.keeping.ledger.Look(ctx, e.holding.Key())
	switch {
	case err != nil && !l.isElsewhere(c.Channel()): // who does not reach the others learns it from Asterisk
		return false
	case err == nil && (!found || kept.Err != nil || kept.Record.Owner == a.instances.self):
		return false
	}
	c.Lose()
	return true
}

// isElsewhere tells whether a channel lives in the application of another instance. One that is on its way may be in
// none for a moment.
func (l *link) isElsewhere(channel string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), claimTime)
	defer cancel()
	for {
		if _, err := l.client.Channels.Get(ctx, channel); errors.Is(err, ari.ErrNotFound) {
			return false
		}
		apps, err := l.client.Applications.List(ctx)
		if err == nil && slices.ContainsFunc(apps, func(app ari.Application) bool {
			return l.app.isOurs(app.Name) && app.Name != l.app.own && slices.Contains(app.ChannelIDs, channel)
		}) {
			return true
		}
		if pause(ctx, 5*settlePause) != nil {
			return false
		}
	}
}
