package call

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// CallArgument is the first argument with which a caller comes from another
// application into that of their call; the second is the channel with which the call began.
const CallArgument = "ariapp-call"

// home is the Stasis application in which the caller is. Sockets and the call look at it at once.
type home struct {
	mu  sync.Mutex
	app string
	// moves counts the moves that were asked for and have not been told of yet.
	moves int
}

// Home is the Stasis application in which the caller is, as far as it was told.
func (c *Call) Home() string {
	c.home.mu.Lock()
	defer c.home.mu.Unlock()
	return c.home.app
}

// asked notes that a move was asked for, or with -1 that it was refused.
func (h *home) asked(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.moves = max(h.moves+n, 0)
}

// isAt tells whether the caller is in an application, or on the way there.
func (h *home) isAt(app string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.app == app || h.moves > 0
}

func (h *home) isMoving() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.moves > 0
}

// enters notes where the caller is now, and tells where they were. asked tells
// that a move into own, which is the call's, was asked for.
func (h *home) enters(app, own string) (before string, asked bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before = h.app
	if app == "" { // nobody knows
		return before, false
	}
	if asked = app == own && h.moves > 0; asked {
		h.moves--
	}
	h.app = app
	return before, asked
}

// found notes that the caller is in own, the call's. That they come there once more, which who takes a call up asks
// for, is told of still: whoever waits for it would wait in vain.
func (h *home) found(own string) (news bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.app == own {
		return false
	}
	h.app, h.moves = own, max(h.moves-1, 0)
	return true
}

// leaves tells what the end of Stasis in an application means: nothing, where
// the caller is in another one by now; that the call may be over, or only move; or that it is over.
func (h *home) leaves(app string) (perhaps, over bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if app != "" && h.app != "" && app != h.app {
		return false, false
	}
	return h.moves > 0, h.moves == 0
}

// MoveHome has the caller come into the call's own application, from the one that
// the dialplan names. Asterisk does it when what plays to them is over:
// [Call.Home] tells when it has. The call goes on meanwhile. It may be called from any goroutine.
func (c *Call) MoveHome(ctx context.Context) error {
	if c.Context().Err() != nil || c.away.Load() || c.home.isAt(c.opts.App) {
		return nil
	}
	if err := c.bringCaller(ctx); err != nil {
		return fmt.Errorf("moving a caller into the application of their call: %w", err)
	}
	return nil
}

// Found takes in that the caller is in the call's own application, which may not have been told.
func (c *Call) Found() {
	if !c.followed.Load() && c.home.found(c.opts.App) { // else it lists them wherever they are
		c.mailbox.put(message{at: time.Now(), moved: c.Channel()}) // who gathers them waits for it
	}
}

// bringCaller asks for the caller to be moved into the call's own application.
func (c *Call) bringCaller(ctx context.Context) error {
	return c.persist(ctx, func() error {
		c.home.asked(1)
		err := c.bring(ctx, c.Channel(), CallArgument+","+c.opts.Channel)
		if err != nil && !unanswered(err) {
			c.home.asked(-1)
		}
		return err
	}, func() (bool, error) { return !c.home.isMoving(), nil }) // it has been told
}

// bring asks for a channel to be moved into the call's own application. Asterisk
// does it behind what the channel plays, or is recorded for.
func (c *Call) bring(ctx context.Context, channel, args string) error {
	return c.opts.Client.Channels.Move(whole(ctx), channel, ari.ChannelsMoveParams{App: c.opts.App, AppArgs: &args})
}

// enters takes in that the caller is in an application: by a move, which others
// may have asked for, or back from the dialplan.
func (c *Call) enters(e *ari.StasisStart) {
	before, asked := c.home.enters(e.Application, c.opts.App)
	if e.Application == c.opts.App { // they were sent home once more than was needed
		c.taken.Store(false)
	}
	switch {
	case c.away.Load() && !asked:
		c.cameBack(&e.Channel)
		c.mailbox.put(cameBackAt(receivedAt(e)))
	case asked, e.Application == c.opts.App && before != c.opts.App:
		c.mailbox.put(message{at: receivedAt(e), moved: e.Channel.ID})
	}
}

// ends takes in that Stasis has ended for the caller.
func (c *Call) ends(e *ari.StasisEnd) {
	perhaps, over := c.home.leaves(e.Application)
	switch {
	case c.away.Load():
		c.hasLeft.Store(true)
	case over && !c.opts.Shared:
		c.Over(0)
	case over, perhaps:
		c.taken.Store(over)
		c.doubted.Store(true)
		c.Compare()
	}
}

// isEcho tells whether an event of the caller's comes by the application that the dialplan names, in which they are
// since they came back from there, or were not fetched yet, while the call's own is told of it too.
func (c *Call) isEcho(event ari.Event) bool {
	switch event.(type) {
	case *ari.StasisStart, *ari.StasisEnd, *ari.ApplicationMoveFailed:
		return false // these are told to one application only
	}
	app := event.Header().Application
	return (c.followed.Load() || c.apart.Load()) && app != "" && app != c.opts.App
}

