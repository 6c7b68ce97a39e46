package app

import (
	"context"

	"github.com/ariapp/ariapp/internal/hand"
)

// owner is for whom supervisors are called: what one process leaves the next one knows by it.
func (a *App) owner() hand.Owner { return hand.Owner{App: a.own, Boot: a.boot, Unended: &a.unended} }

// endSpies hangs up supervisors whom a process before this one has left with somebody, unless that is done, and whom
// this one could not let go of; false when the former are to be looked for again. They would go on to hear, and to be
// heard, and nobody would know. Nothing is compared meanwhile: it is bounded, and goes on another time.
func (l *link) endSpies(ctx context.Context, done bool) bool {
	owner := l.app.owner()
	if !l.isUp.Load() || done && !owner.Unended.At(l.client) {
		return done
	}
	ending, cancel := context.WithTimeout(ctx, endSpiesTime)
	defer cancel()
	ended, err := hand.EndSpies(ending, l.client, owner)
	if ended > 0 {
		l.log.Warn("supervisors who had stayed were let go", "channels", ended)
	}
	if err != nil && ctx.Err() == nil {
		l.log.Warn("supervisors who have stayed may hear somebody still", "error", err)
	}
	return done || err == nil
}
