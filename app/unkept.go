package app

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/cluster"
)

// lacksRecord tells whether a call of ours has no record, or one that was spoiled.
func (i *instances) lacksRecord(kept cluster.Kept, found bool) (bool, error) {
	if !found || kept.Err == nil {
		return !found, nil
	}
	theirs, err := i.theirs(kept)
	return !theirs, err
}

// restored has the record of a call written again that is not to be found, as the store has lost it, or that nobody can
// read; false when it is there as it was, at that revision, or none can be written. It may have been written anew
// meanwhile.
func (l *link) restored(ctx context.Context, e *entry, was uint64) bool {
	look := l.app.keeping.ledger.Look
	kept, found, err := look(ctx, e.holding.Key())
	if err != nil {
		return false
	}
	if lacks, err := l.app.instances.lacksRecord(kept, found); err != nil || !lacks {
		return err == nil && kept.Err == nil && kept.Record.Owner == l.app.instances.self && kept.Item.Revision != was
	}
	l.app.keeping.ledger.Retry() // it may be that it was never written, as the store was away until now
	for until := time.Now().Add(settleTime); e.holding.Restore(ctx) == nil; {
		if kept, found, err := look(ctx, e.holding.Key()); err == nil && found && kept.Err == nil {
			return true
		}
		if time.Now().After(until) || pause(ctx, settlePause) != nil {
			return false
		}
	}
	return false
}

// isBegunAnew tells whether a call of which nothing is written down has begun anew at another instance, which took us
// for dead and found its caller: then they are that one's, and nobody is given them.
func (l *link) isBegunAnew(ctx context.Context, e *entry, caller string) bool {
	if _, found, err := l.app.keeping.ledger.Look(ctx, e.holding.Key()); err != nil || found {
		return false
	}
	if passed, err := l.isPassed(ctx, e); err == nil && passed {
		return true
	}
	owners, _ := l.whoseBut(ctx, l.app.instances.self, []string{caller}, nil)
	_, runs := owners[caller]
	return runs
}

// giveUnwritten gives the caller of a call of which nothing is written down yet to another instance, as one who was
// found; false when there is a record, or nobody to give them to, or when others may take this instance for dead: then
// they find the caller.
func (l *link) giveUnwritten(ctx context.Context, e *entry, caller string) bool {
	i := l.app.instances
	if !i.members.Certain() {
		return false
	}
	if _, found, err := l.app.keeping.ledger.Look(ctx, e.holding.Key()); err != nil || found {
		return false
	}
	to, found := cluster.Place(i.others(), l.server.Name, e.generation.file.Version(), nil)
	if !found {
		return false
	}
	channel, err := l.client.Channels.Get(ctx, caller)
	if err == nil {
		l.hush(ctx, channel, "") // until then Asterisk moves nobody, and others may find the caller here
		err = l.moveTo(ctx, channel.ID, to.App, foundArgument, stasisArgs(channel.Dialplan.AppData))
	}
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		l.log.Warn("a call is not given to another instance", "call", e.info.ID, "instance", to.Instance, "error", err)
		return false
	}
	return true
}
