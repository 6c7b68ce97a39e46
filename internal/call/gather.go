package call

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// gathering is how the channels of a call that was taken up come into the
// application of who has it now.
type gathering struct {
	*Call
	// coming are the channels that were asked to come and have not.
	coming map[string]bool
	// pause is how long they have before something is stopped, until when they are waited for at all.
	pause time.Duration
	until time.Time
	// tried are the playbacks that were asked to stop, each with whether there was one.
	tried map[string]bool
}

// Gather brings the channels of a call that was taken up ([Call.TakeUp]) into the
// call's own application, from those in which another instance had them, and ends
// what plays for that. It is asked before the walk. A call whose channels do not
// come goes on all the same: it hears of them, and commands them, where they are.
func (c *Call) Gather(ctx context.Context) {
	g := &gathering{Call: c, coming: map[string]bool{}, tried: map[string]bool{}}
	// Asterisk moves a channel behind all that it plays: so it has come when that is over, and nothing is asked in vain.
	sources := slices.Concat(g.askCaller(ctx), g.askLegs(ctx), g.askTaps(ctx), g.bridgesHere())
	g.until = time.Now().Add(gatherTime) // an answer that did not come has taken as long as that already
	if c.alive(ctx) != nil {
		return
	}
	if gone := c.hear(ctx, sources); slices.Contains(gone, "channel:"+c.Channel()) && c.gone(ctx) {
		c.Over(0)
		return
	}
	g.await(ctx, g.pause, g.allCome)
	if !g.isRecorded(ctx) && !g.playsOn(ctx) {
		g.hush(ctx, c.earlier, c.earlierPlays, func() bool { return !g.coming[c.Channel()] })
	}
	g.hush(ctx, legRing(c.earlier), c.earlierLegPlays, g.legsCome)
	g.hushBridges(ctx)
	g.accountFor(ctx, sources)
}

// askCaller has the caller come. It returns what is to be subscribed to for them:
// nothing if they come soon, as all is told of them then.
func (g *gathering) askCaller(ctx context.Context) []string {
	begin := time.Now()
	defer func() {
		g.pause = min(max(gatherPause, gatherTrips*time.Since(begin)), gatherPauseMost)
	}()
	source := []string{"channel:" + g.Channel()}
	if g.away.Load() {
		return source
	}
	err := g.bringCaller(ctx)
	switch {
	case err == nil, unanswered(err):
		g.coming[g.Channel()] = true
	case errors.Is(g.failure(ctx, err), flows.ErrHangup):
		return nil
	default:
		g.opts.Logger.Warn("the caller stays in another application", "error", err)
		return source
	}
	if g.mayBeRecorded() {
		return source
	}
	return nil
}

// askLegs has the legs come. Of each is subscribed to why it ends, which is
// told to who has made it only.
func (g *gathering) askLegs(ctx context.Context) (sources []string) {
	for _, name := range slices.Sorted(maps.Keys(g.legs)) {
		l := g.legs[name]
		if l.gone || g.alive(ctx) != nil {
			continue
		}
		err := g.askBeside(ctx, l.channel)
		switch {
		case errors.Is(err, ari.ErrNotFound):
			l.endsAt = time.Now().Add(legGrace)
			g.opts.Logger.Info("a leg has ended unnoticed", "leg", l.id)
			continue
		case err == nil, unanswered(err):
			g.coming[l.channel] = true
		default: // what has become of it is asked when the call waits for something
			g.opts.Logger.Warn("a leg stays in another application", "leg", l.id, "error", err)
		}
		sources = append(sources, "channel:"+l.channel)
	}
	return sources
}

// askTaps has the taps come, which they do when what they record is over: the end of that is subscribed to.
func (g *gathering) askTaps(ctx context.Context) (sources []string) {
	for _, tap := range slices.Sorted(maps.Keys(g.taps)) {
		if g.alive(ctx) != nil {
			break
		}
		if err := g.askBeside(ctx, tap); errors.Is(err, ari.ErrNotFound) {
			continue
		} else if err != nil {
			g.opts.Logger.Warn("a tap stays in another application", "channel", tap, "error", err)
		}
		sources = append(sources, "channel:"+tap)
	}
	return sources
}

