package app

import (
	"context"

	"github.com/ariapp/ariapp/internal/cluster"
)

// makeOwn makes a call one's own. One that is alone does not wait for a store that is slow or away: should it die
// before that is written down, the next one does once more what was done since, which is better than a caller who hears
// nothing.
func (l *link) makeOwn(ctx context.Context, left leftCall, lost func()) (*cluster.Holding, error) {
	if l.app.instances != nil {
		return l.app.keeping.ledger.Take(ctx, left.kept, lost)
	}
	holding, err := l.app.keeping.ledger.Resume(left.kept)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithDeadline(ctx, left.until)
	defer cancel()
	_ = holding.Sync(ctx) // else how often a call was taken up that kills each process would not be known
	return holding, nil
}

// forget deletes the record of a call that is over. One that is alone does not wait for that: there are callers who do.
// Where the caller has come again as another call, the record is that one's.
func (a *App) forget(ctx context.Context, kept cluster.Kept) error {
	if a.instances != nil {
		return a.keeping.ledger.Forget(ctx, kept)
	}
	if holding, err := a.keeping.ledger.Resume(kept); err == nil {
		holding.Drop()
	}
	return nil
}
