package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// catchUps compares, each time a socket comes up, what Asterisk has with what we have.
func (l *link) catchUps(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case apps := <-l.pictures:
			if app := apps[l.app.opts.config().App.Name]; app != nil {
				l.catchUp(ctx, app)
			}
		}
	}
}

func (l *link) catchUp(ctx context.Context, app *ari.Application) {
	l.endGone(ctx, app.ChannelIDs)
	for _, id := range app.ChannelIDs {
		if ctx.Err() != nil {
			return
		}
		if l.app.calls.get(place{l, id}) == nil {
			l.orphan(ctx, id)
		}
	}
}

// endGone ends our calls whose channel Asterisk does not have any more. A
// channel that is not in the picture may have entered after it was taken, so it
// is asked for.
func (l *link) endGone(ctx context.Context, present []string) {
	for _, c := range l.app.calls.all() {
		if c.Client() != l.client || slices.Contains(present, c.Channel()) {
			continue
		}
		channel, err := l.client.Channels.Get(ctx, c.Channel())
		switch {
		case errors.Is(err, ari.ErrNotFound), err == nil && channel.Dialplan.AppName != "Stasis":
			l.log.Info("a call ended while Asterisk was not connected", "call", c.Channel())
			c.Over(0)
		case err != nil:
			l.log.Warn("cannot tell whether a call is alive", "call", c.Channel(), "error", err)
		}
	}
}

// orphan deals with a channel in our application that has no call: it entered
// while we were not connected, or the process that ran it has died.
func (l *link) orphan(ctx context.Context, id string) {
	channel, err := l.client.Channels.Get(ctx, id)
	if err != nil {
		if !errors.Is(err, ari.ErrNotFound) {
			l.log.Warn("cannot look at an orphan", "channel", id, "error", err)
		}
		return
	}
	if channel.Dialplan.AppName != "Stasis" {
		return
	}
	switch l.server.Orphans {
	case "hangup":
		err = l.client.Channels.Hangup(ctx, id, ari.ChannelsHangupParams{})
	case "continue":
		err = l.client.Channels.ContinueInDialplan(ctx, id, ari.ChannelsContinueInDialplanParams{})
	default:
		l.enter(channel, stasisArgs(channel.Dialplan.AppData))
	}
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		l.log.Warn("an orphan stays", "channel", id, "error", err)
		return
	}
	l.log.Info("an orphan was found", "channel", id, "became", l.server.Orphans)
}

// stasisArgs are the arguments in the data of Stasis(app,arg,…).
func stasisArgs(data string) []string {
	_, args, found := strings.Cut(data, ",")
	if !found {
		return nil
	}
	return strings.Split(args, ",")
}
