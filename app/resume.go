package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/records"
)

// of are the calls of an Asterisk that nobody has looked at yet.
func (k *keeping) of(asterisk string) []leftCall {
	if k == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	var calls []leftCall
	for _, key := range slices.Sorted(maps.Keys(k.left)) {
		left := leftOf(k.left[key])
		if left.err != nil || left.Asterisk == asterisk {
			calls = append(calls, left)
		}
	}
	return calls
}

// looked forgets that a call is left. When none is, it is known which calls are lost.
func (a *App) looked(left leftCall) {
	k := a.keeping
	k.mu.Lock()
	delete(k.left, left.kept.Item.Key)
	last := len(k.left) == 0
	k.mu.Unlock()
	if last {
		a.records.EndLost()
	}
}

// leftCall is a call that a process has left.
type leftCall struct {
	keptCall
	kept cluster.Kept
	// isHanded tells that its owner lives and gives it away.
	isHanded bool
	// stayed is the instance that should have had the call and has not taken it.
	stayed string
	// err is why it cannot be read.
	err error
	// until is how long it may be waited for that it is written down whose the call is, where nobody else takes it.
	until time.Time
}

// takeUp goes on with the calls of this Asterisk that the process before has
// left. It comes before anybody looks for channels without a call. False when it must wait.
func (l *link) takeUp(ctx context.Context) bool {
	left := l.app.keeping.of(l.server.Name)
	if len(left) == 0 {
		return true
	}
	if !l.app.instances.isKnown(ctx) {
		return false
	}
	present, err := l.channels(ctx)
	if err != nil {
		l.log.Warn("cannot tell which calls are left", "error", err)
		return true // the next catch-up tries again
	}
	until := time.Now().Add(settleTime) // for all together: who comes last shall not wait for them all
	for _, one := range left {
		if ctx.Err() != nil {
			return true
		}
		one.until = until
		if !l.takeUpOne(ctx, one, present[cmp.Or(one.Estate.Caller, one.Channel)]) {
			l.former = append(l.former, one.Channel)
			l.app.rooms.Came(one.Asterisk, one.Channel)
		}
		l.app.looked(one)
	}
	l.app.retireRevived()
	l.goneMeanwhile(ctx, left)
	return true
}

// channels are those that Asterisk has, by id.
func (l *link) channels(ctx context.Context) (map[string]*ari.Channel, error) {
	channels, err := l.client.Channels.List(ctx)
	if err != nil {
		return nil, err
	}
	present := make(map[string]*ari.Channel, len(channels))
	for i := range channels {
		present[channels[i].ID] = &channels[i]
	}
	return present, nil
}

// goneMeanwhile ends the calls whose callers hung up while they were being taken up: nobody was told of it.
func (l *link) goneMeanwhile(ctx context.Context, left []leftCall) {
	present, err := l.channels(ctx)
	if err != nil {
		return // the next sweep finds them
	}
	for _, one := range left {
		if c := l.app.calls.get(place{l, one.Channel}); c != nil && present[c.Channel()] == nil {
			c.Over(0)
		}
	}
}

// takeUpOne goes on with one call, whose channel is nil when it is gone; false when it does not go on.
func (l *link) takeUpOne(ctx context.Context, left leftCall, channel *ari.Channel) (goesOn bool) {
	done, ok := l.app.keeping.take(left.kept.Item.Key)
	if !ok {
		return false
	}
	defer done()
	return l.takeUpHere(ctx, left, channel)
}

