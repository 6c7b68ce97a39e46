package app

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/cluster"
)

// takeBack goes on with a call that another instance should have had. It is tried until somebody has the call, as
// nobody else looks for one whose owner lives: the store may be away, or Asterisk.
func (i *instances) takeBack(l *link, e *entry, channel, heir string, log *slog.Logger) {
	said := false
	for {
		err := i.tryBack(l, e, channel, heir, log)
		if err == nil {
			e.holding.Pass()
			return
		}
		if !said {
			said = true
			log.Error("a call that nobody takes waits for somebody", "error", err)
		}
		if pause(i.over, i.beat()) != nil || i.app.isDraining() {
			e.holding.Leave() // it is taken up when this process has ended
			return
		}
	}
}

// tryBack is one try of takeBack; the error is why it must be tried again. caller is the channel in Asterisk, which is
// another than the call began with where one has taken its place.
func (i *instances) tryBack(l *link, e *entry, caller, heir string, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(i.over, handOverTime)
	defer cancel()
	kept, found, err := i.app.keeping.ledger.Look(ctx, e.holding.Key())
	if err != nil {
		return err
	}
	lacks, err := i.lacksRecord(kept, found)
	if err != nil || !lacks && kept.Record.Owner != i.self {
		return err
	}
	there, err := isThere(ctx, l.client, caller)
	if err != nil { // all records are read only by who can do something then
		return err
	}
	over, err := l.isPassed(ctx, e)
	switch {
	case err != nil:
		return err
	case over, lacks && !there:
		e.holding.Drop()
		return nil
	case lacks && !l.restored(ctx, e, kept.Item.Revision):
		return errUnwritten
	case lacks: // now it is
		kept, found, err = i.app.keeping.ledger.Look(ctx, e.holding.Key())
		if err != nil || !found {
			return errors.Join(err, errUnwritten)
		}
	}
	left := leftOf(kept)
	if left.err != nil {
		return left.err
	}
	left.stayed = heir
	err = i.goOn(ctx, left)
	if err == nil || errors.Is(err, cluster.ErrOutrun) || errors.Is(err, errUnwritten) || errors.Is(err, errOver) ||
		ctx.Err() != nil {
		return err
	}
	channel, askErr := l.callerOf(ctx, left)
	if askErr != nil {
		return askErr
	}
	log.Warn("a call that nobody takes begins anew", "error", err)
	return l.beginAnew(ctx, left, channel)
}

// isThere tells whether an Asterisk has a channel.
func isThere(ctx context.Context, client *ari.Client, channel string) (bool, error) {
	_, err := client.Channels.Get(ctx, channel)
	if errors.Is(err, ari.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// isPassed tells whether a call of whose record another instance knew nothing has begun anew there: that could not be
// written in time, and the other has found its caller.
func (l *link) isPassed(ctx context.Context, e *entry) (bool, error) {
	all, err := l.app.keeping.ledger.Kept(ctx)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(all, func(kept cluster.Kept) bool {
		left := leftOf(kept)
		return left.err == nil && kept.Item.Key != e.holding.Key() && left.Asterisk == l.server.Name &&
			left.Channel == e.info.ID
	}), nil
}
