package app

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/filestore"
)

// keeping writes the calls down, so that another process goes on with them when
// this one has died. A nil one keeps nothing.
type keeping struct {
	ledger *cluster.Ledger
	// key seals what callers entered in secret.
	key []byte
	end context.CancelFunc
	// trouble is why what is written is not on the disk; nil where that is not for this process to know.
	trouble func() error
	// room is where the ledger's goroutine writes what is kept of a call, before it is copied to its size.
	room []byte
	// over is closed when the ledger has ended.
	over chan struct{}

	// takenUp and handedOver count calls of other processes, and those that others go on with.
	takenUp, handedOver atomic.Int64

	mu sync.Mutex
	// taking are the calls that are being taken up, by key: two who find one at once must not both take it.
	taking map[string]bool
	// left are the calls of this instance's last life that nobody has looked at yet, by Asterisk and channel.
	left map[string]cluster.Kept
	// running are the calls that are kept.
	running map[*call.Call]*entry
	// leaving tells that this process stops, and leaves its calls to the next one.
	leaving bool
}

// Where calls are kept, and what is in there.
const (
	callsBucket = "ariapp_calls"
	callsAbout  = "calls under way"
)

// keyOf names a call among those that are kept, by the instance at which it began.
func keyOf(instance, asterisk, channel string) string {
	return instance + "/" + asterisk + "/" + channel
}

// openKeeping begins to keep calls, and reads those that the process before has left.
// Callers do not suffer when that fails.
func (a *App) openKeeping(ctx context.Context) {
	if a.opts.calls == nil && a.opts.Meeting == nil && (!a.opts.Record || a.opts.Store != nil) {
		a.records.EndLost()
		return
	}
	k, err := a.newKeeping(ctx)
	if err != nil {
		a.log.Error("calls are not kept: they end with this process", "error", err)
		a.notes(func(w *wrong) { w.calls = err })
		a.closeOwnCalls()
		a.records.EndLost()
		return
	}
	a.keeping = k
	if n := len(k.left); n > 0 {
		a.log.Info("calls of the process before are taken up", "calls", n)
	} else {
		a.records.EndLost()
	}
}

func (a *App) newKeeping(ctx context.Context) (*keeping, error) {
	bucket, err := a.bucketOfCalls(ctx)
	if err != nil {
		return nil, err
	}
	k := &keeping{left: map[string]cluster.Kept{}, running: map[*call.Call]*entry{}, taking: map[string]bool{},
		over: make(chan struct{})}
	if own, is := bucket.(*filestore.Bucket); is {
		k.trouble = own.Trouble
	}
	if k.key, err = a.sealKey(); err != nil {
		return nil, err
	}
	instance, err := a.instanceName()
	if err != nil {
		return nil, err
	}
	self := cluster.Owner{Instance: instance, Boot: a.boot}
	k.ledger = cluster.NewLedger(bucket, self, a.log.With("part", "calls"))
	k.ledger.As(a.reads())
	k.ledger.Elsewhere(func(kept cluster.Kept) (bool, error) { return a.instances.theirs(kept) })
	k.ledger.Bodies(fits)
	a.carry(ctx)
	all, err := k.ledger.Kept(ctx)
	if err != nil { // those of today can be kept all the same
		a.log.Error("calls of the process before are not taken up", "error", err)
	}
	for _, kept := range all {
		switch {
		case !k.isMine(kept): // others may keep theirs in the same place
		case !slices.ContainsFunc(a.links, func(l *link) bool {
			return strings.Contains(kept.Item.Key, "/"+l.server.Name+"/")
		}):
			a.log.Warn("a call is not taken up: its Asterisk is not in the file any more", "call", kept.Item.Key)
			if err := k.ledger.Forget(ctx, kept); err != nil { // the next start tries again
				a.log.Warn("what was kept of a call stays", "call", kept.Item.Key, "error", err)
			}
		default:
			k.left[kept.Item.Key] = kept
			a.awaitInRooms(kept)
		}
	}
	writing, end := context.WithCancel(context.WithoutCancel(ctx))
	k.end = end
	go func() {
		defer close(k.over)
		k.ledger.Run(writing)
	}()
	return k, nil
}

// isMine tells whether a call is one that an earlier life of this instance has left.
func (k *keeping) isMine(kept cluster.Kept) bool {
	if kept.Err != nil {
		return strings.HasPrefix(kept.Item.Key, k.ledger.Self().Instance+"/")
	}
	return kept.Record.Owner.Instance == k.ledger.Self().Instance
}

// closeKeeping writes what waits; there are no calls any more. A store that does not answer is not waited for.
func (a *App) closeKeeping() {
	if a.keeping != nil {
		a.keeping.end()
		late := time.NewTimer(keepingOverMost)
		defer late.Stop()
		select {
		case <-a.keeping.over:
		case <-late.C:
			a.log.Error("what is kept of calls is not all written down: the store does not answer")
			return // it would not let go of the folder either, which ends with the process
		}
	}
	a.closeOwnCalls()
}

// troubles are what is wrong with how calls are kept at present.
func (k *keeping) troubles() (all []string) {
	if k == nil {
		return nil
	}
	if err := k.ledger.Away(); err != nil {
		all = append(all, "the states of calls wait to be written down: "+err.Error())
	}
	if k.trouble == nil {
		return all
	}
	if err := k.trouble(); err != nil {
		all = append(all, "the states of calls are not on the disk, and lost when the power fails: "+err.Error())
	}
	return all
}