// takeUpHere is takeUpOne where nobody else here takes the call up.
func (l *link) takeUpHere(ctx context.Context, left leftCall, channel *ari.Channel) (goesOn bool) {
	log := l.log.With("call", left.kept.Item.Key)
	switch {
	case left.err != nil && l.app.instances != nil && !l.app.reads().Read(formatsOf(left)):
		return false // another one may read it; whose caller nobody knows begins anew
	case left.err != nil:
		log.Error("a call cannot be taken up: what was kept of it cannot be read", "error", left.err)
	case l.app.calls.knows(place{l, left.Channel}):
		return false // it has come again as another call, perhaps since it was looked where the channels are
	case channel != nil && l.isOut(ctx, left, channel):
		return false // they come back, or somebody goes on with them
	case channel == nil || !l.ours(channel, left.Estate.Away):
		log.Info("a call has ended while nobody ran it")
		l.app.endedUnseen(left)
		walk, _ := flows.UnmarshalCheckpoint(left.Walk, l.app.keeping.key) // nil where it cannot be read
		l.app.lineGone(left.Channel, l.server.Name, walk)
		l.backGone(left)
		l.clear(ctx, left)
	default:
		err := l.resume(ctx, left, channel)
		switch {
		case err == nil:
			return true
		case errors.Is(err, cluster.ErrOutrun) && l.app.instances == nil:
			log.Info("a call is not taken up: its caller has come again")
			return false
		case errors.Is(err, cluster.ErrOutrun):
			log.Info("another instance takes a call up")
			return false
		case errors.Is(err, errOver):
			return false
		}
		if errors.Is(err, errUnwritten) && l.app.instances != nil {
			log.Warn("a call is not taken up yet", "error", err)
			return false // its record stands: it is looked for again
		}
		log.Warn("a call is not taken up: it begins anew", "error", err)
		if err := l.beginAnew(ctx, left, channel); errors.Is(err, cluster.ErrOutrun) {
			log.Info("another instance has taken a call up")
		} else if err != nil {
			log.Warn("what was kept of a call stays", "error", err)
		}
		return false
	}
	if err := l.app.forget(ctx, left.kept); err != nil {
		log.Warn("what was kept of a call stays", "error", err)
	}
	return false
}

// errUnwritten tells that a call was not taken up as that could not be written down, though nobody else has it.
var errUnwritten = errors.New("the store does not take it")

// beginAnew forgets what was kept of a call, and has its channel count as one without a call. While the record stands
// somebody else may take the call up: among several instances nothing is done before it is gone. It is
// [cluster.ErrOutrun], and nothing is done, where another instance has taken the call up since it was read.
func (l *link) beginAnew(ctx context.Context, left leftCall, channel *ari.Channel) error {
	err := l.app.forget(ctx, left.kept)
	if errors.Is(err, cluster.ErrOutrun) && l.app.keeping.ledger.HasTaken(left.kept) {
		err = nil // we have, and it came to nothing
	}
	if err != nil {
		return err
	}
	l.endRecordings(ctx, left)
	l.expel(ctx, left, channel)
	switch { // what it says next, and its coming, would wait for what plays
	case channel == nil:
	case l.app.instances == nil:
		l.hush(ctx, channel, left.Estate.Prefix)
	default: // before others find that it has no record
		l.comeAnew(ctx, channel, left.Estate.Prefix)
	}
	l.clear(ctx, left) // by the next look they are taken for those of the call that begins anew
	return nil
}

// endedUnseen writes down the end of a call whose channel is gone.
func (a *App) endedUnseen(left leftCall) {
	walk, err := flows.UnmarshalCheckpoint(left.Walk, a.keeping.key)
	if err != nil {
		return // the records end it as lost
	}
	share := "stable"
	if left.Canary {
		share = "canary"
	}
	flow := ""
	if len(walk.Frames) > 0 {
		flow = walk.Frames[0].Flow
	}
	a.records.EndOne(records.Begun{Call: walk.Call, Version: left.Version, Share: share, Flow: flow}, 0)
	a.journal.Resume(journal.Resumed{Call: walk.Call, Version: left.Version, Share: share, Flow: flow,
		Instance: a.keeping.ledger.Self().Instance, Steps: walk.Steps, Life: left.kept.Record.Epoch + 1}).
		End(flows.Outcome{Status: flows.HungUp})
}

// ours tells whether a channel is in our application, or where we have sent it.
func (l *link) ours(channel *ari.Channel, away bool) bool {
	if channel.Dialplan.AppName != "Stasis" {
		return away
	}
	app, _ := stasisApp(channel.Dialplan.AppData)
	return l.app.isOurs(app)
}

