package app

import (
	"context"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
)

// owns tells a call whether it is written down that it is ours, and not that it has begun anew with another instance:
// then the caller stays where they are, as two who both fetched them would never end.
func (l *link) owns(e *entry) func(context.Context) bool {
	return func(ctx context.Context) bool {
		if l.app.instances == nil || e.holding == nil {
			return false
		}
		ctx, cancel := context.WithTimeout(ctx, claimTime)
		defer cancel()
		kept, found, err := l.app.keeping.ledger.Look(ctx, e.holding.Key())
		if err != nil || !found || kept.Err != nil || kept.Record.Owner != l.app.instances.self {
			return false
		}
		passed, err := l.isPassed(ctx, e)
		return err == nil && !passed
	}
}

// isLost tells whether somebody else has taken a call whose channel has left our application for no reason that we
// know of: then nothing of it is ours any more, nor is its end. Where the caller is in
// Asterisk the call itself has asked.
func (l *link) isLost(c *call.Call, e *entry, outcome flows.Outcome) bool {
	a := l.app
	if a.instances == nil || e.holding == nil || c.Lost() || outcome.Status != flows.HungUp || outcome.Cause != 0 {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), claimTime)
	defer cancel()
	kept, found, err := a.keeping.ledger.Look(ctx, e.holding.Key())
	if err != nil || !found || kept.Err != nil || kept.Record.Owner == a.instances.self {
		return false
	}
	c.Lose()
	return true
}

// isTaken tells whether it is written down that another instance has a call: we may have been parted from it until now.
func (l *link) isTaken(ctx context.Context, c *call.Call) bool {
	k := l.app.keeping
	if l.app.instances == nil {
		return false
	}
	k.mu.Lock()
	e := k.running[c]
	k.mu.Unlock()
	if e == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, claimTime)
	defer cancel()
	kept, found, err := k.ledger.Look(ctx, e.holding.Key())
	return err == nil && found && kept.Err == nil && kept.Record.Owner != l.app.instances.self
}