func (g *gathering) askBeside(ctx context.Context, channel string) error {
	return g.persist(ctx, func() error { return g.bring(ctx, channel, LegArgument+","+g.Channel()) },
		notDone)
}

// bridgesHere are the bridges to subscribe to: a move does not do that.
func (g *gathering) bridgesHere() (sources []string) {
	for _, bridge := range slices.Sorted(maps.Keys(g.bridges)) {
		members := 0
		if !g.bridges[bridge] || g.inBridge == bridge { // anybody may stand in one of the call's own by now
			members++
		}
		for _, l := range g.legs {
			if !l.gone && (!g.bridges[bridge] || l.bridge == bridge) {
				members++
			}
		}
		sources = append(sources, bridgeSources(bridge, members)...)
	}
	return sources
}

// bridgeSources is what to subscribe to so that a bridge is heard of until so many who were brought into the
// application while they stood in it have left: each takes its reasons with it.
func bridgeSources(bridge string, members int) []string {
	return slices.Repeat([]string{"bridge:" + bridge}, min(bridgeReasons*members, reasonsMost))
}

// hear has the call's application hear of channels and bridges. One that is not
// there any more keeps those behind it from that: then each is asked for alone. It returns those that are gone.
func (c *Call) hear(ctx context.Context, sources []string) (gone []string) {
	if len(sources) == 0 {
		return nil
	}
	err := c.subscribe(ctx, sources)
	switch {
	case err == nil:
		if slices.Contains(sources, "channel:"+c.Channel()) {
			c.apart.Store(true)
		}
		return nil
	case !errors.Is(err, ari.ErrInvalid):
		c.opts.Logger.Warn("not all is told of a call", "error", err)
		return nil
	}
	one := slices.Compact(slices.Clone(sources))
	if len(one) == 1 {
		return one
	}
	for _, source := range one {
		gone = append(gone, c.hear(ctx, slices.DeleteFunc(slices.Clone(sources),
			func(other string) bool { return other != source }))...)
	}
	return gone
}

func (c *Call) subscribe(ctx context.Context, sources []string) error {
	return c.persist(ctx, func() error {
		_, err := c.opts.Client.Applications.Subscribe(whole(ctx), c.opts.App,
			ari.ApplicationsSubscribeParams{EventSource: sources})
		return err
	}, notDone)
}

// mayBeRecorded tells whether a recording of the caller's own channel was under way: they come only when it is over.
func (g *gathering) mayBeRecorded() bool {
	if g.inBridge != "" {
		return false
	}
	for _, r := range g.recordings {
		if r.tap == "" {
			return true
		}
	}
	return false
}

// isRecorded asks whether the caller is recorded, and so neither comes nor hears anything.
func (g *gathering) isRecorded(ctx context.Context) bool {
	if !g.coming[g.Channel()] || !g.mayBeRecorded() {
		return false
	}
	for name, r := range g.recordings {
		if r.tap != "" {
			continue
		}
		live, err := g.opts.Client.Recordings.GetLive(whole(ctx), name)
		if err == nil && live.TargetURI == "channel:"+g.Channel() {
			delete(g.coming, g.Channel())
			return true
		}
	}
	return false
}

// accountFor says who has not come, and has them heard of where they are.
func (g *gathering) accountFor(ctx context.Context, heard []string) {
	var sources []string
	for _, channel := range slices.Sorted(maps.Keys(g.coming)) {
		g.opts.Logger.Warn("a channel of a call that was taken up has not come yet: the call goes on without that",
			"channel", channel)
		if source := "channel:" + channel; !slices.Contains(heard, source) {
			sources = append(sources, source)
		}
	}
	if g.alive(ctx) == nil {
		g.hear(ctx, sources)
	}
}