// isOut tells of a caller who is in the dialplan though that was not written down: an instance follows them.
func (l *link) isOut(ctx context.Context, left leftCall, channel *ari.Channel) bool {
	return l.app.instances != nil && channel.Dialplan.AppName != "Stasis" && !left.Estate.Away &&
		l.followerOf(ctx, channel.ID) != ""
}

// resume makes the call of a channel that goes on where it was. That what was
// kept of it is odd in a way that nobody has thought of costs that call only.
func (l *link) resume(ctx context.Context, left leftCall, channel *ari.Channel) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("taking it up panicked: %v\n%s", p, debug.Stack())
		}
	}()
	if l.app.walks.isOver() {
		return errOver
	}
	if deaths := left.kept.Record.Epoch - left.Handed; deaths >= livesMost && !left.isHanded {
		return fmt.Errorf("it was taken up %d times", deaths)
	}
	if left.isHanded {
		left.Handed++
	}
	walk, err := flows.UnmarshalCheckpoint(left.Walk, l.app.keeping.key)
	if err != nil {
		return err
	}
	e := entry{info: walk.Call, walk: walk, estate: &left.Estate, life: left.kept.Record.Epoch + 1, at: left.At,
		outgoing: left.Outgoing, found: true, stayed: left.stayed,
		stayedAt: time.Now(), handed: left.Handed}
	if e.at.IsZero() { // an older program has written it
		e.at = latest(walk)
	}
	e.route.AnswerDelay = -1
	if walk.Format > flows.CheckpointNow {
		return fmt.Errorf("its walk has the format %d, this program reads %d at most", walk.Format, flows.CheckpointNow)
	}
	if owner := left.kept.Record.Owner.Instance; l.app.instances != nil && owner != l.app.instances.self.Instance {
		e.home = l.app.entryApp() + "." + owner
		e.estate.Followed = false // it is the other one's application that follows them
	}
	if e.generation, e.trial, err = l.app.revive(ctx, left); err != nil {
		return err
	}
	if err := e.revive(); err != nil {
		e.generation.release(l.app)
		return err
	}
	l.inRooms(&e, left.Meets)
	var made atomic.Pointer[call.Call]
	e.holding, err = l.makeOwn(ctx, left, func() {
		if c := made.Load(); c != nil {
			c.Lose()
		}
	})
	if err != nil {
		e.generation.release(l.app)
		if !errors.Is(err, cluster.ErrOutrun) {
			err = fmt.Errorf("%w: %w", errUnwritten, err)
		}
		return err
	}
	as := *channel
	as.ID = left.Channel // its call is known by the channel with which it began
	c := l.begin(&as, e, false)
	if c == nil && l.app.walks.isOver() {
		e.holding.Leave() // it is taken up when this process has ended
		return errOver
	}
	if c == nil {
		e.holding.Drop()
		return errors.New("its channel has a call")
	}
	made.Store(c)
	l.app.keeping.takenUp.Add(1)
	return nil
}

// revive finds the program and the flow that the call walks.
func (e *entry) revive() error {
	if o := e.outgoing; o != nil {
		own, err := programOf(Outgoing{Connect: o.Connect, Bridge: o.Bridge, Timeout: o.Timeout, back: o.Back})
		if err == nil {
			e.from, err = o.Back.standpoint()
		}
		if err != nil {
			return err
		}
		e.program = own
	}
	if len(e.walk.Frames) == 0 {
		return errors.New("it stands at no step")
	}
	program := e.walks()
	if program == nil || program.Version != e.walk.Version {
		return fmt.Errorf("its version of the flows, %s, is not there", e.walk.Version)
	}
	if e.route.Flow = program.Flow(e.walk.Frames[0].Flow); e.route.Flow == nil {
		return errors.New("its flow is not there")
	}
	return nil
}

// stands is the step at which the call goes on, nil for one that begins.
func (e *entry) stands() *flows.Placed {
	if e.walk == nil {
		return nil
	}
	return e.walk.At(e.walks())
}
