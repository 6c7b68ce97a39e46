package app

import (
	"context"
	"errors"
	"strings"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
)

// look finds out whether a channel is in the application of the dialplan, and deals with it if it has no call.
func (d *door) look(ctx context.Context, channel string) {
	app, err := d.link.client.Applications.Get(ctx, d.link.app.entryApp())
	if err != nil {
		if !errors.Is(err, ari.ErrNotFound) {
			d.link.log.Warn("cannot tell who has come in", "error", err)
		}
		return
	}
	d.match(ctx, app, func(id string) bool { return id == channel })
}

// lookAgain looks at those who were left alone as it was not settled who lives, when it is.
func (d *door) lookAgain(ctx context.Context) {
	if !d.link.app.instances.members.Settled() || !d.unsettled.Swap(false) || !d.open.Load() {
		return
	}
	app, err := d.link.client.Applications.Get(ctx, d.link.app.entryApp())
	if err != nil {
		d.unsettled.Store(true)
		return
	}
	d.match(ctx, app, func(id string) bool { return !d.gives(id) })
}

// match deals with who came in by the door and has no call, as far as due allows it: callers whom nobody heard of, or
// whom whoever had the door before has left there.
func (d *door) match(ctx context.Context, app *ari.Application, due func(id string) bool) {
	l := d.link
	var strangers []string
	for _, id := range app.ChannelIDs {
		if !l.known(id) && due(id) {
			strangers = append(strangers, id)
		}
	}
	if len(strangers) == 0 {
		return
	}
	recorded, ok := l.recorded(ctx)
	if !ok {
		return
	}
	elsewhere, _ := l.whose(ctx, strangers, recorded)
	for _, id := range strangers {
		kept, has := recorded.of(l.server.Name, id)
		runs, known := elsewhere[id]
		switch owner := kept.Record.Owner.Instance; {
		case ctx.Err() != nil:
			return
		case has && owner != l.app.instances.self.Instance && l.app.instances.lives(owner):
			d.sendHome(ctx, id, owner)
		case known && runs == "": // it is on its way; the next look tells whether it has gone
		case known: // its record is lost, or not written yet
			d.sendHome(ctx, id, runs)
		case has && kept.Err == nil: // it is about to be taken up
		case has && !l.isNobodys(ctx, kept): // it is a newer program's, perhaps
			if !l.app.instances.members.Settled() {
				d.unsettled.Store(true)
			}
			if app := l.followerOf(ctx, id); app != "" {
				d.sendHome(ctx, id, strings.TrimPrefix(app, l.app.entryApp()+"."))
			}
		case call.IsLeg(id, nil):
			l.endLeg(id)
		case !l.app.instances.members.Settled(): // whoever has the call may not have been seen yet, nor its record
			d.unsettled.Store(true)
		default:
			if l.disregard(ctx, kept) {
				d.admit(ctx, id)
			}
		}
	}
}

// sendHome moves a channel to the instance that has its call.
func (d *door) sendHome(ctx context.Context, id, instance string) {
	err := d.link.moveTo(ctx, id, d.link.app.entryApp()+"."+instance, homeArgument, nil)
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		d.link.log.Warn("a channel does not come to the instance that has its call", "channel", id, "error", err)
	}
}

// admit gives a channel that is in our application to an instance.
func (d *door) admit(ctx context.Context, id string) {
	l := d.link
	channel, err := l.client.Channels.Get(ctx, id)
	if err != nil || channel.Dialplan.AppName != "Stasis" {
		return
	}
	if l.remains(channel) {
		l.endRemains(id)
		return
	}
	if app, _ := stasisApp(channel.Dialplan.AppData); app != l.app.entryApp() {
		return // its events are wanted here, it is not here itself
	}
	if l.server.Orphans == "hangup" {
		l.endLeg(id)
		return
	}
	l.log.Info("an orphan was found", "channel", id, "became", l.server.Orphans)
	d.give(channel, stasisArgs(channel.Dialplan.AppData), foundArgument)
}