// compareCaller asks whether the caller is there still: they have left the application in which they were.
func (c *Call) compareCaller(ctx context.Context) {
	channel, err := c.opts.Client.Channels.Get(whole(ctx), c.Channel())
	switch {
	case errors.Is(err, ari.ErrNotFound), err == nil && channel.Dialplan.AppName != "Stasis" && !c.away.Load():
		c.Over(0)
	case err == nil && c.taken.Load():
		err = c.compareHome(ctx)
	}
	if err != nil && c.ctx.Err() == nil {
		c.doubted.Store(true) // it is asked again with the next comparison
	}
}

// compareHome finds out where a caller is who is in Stasis though not in our application any more.
func (c *Call) compareHome(ctx context.Context) error {
	apps, err := c.opts.Client.Applications.All(whole(ctx))
	if err != nil {
		return err
	}
	ours, follows := false, false
	enough := func(apps []ari.Application) bool {
		follows = c.isHere(apps)
		ours = c.away.Load() || c.home.isMoving() || !c.taken.Load() || follows && !c.followed.Load()
		return ours
	}
	switch {
	case enough(apps):
	case c.isTaken(ctx, enough):
		c.loseTo(ctx)
	case !ours && !follows:
		c.Over(0)
	}
	return nil
}

// loseTo lets go of a call whose caller another instance has, unless it is written down that the call is ours still:
// then they were brought there by a request that was under way for long, and come back.
func (c *Call) loseTo(ctx context.Context) {
	if c.opts.Ours == nil || !c.opts.Ours(ctx) {
		c.opts.Logger.Info("the caller was taken into the application of another instance: the call is theirs")
		c.Lose()
		return
	}
	c.opts.Logger.Warn("the caller was brought to another instance though the call is ours: they come back")
	if err := c.bringCaller(ctx); err != nil {
		c.opts.Logger.Warn("a caller stays with another instance", "error", err)
		c.doubted.Store(true)
	}
}

// leftUs ends the call of a caller whom Asterisk says that we do not have.
func (c *Call) leftUs(ctx context.Context) {
	if c.opts.Shared && c.isTaken(ctx, c.isHere) {
		c.loseTo(ctx)
		return
	}
	c.Over(0)
}

// isTaken tells whether another instance has taken the caller, and so the call: nothing of it is ours to end. Enough
// tells that it need not be asked on; one that is on their way may be in no application for a moment.
func (c *Call) isTaken(ctx context.Context, enough func([]ari.Application) bool) bool {
	for try := 0; try < homeTries && !c.away.Load() && !c.gone(ctx); try++ {
		apps, err := c.opts.Client.Applications.All(whole(ctx))
		if err == nil && c.isElsewhere(apps) {
			return true
		}
		if err == nil && enough(apps) || c.sleep(ctx, homePause) != nil {
			return false
		}
	}
	return false
}

// isHere tells whether our application, or that in which they were, has the caller, or follows them: it lists both.
func (c *Call) isHere(apps []ari.Application) bool {
	home := c.Home()
	return slices.ContainsFunc(apps, func(app ari.Application) bool {
		return (app.Name == c.opts.App || app.Name == home) && slices.Contains(app.ChannelIDs, c.Channel())
	})
}

// isElsewhere tells whether the application of another instance has the caller.
func (c *Call) isElsewhere(apps []ari.Application) bool {
	family, home := c.opts.App[:strings.LastIndexByte(c.opts.App, '.')+1], c.Home()
	return slices.ContainsFunc(apps, func(app ari.Application) bool {
		return app.Name != c.opts.App && app.Name != home && strings.HasPrefix(app.Name, family) &&
			slices.Contains(app.ChannelIDs, c.Channel())
	})
}

// Missed has the call find out where its caller is, who was not where they were last: that they have left may not
// have been told. It may be called from any goroutine.
func (c *Call) Missed() {
	c.taken.Store(true)
	c.doubted.Store(true)
	c.Compare()
}

// movedEvent takes in that a channel of the call has come into the call's application, or will not come.
func (c *Call) movedEvent(ctx context.Context, m message) {
	l := c.legOf(m.moved)
	switch {
	case m.failed:
		c.opts.Logger.Warn("a channel could not be moved into the application of its call", "channel", m.moved)
	case l != nil:
		if !l.gone { // what has ended is its stay in another application
			l.endsAt = time.Time{}
		}
	case m.moved == c.Channel():
		c.askOfStay(ctx)
	}
}

// askOfStay asks for what may have ended while the caller was in another application: who listens there may be another
// instance by now, so that it was told to nobody who has to do with it. Asterisk moves them behind what plays to them
// and what records them, so that it is likely that something has. What was told there may come later than that they
// have moved, by another socket, and tells more than an answer does: it has a moment for that.
func (c *Call) askOfStay(ctx context.Context) {
	soon := time.Now().Add(stayGrace)
	for _, p := range c.playing {
		if p.to == "" && soon.Before(p.watchAt) {
			p.watchAt = soon
		}
	}
	for _, r := range c.recordings {
		if r.tap == "" && soon.Before(r.watchAt) {
			r.watchAt = soon
		}
	}
	if c.inBridge != "" {
		c.hear(ctx, bridgeSources(c.inBridge, 1))
		c.compareBridge(ctx, map[string][]string{}, c.inBridge, c.Channel(), c.joinedAt)
	}
}
