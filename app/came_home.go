package app

import (
	"context"
	"errors"

	"github.com/ariapp/ariapp/ari"
)

// cameHome deals with a channel that was sent to us as we have its call, though we have none: it was given away, or has
// ended, while the channel was on its way. Whoever has the call by now gets it; one of which nothing is kept
// any more begins anew.
func (l *link) cameHome(channel *ari.Channel, args []string) {
	i := l.app.instances
	ctx, cancel := context.WithTimeout(i.over, handOverTime)
	defer cancel()
	for ctx.Err() == nil {
		kept, found, err := l.app.keeping.find(ctx, l.server.Name, channel.ID)
		owner, here := kept.Record.Owner, l.owner(channel.ID)
		switch {
		case here != nil && !isLeaving(here): // it was being taken up
			return
		case err != nil, found && kept.Err != nil:
			return // the next look at our application tells
		case here != nil: // in its last steps
		case !found:
			l.comesAnew(ctx, channel, args)
			return
		case owner != i.self && i.lives(owner.Instance):
			l.door.sendHome(ctx, channel.ID, owner.Instance)
			return
		}
		if pause(ctx, settlePause) != nil { // it is in its last steps, or about to be taken up
			return
		}
	}
}

// comesAnew begins a call whose channel had one here before that has ended for us, if it is here still. Where it has
// ended here it is a new caller: they had left, and were sent here as it was not written down yet that their call is
// over.
func (l *link) comesAnew(ctx context.Context, channel *ari.Channel, args []string) {
	now, err := l.client.Channels.Get(ctx, channel.ID)
	if errors.Is(err, ari.ErrNotFound) || err == nil && now.Dialplan.AppName != "Stasis" { // it was sent on meanwhile
		return
	}
	if i := l.app.instances; i.leaves() { // and would refuse them
		if to, alone := i.place(l.server.Name); !alone {
			l.door.move(channel, args, placedArgument, to)
			return
		}
	}
	l.enter(channel, args, l.app.calls.knows(place{l, channel.ID}))
}

// cameLate deals with a channel that was given to us longer ago than that takes. Who gave it may have lost the door
// meanwhile, and whoever found it there may have given it to another instance, which has its call by now.
func (l *link) cameLate(channel *ari.Channel, args []string) {
	i, k := l.app.instances, l.app.keeping
	ctx, cancel := context.WithTimeout(i.over, lateTime)
	defer cancel()
	for _, m := range i.others() { // few records are read: a dialplan that takes its time has all its callers come late
		kept, found, err := k.ledger.Look(ctx, keyOf(m.Instance, l.server.Name, channel.ID))
		owner := kept.Record.Owner
		if err == nil && found && kept.Err == nil && owner != i.self && i.lives(owner.Instance) {
			l.door.sendHome(ctx, channel.ID, owner.Instance)
			return
		}
	}
	l.enter(channel, args, true)
}
