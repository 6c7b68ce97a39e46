package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/call"
)

// catchUps compares what Asterisk has with what we have: each time a socket
// comes up, and now and then, as an event that was lost or could not be read
// would leave a caller in silence.
func (l *link) catchUps(ctx context.Context) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	var suspects map[string]bool
	var uncompared []*call.Call
	cleared, judged := true, true
	spied, spies := false, false // whether supervisors were let go of, and whether that is due
	for {
		if spies && judged && len(uncompared) == 0 { // behind what callers wait for
			spied, spies = l.endSpies(ctx, spied), false
		}
		var again <-chan time.Time // who is in our application without a call hears nothing
		if !judged {
			again = time.After(judgePause)
		}
		var pace <-chan time.Time // all at once would have the callers wait for one another's answers
		if len(uncompared) > 0 {
			pace = time.After(comparePause)
		}
		var idle <-chan time.Time
		if len(l.idle) > 0 {
			idle = time.After(idleTime)
		}
		select {
		case <-ctx.Done():
			return
		case <-idle:
			cleared = l.deserted(ctx)
		case apps := <-l.pictures:
			spies = true
			if app := apps[l.app.own]; app != nil {
				judged = l.match(ctx, app, func(string) bool { return true })
				cleared = l.deserted(ctx)
				uncompared = l.app.calls.of(l)
				l.hearLess(ctx, app)
			}
		case <-pace:
			uncompared[0].Compare()
			uncompared = uncompared[1:]
		case <-again:
			judged = l.matchAgain(ctx)
		case <-ticker.C:
			// Of several instances one may die at any time.
			cleared = cleared && l.app.instances == nil || l.deserted(ctx)
			if suspects = l.sweep(ctx, suspects); suspects != nil {
				uncompared = l.app.calls.of(l)
			}
			spied = l.endSpies(ctx, spied)
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
	app, err := l.client.Applications.Get(ctx, l.app.own)
	if err != nil {
		l.log.Debug("cannot compare the calls", "error", err)
		return before
	}
	l.hearLess(ctx, app)
	suspects := map[string]bool{}
	l.match(ctx, app, func(id string) bool {
		suspects[id] = true
		return before[id]
	})
	return suspects
}

// matchAgain is match once more after it could not be told whose channels are whose; false when it cannot be told yet.
func (l *link) matchAgain(ctx context.Context) bool {
	if !l.isUp.Load() {
		return true // the next picture has it
	}
	app, err := l.client.Applications.Get(ctx, l.app.own)
	return err == nil && l.match(ctx, app, func(string) bool { return true })
}

// match ends the calls that Asterisk does not have, and deals with the channels
// that we do not have, as far as due allows it; false when it cannot be told now which those are.
func (l *link) match(ctx context.Context, app *ari.Application, due func(id string) bool) (judged bool) {
	if !l.takeUp(ctx) {
		return false
	}
	present := make(map[string]bool, len(app.ChannelIDs))
	for _, id := range app.ChannelIDs {
		present[id] = true
	}
	for _, c := range l.app.calls.of(l) {
		if present[c.Channel()] {
			c.Found()
		} else if c.Context().Err() == nil && due(c.Channel()) && ctx.Err() == nil {
			l.endIfGone(ctx, c)
		}
	}
	l.missed(ctx, due)
	settled := l.returned(ctx)
	recorded, ok := l.recorded(ctx)
	if !ok {
		return false
	}
	l.bereaved(ctx, app, recorded, due)
	var strangers []string
	for _, id := range app.ChannelIDs {
		kept, has := recorded.of(l.server.Name, id)
		if l.known(id) || call.IsLeg(id, nil) || !due(id) || ctx.Err() != nil {
			continue
		}
		if i := l.app.instances; has && kept.Err != nil && i != nil && !i.members.Settled() && i.mayRead(kept) {
			settled = false // whoever reads it may not have been seen yet
			continue
		}
		if !has || l.isNobodys(ctx, kept) {
			strangers = append(strangers, id)
		}
	}
	given := l.givenAway(ctx, strangers)
	for _, id := range strangers {
		if slices.Contains(given, id) {
			settled = false // if it stays here it is looked at again
			continue
		}
		kept, _ := recorded.of(l.server.Name, id)
		if l.disregard(ctx, kept) {
			l.orphan(ctx, id)
		}
	}
	return settled
}

// known tells whether a channel is that of a call, or a leg of one, or a call of ours that rings.
func (l *link) known(id string) bool {
	at := place{l, id}
	return l.app.expecting.has(at) || l.app.calls.knows(at) || l.app.claims.channel(at) != nil
}

// missed deals with the calls of ours of whose answer, or end, we have not been told.
func (l *link) missed(ctx context.Context, due func(id string) bool) {
	for _, wanted := range l.app.expecting.of(l) {
		id := wanted.at.channel
		if !wanted.made.Load() || !due(id) || ctx.Err() != nil {
			continue
		}
		channel, err := l.client.Channels.Get(ctx, id)
		switch {
		case errors.Is(err, ari.ErrNotFound):
			if l.app.expecting.take(wanted.at) != nil {
				l.unanswered(wanted, Reached{Cause: flows.CauseFailure})
			}
		case err != nil:
			l.log.Warn("cannot tell what has become of a call of ours", "call", id, "error", err)
		case channel.Dialplan.AppName == "Stasis" && l.app.expecting.take(wanted.at) != nil:
			l.log.Info("a call of ours was answered unnoticed", "call", id)
			l.answered(channel, wanted)
		}
	}
}

// returned tells the calls whose callers are back from the dialplan though we have not been told of it; false when some
// may be back of whom that is not to be believed yet.
func (l *link) returned(ctx context.Context) (settled bool) {
	settled = true
	for _, c := range l.app.calls.of(l) {
		if !c.Away() || c.Context().Err() != nil || ctx.Err() != nil {
			continue
		}
		channel, err := l.client.Channels.Get(ctx, c.Channel())
		if err != nil || channel.Dialplan.AppName != "Stasis" {
			continue // it is not back; whether it is gone is found out elsewhere
		}
		app, _ := stasisApp(channel.Dialplan.AppData)
		switch {
		case !l.app.isOurs(app):
		case l.isTaken(ctx, c):
			c.Lose()
		case c.Returned(channel):
			l.log.Info("a caller is back from the dialplan unnoticed", "call", c.Channel())
			l.bringHome(ctx, c)
		default:
			settled = settled && !c.Away()
		}
	}
	return settled
}

// returnedSoon looks for callers who came back from the dialplan before their call was taken up: they are told of to
// nobody.
func (l *link) returnedSoon() {
	i := l.app.instances
	i.asked.Go(func() {
		if pause(i.over, returnedAfter) == nil {
			l.returned(i.over)
		}
	})
}

// bereaved ends what a process that has died had made for its callers: legs,
// which would talk to nobody, and bridges. Their callers are dealt with after that.
func (l *link) bereaved(ctx context.Context, app *ari.Application, recorded recordedCalls, due func(id string) bool) {
	forsaken := func(id string) bool {
		_, has := recorded.of(l.server.Name, id)
		return !has && due(id) && ctx.Err() == nil
	}
	for _, id := range app.ChannelIDs {
		if call.IsLeg(id, nil) && !l.known(id) && forsaken(id) {
			l.endLeg(id)
		}
	}
	for _, id := range app.BridgeIDs {
		if !call.IsBridge(id) || len(l.app.claims.bridge(place{l, id})) > 0 || !forsaken(id) {
			continue
		}
		if err := l.client.Bridges.Destroy(ctx, id); err != nil && !errors.Is(err, ari.ErrNotFound) {
			l.log.Warn("a bridge without a call stays", "bridge", id, "error", err)
		}
	}
}

// endIfGone ends a call whose channel Asterisk does not have any more. It may
// have entered after the picture was taken, so it is asked for.
func (l *link) endIfGone(ctx context.Context, c *call.Call) {
	channel, err := l.client.Channels.Get(ctx, c.Channel())
	switch {
	case errors.Is(err, ari.ErrNotFound), err == nil && channel.Dialplan.AppName != "Stasis" && !c.Away():
		l.log.Info("a call has ended unnoticed", "call", c.Channel())
		c.Over(0)
	case err != nil:
		l.log.Warn("cannot tell whether a call is alive", "call", c.Channel(), "error", err)
	case l.app.instances != nil && c.Home() == l.app.own:
		c.Missed() // somebody may have taken it meanwhile
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
	args := stasisArgs(channel.Dialplan.AppData)
	if l.remains(channel) {
		if !l.known(id) {
			l.endRemains(id)
		}
		return
	}
	if channel.Dialplan.AppName != "Stasis" {
		return
	}
	if l.server.Orphans == "hangup" {
		err = l.client.Channels.Hangup(ctx, id, ari.ChannelsHangupParams{})
	} else if !l.enter(channel, args, false) {
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
	l.abandon()
	if !l.wasUp.Load() || l.replaced.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handBackTime)
	defer cancel()
	l.farewellIn(ctx, l.app.own)
	if i := l.app.instances; i != nil && len(i.others()) == 0 && l.door.wasOpen.Load() { // nobody looks there after us
		l.farewellIn(ctx, l.app.entryApp())
	}
}

// farewellIn is the farewell to those in one application.
func (l *link) farewellIn(ctx context.Context, name string) {
	app, err := l.client.Applications.Get(ctx, name)
	if err != nil {
		if !errors.Is(err, ari.ErrNotFound) {
			l.log.Warn("cannot tell whether callers are left behind", "error", err)
		}
		return
	}
	recorded, ok := l.recorded(ctx)
	if !ok {
		return
	}
	for _, id := range app.ChannelIDs {
		if _, has := recorded.of(l.server.Name, id); has || l.known(id) {
			continue
		}
		if call.IsLeg(id, nil) {
			l.endLeg(id)
			continue
		}
		channel, err := l.client.Channels.Get(ctx, id)
		if err == nil && l.remains(channel) {
			l.endLeg(id)
		} else if err == nil && channel.Dialplan.AppName == "Stasis" {
			l.log.Warn("a call goes back to the dialplan", "call", id, "why", "the app stops")
			l.handBack(l.newCall(channel, &entry{generation: l.app.now.Load()}, false), l.log.With("call", id))
		}
	}
}

// remains tells whether a channel is a call of ours that rings, or is answered,
// for a process that has died: who made it wanted something that nobody knows any more.
func (l *link) remains(channel *ari.Channel) bool {
	if channel.Dialplan.AppName == "Stasis" {
		return isOutgoing(stasisArgs(channel.Dialplan.AppData))
	}
	return outgoingForm.MatchString(channel.ID) && channel.State != ari.ChannelStateUp
}

// endRemains ends such a call. Where it was to call somebody back, they are called again later.
func (l *link) endRemains(id string) {
	l.endLeg(id)
	offer, is := acd.OfferOfCall(id)
	if !is {
		offer, is = acd.OfferOfLine(id)
	}
	if q := l.app.queues.Load(); is && q != nil {
		q.calledBack(offer, time.Now().Add(callbackPause), "whoever called has ended")
	}
}

// stasisApp is the application in the data of Stasis(app,arg,…), and whether there are arguments.
func stasisApp(data string) (app string, args bool) {
	app, _, args = strings.Cut(data, ",")
	return app, args
}

// stasisArgs are the arguments in the data of Stasis(app,arg,…).
func stasisArgs(data string) []string {
	_, args, found := strings.Cut(data, ",")
	if !found {
		return nil
	}
	return strings.Split(args, ",")
}