// hold begins to keep a call that walks a flow; nil for one that cannot be kept.
func (a *App) hold(c *call.Call, e *entry) {
	k := a.keeping
	if k == nil || e.handler != nil || e.refused != "" {
		return
	}
	if e.holding == nil {
		// Nobody else takes calls of this instance: what stands under the key was left behind.
		e.holding = k.ledger.Begin(keyOf(k.ledger.Self().Instance, e.info.Asterisk, e.info.ID), true, c.Lose)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.running[c] = e
	switch { // it came a moment too late
	case a.instances.leaves() && a.instances.shuns(e) == "" && a.instances.giveOne(c, e, nil):
	case k.leaving:
		c.Detach()
	}
}

// checkpoint writes a call's state down, whenever its walk through the program has one to tell.
func (k *keeping) checkpoint(l *link, c *call.Call, e *entry, program *flows.Program) func(*flows.Checkpoint) error {
	if e.holding == nil {
		return nil
	}
	e.tendsEnd = program.HasOnHangup() || e.outgoing != nil || e.over != nil
	soon := false // whether it was written soon the last time: that it is alone again is to be known as soon
	return func(state *flows.Checkpoint) error {
		kept := keptCall{Asterisk: e.info.Asterisk, Channel: e.info.ID, Number: e.generation.kept.Number,
			Version: e.generation.file.Version(), Canary: e.onCanary(), Outgoing: e.outgoing, Handed: e.handed,
			At: c.Now(), Estate: c.Estate()}
		at := state.At(program)
		kept.Meets = at != nil && (steps.MeetsOthers(at.Kind) ||
			steps.MayMeet(at.Kind) && l.app.rooms.Meets(e.info.Asterisk, e.info.ID))
		e.meets.Store(kept.Meets)
		put, before := e.holding.Put, soon
		soon = kept.Meets || kept.Outgoing != nil || at != nil && steps.MayMeet(at.Kind) || !kept.Estate.IsAlone() ||
			slices.ContainsFunc(state.Frames, func(f flows.FrameState) bool { return f.Attended != nil }) || // as in a queue
			e.over != nil && !e.holding.IsWritten() // whoever finds a call of ours without a record hangs it up
		if soon || before {
			put = e.holding.PutSoon
		}
		put(func() ([]byte, error) { return k.toSize(&kept, state) })
		return nil
	}
}

// toSize writes what is kept of a call into no more memory than it needs: it stays there as long as the call is at its
// step. It is for the ledger's goroutine.
func (k *keeping) toSize(kept *keptCall, walk *flows.Checkpoint) ([]byte, error) {
	data, err := kept.write(k.room[:0], walk, k.key)
	if err != nil {
		return nil, err
	}
	if cap(data) <= keptRoom {
		k.room = data
	}
	return bytes.Clone(data), nil
}

// settled waits until the call's state is written down, but not for long: a call goes on rather than to wait.
func (e *entry) settled() func(context.Context) error {
	if e.holding == nil {
		return nil
	}
	return func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, settleTime)
		defer cancel()
		if err := e.holding.Sync(ctx); errors.Is(err, cluster.ErrLost) {
			return err
		}
		return nil
	}
}

// keepNoMore ends the keeping of a call: it has ended, or it is left for who comes next.
func (k *keeping) keepNoMore(c *call.Call, e *entry, left bool) {
	if e.holding == nil {
		return
	}
	k.mu.Lock()
	delete(k.running, c)
	k.mu.Unlock()
	switch {
	case left && e.heir != "" && !c.Lost(): // it is left when the heir was told
		ctx, cancel := context.WithTimeout(context.Background(), settleTime)
		defer cancel()
		_ = e.holding.Sync(ctx) // should it fail the heir goes on from before
	case left && (e.heir != "" || !c.Taken()):
		e.holding.Leave()
	case e.tendsEnd: // who found it would run on_hangup, or tell what came of a call of ours, once more
		e.holding.DropSoon()
	default: // whoever has taken the caller has written that down, unless they found nothing here
		e.holding.Drop()
	}
}

// heirOf is the instance that is to go on with a call, "" for whoever finds it.
func (k *keeping) heirOf(e *entry) string {
	if k == nil {
		return ""
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return e.heir
}

// leaves tells that a call is left in Asterisk when this process stops, for the next one to go on with.
func (a *App) leaves(e *entry) bool {
	return e.holding != nil && a.config().App.AtStop == atStopKeep
}

// leave takes the walks off the calls that the next process goes on with.
func (a *App) leave() {
	if a.keeping == nil || a.config().App.AtStop != atStopKeep {
		return
	}
	a.rooms.Hold() // nobody goes because another one seems to
	a.keeping.mu.Lock()
	defer a.keeping.mu.Unlock()
	a.keeping.leaving = true
	for c := range a.keeping.running {
		c.Detach()
	}
}

// atStopKeep is the value of app.at_stop with which calls wait for the next process.
const atStopKeep = "keep"

// take notes that a call is being taken up, until done is called; false when it is already.
func (k *keeping) take(key string) (done func(), ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.taking[key] {
		return nil, false
	}
	k.taking[key] = true
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.taking, key)
	}, true
}

// takes tells whether the call of a channel is being taken up.
func (k *keeping) takes(asterisk, channel string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for key := range k.taking {
		if strings.HasSuffix(key, "/"+asterisk+"/"+channel) {
			return true
		}
	}
	return false
}
