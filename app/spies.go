package app

import (
	"context"

	"github.com/ariapp/ariapp/internal/hand"
)

// owner is for whom supervisors are called: what one process leaves the next one knows by it.
func (a *App) owner() hand.Owner { return hand.Owner{App: a.own, Boot: a.boot} }

// endSpies hangs up supervisors whom a process before this one has left with somebody, false when that is to be tried
// again: they would go on to hear, and to be heard, and nobody would know.
func (l *link) endSpies(ctx context.Context) bool {
	ended, err := hand.EndSpies(ctx, l.client, l.app.owner())
	if ended > 0 {
		l.log.Warn("supervisors of the process before were let go", "channels", ended)
	}
	if err != nil && ctx.Err() == nil {
		l.log.Warn("supervisors of the process before may hear somebody still", "error", err)
	}
	return err == nil
}
