package call

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/ariapp/ariapp/ari"
)

func (g *gathering) allCome() bool { return len(g.coming) == 0 }

func (g *gathering) legsCome() bool {
	for channel := range g.coming {
		if channel != g.Channel() {
			return false
		}
	}
	return true
}

// await waits for channels to come, for a while; it tells whether they have, or need not any more.
func (g *gathering) await(ctx context.Context, within time.Duration, come func() bool) bool {
	deadline := time.Now().Add(within)
	if deadline.After(g.until) {
		deadline = g.until
	}
	for {
		for {
			m, ok := g.mailbox.take(func(m message) bool { return m.moved != "" })
			if !ok {
				break
			}
			delete(g.coming, m.moved)
			if m.failed || m.moved != g.Channel() { // the bridge of the caller is subscribed to already
				g.movedEvent(ctx, m)
			}
		}
		if come() || g.alive(ctx) != nil {
			return true
		}
		if !time.Now().Before(deadline) {
			return false
		}
		g.Call.await(ctx, deadline)
	}
}

// hush stops what plays by a ring of the former process until the channels have
// come that it may hold. What it has begun behind its record is the likeliest,
// as a step is written down before it plays something.
func (g *gathering) hush(ctx context.Context, ring string, begun int, come func() bool) {
	pause := g.pause
	for _, offset := range likely() {
		if come() || g.alive(ctx) != nil {
			return
		}
		if g.stopSlot(ctx, ring, begun+offset) {
			g.await(ctx, max(obeyPause, g.pause), come)
			continue
		}
		g.await(ctx, pause, come)
		pause = min(2*pause, gatherGrowth*g.pause, gatherPauseMost)
	}
	g.hushAgain(ctx, ring, come)
}

// hushAgain goes on to stop what would not obey: of what is spoken a stop ends one word.
func (g *gathering) hushAgain(ctx context.Context, ring string, come func() bool) {
	var stubborn []int
	for place := range ringSize {
		if g.tried[slot(ring, place)] {
			stubborn = append(stubborn, place)
		}
	}
	for len(stubborn) > 0 && !g.await(ctx, g.pause, come) && time.Now().Before(g.until) {
		stubborn = slices.DeleteFunc(stubborn, func(place int) bool { return !g.stopSlot(ctx, ring, place) })
	}
	g.await(ctx, gatherTime, come)
}

// likely are the places of a ring, from the next that was to be used, in the order in which they are worth a request.
func likely() []int {
	order := []int{0, 1, -1}
	for offset := 2; offset < ringSize-1; offset++ {
		order = append(order, offset)
	}
	return order
}

// stopSlot stops what plays by a place of a ring, and tells whether something did.
func (g *gathering) stopSlot(ctx context.Context, ring string, place int) bool {
	id := slot(ring, (place%ringSize+ringSize)%ringSize)
	err := g.opts.Client.Playbacks.Stop(whole(ctx), id)
	for try := 1; errors.Is(err, ari.ErrServer) && try < stopTries && g.sleep(ctx, stopPause) == nil; try++ {
		err = g.opts.Client.Playbacks.Stop(whole(ctx), id)
	}
	switch {
	case errors.Is(err, ari.ErrNotFound):
		g.tried[id] = false
		g.adrift.drop(id)
	case err != nil:
		g.tried[id] = true
		g.adrift.put(id, true)
		g.opts.Logger.Warn("what a former call played may play on", "playback", id, "error", err)
	default:
		g.tried[id] = true
	}
	return g.tried[id]
}

// hushBridges stops what the former process plays in the bridges where the call
// stands: that holds nobody, so that nothing tells whether there is anything.
// Where several calls meet, or a recording beeps, there may be much of it; in a
// bridge of the call's own hardly anything ever is.
func (g *gathering) hushBridges(ctx context.Context) {
	stands, much := g.stands()
	if !stands {
		return
	}
	for offset := range ringSize {
		place := g.earlierPlays + offset
		if _, tried := g.tried[slot(g.earlier, place%ringSize)]; tried {
			continue
		}
		if g.alive(ctx) != nil {
			return
		}
		much = g.stopSlot(ctx, g.earlier, place) || much
		if !much {
			return
		}
	}
}

// stands tells whether somebody of the call stands in a bridge, and whether much may play there.
func (g *gathering) stands() (stands, much bool) {
	bridges := []string{g.inBridge}
	for _, l := range g.legs {
		if !l.gone {
			bridges = append(bridges, l.bridge)
		}
	}
	for _, bridge := range bridges {
		if bridge != "" {
			stands, much = true, much || g.bridges[bridge]
		}
	}
	for _, r := range g.recordings {
		much = much || r.tap == ""
	}
	return stands, much
}
