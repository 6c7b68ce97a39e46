package app

import (
	"context"
	"slices"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
)

// bringHome has the calls come into our own application that were in that of the dialplan; but for those that somebody
// else has taken meanwhile.
func (l *link) bringHome(ctx context.Context, calls ...*call.Call) {
	if l.app.instances == nil {
		return
	}
	for _, c := range l.untaken(ctx, calls) {
		if err := c.MoveHome(ctx); err != nil && c.Context().Err() == nil {
			l.log.Warn("a call stays where new ones come in", "call", c.Channel(), "error", err)
		}
	}
}

// untaken are the calls whose callers are not in the application of another instance. The others are told.
func (l *link) untaken(ctx context.Context, calls []*call.Call) []*call.Call {
	calls = slices.DeleteFunc(calls, func(c *call.Call) bool { return c.Home() == l.app.own })
	if len(calls) == 0 {
		return nil
	}
	apps, err := l.client.Applications.All(ctx)
	if err != nil {
		l.log.Warn("cannot tell which calls somebody else has taken", "error", err)
	}
	return slices.DeleteFunc(calls, func(c *call.Call) bool {
		taken := slices.ContainsFunc(apps, func(app ari.Application) bool {
			return app.Name != l.app.entryApp() && app.Name != l.app.own && l.app.isOurs(app.Name) &&
				slices.Contains(app.ChannelIDs, c.Channel())
		})
		if taken {
			c.Missed()
		}
		return taken
	})
}

// bringLeft brings those home whom nobody has taken in the time that others have for that. Nobody tells us of them: we
// do not listen there any more.
func (d *door) bringLeft(ctx context.Context) {
	l := d.link
	for until := time.Now().Add(l.app.instances.lease); time.Now().Before(until); {
		if len(l.untaken(ctx, l.app.calls.of(l))) == 0 || pause(ctx, settlePause) != nil {
			return
		}
	}
	l.bringHome(ctx, l.app.calls.of(l)...)
}
