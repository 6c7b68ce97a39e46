package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
)

// catchUps compares what Asterisk has with what we have: each time a socket
// comes up, and now and then, as an event that was lost or could not be read
// would leave a caller in silence.
func (l *link) catchUps(ctx context.Context) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	var suspects map[string]bool
	for {
		select {
		case <-ctx.Done():
			return
		case apps := <-l.pictures:
			if app := apps[l.app.opts.File.Config.App.Name]; app != nil {
				l.match(ctx, app, func(string) bool { return true })
			}
		case <-ticker.C:
			suspects = l.sweep(ctx, suspects)
		}
	}
}

// sweep looks for channels that only one side knows. A channel on its way in or
// out is one too, so that only those count that were among the suspects of the
// sweep before; the suspects for the next one are returned.
func (l *link) sweep(ctx context.Context, before map[string]bool) map[string]bool {
	if !l.isUp.Load() {
		return nil
	}
	app, err := l.client.Applications.Get(ctx, l.app.opts.File.Config.App.Name)
	if err != nil {
		l.log.Debug("cannot compare the calls", "error", err)
		return before
	}
	suspects := map[string]bool{}
	l.match(ctx, app, func(id string) bool {
		suspects[id] = true
		return before[id]
	})
	return suspects
}

// match ends the calls that Asterisk does not have, and deals with the channels
// that we do not have, as far as due allows it.
func (l *link) match(ctx context.Context, app *ari.Application, due func(id string) bool) {
	present := make(map[string]bool, len(app.ChannelIDs))
	for _, id := range app.ChannelIDs {
		present[id] = true
	}
	for _, c := range l.app.calls.of(l) {
		if !present[c.Channel()] && c.Context().Err() == nil && due(c.Channel()) && ctx.Err() == nil {
			l.endIfGone(ctx, c)
		}
	}
	for _, id := range app.ChannelIDs {
		if !l.app.calls.knows(place{l, id}) && due(id) && ctx.Err() == nil {
			l.orphan(ctx, id)
		}
	}
}

// endIfGone ends a call whose channel Asterisk does not have any more. It may
// have entered after the picture was taken, so it is asked for.
func (l *link) endIfGone(ctx context.Context, c *call.Call) {
	channel, err := l.client.Channels.Get(ctx, c.Channel())
	switch {
	case errors.Is(err, ari.ErrNotFound), err == nil && channel.Dialplan.AppName != "Stasis":
		l.log.Info("a call has ended unnoticed", "call", c.Channel())
		c.Over(0)
	case err != nil:
		l.log.Warn("cannot tell whether a call is alive", "call", c.Channel(), "error", err)
	}
}

// orphan deals with a channel in our application that has no call: it entered
// while we were not connected, or the process that ran it has died.
func (l *link) orphan(ctx context.Context, id string) {
	channel, err := l.client.Channels.Get(ctx, id)
	if err != nil {
		if !errors.Is(err, ari.ErrNotFound) && ctx.Err() == nil {
			l.log.Warn("cannot look at an orphan", "channel", id, "error", err)
		}
		return
	}
	if channel.Dialplan.AppName != "Stasis" {
		return
	}
	if l.server.Orphans == "hangup" {
		err = l.client.Channels.Hangup(ctx, id, ari.ChannelsHangupParams{})
	} else if !l.enter(channel, stasisArgs(channel.Dialplan.AppData), false) {
		return // its StasisStart was faster
	}
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		l.log.Warn("an orphan stays", "channel", id, "error", err)
		return
	}
	l.log.Info("an orphan was found", "channel", id, "became", l.server.Orphans)
}

// farewell hands back who is in our application without a call when we have
// stopped listening: they came in the last moment, or were not looked at yet,
// and perhaps nobody comes after us. Not so if another has taken the application.
func (l *link) farewell(ctx context.Context) {
	if !l.wasUp.Load() || l.replaced.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handBackTime)
	defer cancel()
	app, err := l.client.Applications.Get(ctx, l.app.opts.File.Config.App.Name)
	if err != nil {
		if !errors.Is(err, ari.ErrNotFound) {
			l.log.Warn("cannot tell whether callers are left behind", "error", err)
		}
		return
	}
	for _, id := range app.ChannelIDs {
		if l.app.calls.knows(place{l, id}) {
			continue
		}
		channel, err := l.client.Channels.Get(ctx, id)
		if err == nil && channel.Dialplan.AppName == "Stasis" {
			l.log.Warn("a call goes back to the dialplan", "call", id, "why", "the app stops")
			l.handBack(l.newCall(channel, &entry{generation: l.app.now.Load()}, false), l.log.With("call", id))
		}
	}
}

// stasisArgs are the arguments in the data of Stasis(app,arg,…).
func stasisArgs(data string) []string {
	_, args, found := strings.Cut(data, ",")
	if !found {
		return nil
	}
	return strings.Split(args, ",")
}
