package recordings

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Run fetches and delivers until ctx ends; what is under way then is tried again after the next Open.
func (k *Keeper) Run(ctx context.Context) {
	var all sync.WaitGroup
	for range workers {
		all.Go(func() { k.work(ctx) })
	}
	if k.opts.Target != nil {
		all.Go(func() { k.sweeps(ctx) })
	}
	all.Wait()
}

// EndAbandoned ends the recordings whose process has died, as far as it comes
// until ctx ends: calls that begin then find their names free. It is called before Run, which does the rest.
func (k *Keeper) EndAbandoned(ctx context.Context) {
	for ctx.Err() == nil {
		w, r, version, pause := k.due(time.Now(), func(w *waiting) bool { return w.Abandoned != "" && w.pause == 0 })
		if w != nil {
			k.settle(w, r, version, k.attempt(ctx, &r))
			continue
		}
		if pause >= pauseMost {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// work does what is due, one after the other.
func (k *Keeper) work(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		w, r, version, pause := k.due(time.Now(), nil)
		if w == nil {
			timer.Reset(pause)
			select {
			case <-ctx.Done():
			case <-k.more:
			case <-timer.C:
			}
			continue
		}
		k.wake() // the other worker looks whether there is more
		fate := k.attempt(ctx, &r)
		if ctx.Err() != nil {
			return
		}
		k.settle(w, r, version, fate)
	}
}

// due takes the request that is due for longest, or tells how long to wait for one; of those that are meant, nil for
// all.
func (k *Keeper) due(now time.Time, meant func(*waiting) bool) (w *waiting, r request, version int,
	pause time.Duration,
) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var first *waiting
	for _, w := range k.waiting {
		if !w.busy && !w.held && (meant == nil || meant(w)) && (first == nil || w.at.Before(first.at)) {
			first = w
		}
	}
	switch {
	case first == nil:
		return nil, request{}, 0, pauseMost
	case first.at.After(now):
		return nil, request{}, 0, first.at.Sub(now)
	}
	first.busy, first.idle = true, make(chan struct{})
	return first, first.request, first.version, 0
}

// fate is what came of an attempt.
type fate struct {
	// done tells that nothing is left to do, live that the recording is under way yet, absent that there is none, later
	// that the call of one whose process has died goes on.
	done, live, absent, later bool
	bytes                     int
	err                       error
}

// attempt tries to have one recording where it shall be. It notes in r how far it got.
func (k *Keeper) attempt(ctx context.Context, r *request) fate {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	source := k.opts.Sources[r.Asterisk]
	if source == nil {
		return fate{err: fmt.Errorf("ivr.yaml has no asterisk %q any more", r.Asterisk)}
	}
	if r.Abandoned != "" {
		if f, over := k.abandoned(ctx, source, r); over {
			return f
		}
	}
	bytes := 0
	if !r.Delivered {
		live, err := source.Live(ctx, r.Name)
		if err != nil || live {
			return fate{live: live, err: err}
		}
		sound, err := source.File(ctx, r.Name)
		if errors.Is(err, fs.ErrNotExist) {
			if r.Abandoned != "" { // it had not begun
				return fate{done: true}
			}
			return fate{absent: true, err: err}
		}
		if err != nil {
			return fate{err: err}
		}
		if err := k.opts.Target.put(ctx, *r, sound); err != nil {
			return fate{err: err}
		}
		r.Delivered, bytes = true, len(sound)
	}
	if k.opts.Delete {
		if err := source.Delete(ctx, r.Name); err != nil {
			return fate{bytes: bytes, err: err}
		}
	}
	return fate{done: true, bytes: bytes}
}

// abandoned ends a recording whose process has died; over tells that it is not to be fetched, or not yet.
func (k *Keeper) abandoned(ctx context.Context, source Source, r *request) (f fate, over bool) {
	ctx, cancel := context.WithTimeout(ctx, abandonedTime)
	defer cancel()
	shared := false
	if k.opts.Elsewhere != nil {
		var under bool
		var err error
		shared, under, err = k.opts.Elsewhere(ctx, r.Asterisk, r.Call)
		if err != nil || under { // what is under way here is kept anew by its step, or is over the next time
			return fate{done: err == nil && shared, later: err == nil && !shared, err: err}, true
		}
	}
	live, err := source.Live(ctx, r.Name)
	if err == nil && !live && shared && r.Abandoned == flows.DeleteAbandoned {
		return fate{done: true}, true // what is there may be what another process has recorded of the same call since
	}
	if err == nil && live {
		err = source.Stop(ctx, r.Name, r.Abandoned == flows.DeleteAbandoned)
	}
	switch {
	case err != nil || live:
		return fate{live: err == nil, err: err}, true
	case r.Abandoned == flows.DeleteAbandoned:
		err = source.Delete(ctx, r.Name)
		return fate{done: err == nil, err: err}, true
	case r.Abandoned == flows.LeaveAbandoned || k.opts.Target == nil:
		return fate{done: true}, true
	}
	return fate{}, false
}

// settle writes down what came of an attempt, unless the request is another one by now.
func (k *Keeper) settle(w *waiting, r request, version int, f fate) {
	k.mu.Lock()
	defer k.mu.Unlock()
	defer k.wake()
	now := time.Now()
	w.busy = false
	close(w.idle)
	if f.bytes > 0 {
		k.counts.Delivered++
		k.counts.Bytes += int64(f.bytes)
	}
	if w.dropped {
		delete(k.waiting, r.id())
		return
	}
	if w.version != version {
		return // it was kept anew meanwhile
	}
	if f.done {
		if err := k.spool.remove(r.id()); err != nil {
			k.opts.Logger.Warn("a recording that has arrived stays in the spool", "recording", r.Name, "error", err)
		}
		delete(k.waiting, r.id())
		return
	}
	if r.Delivered && !w.Delivered {
		w.Delivered = true
		if err := k.spool.write(w.request); err != nil { // it is delivered once more, then
			k.opts.Logger.Warn("the spool of recordings cannot be written", "error", err)
		}
	}
	k.postpone(w, now, f)
}

// postpone sets when a recording is tried again, or gives it up.
func (k *Keeper) postpone(w *waiting, now time.Time, f fate) {
	if f.later {
		w.pause = abandonedPause
		w.at = now.Add(w.pause)
		return
	}
	if f.live {
		w.absent, w.pause = time.Time{}, 0
		w.at = now.Add(endPause)
		if w.Live {
			w.at = now.Add(livePause)
		}
		if now.Sub(w.Queued) < liveFor {
			return
		}
		f.err = fmt.Errorf("it is under way since %v", liveFor)
	}
	k.counts.Retries++
	if f.absent && w.absent.IsZero() {
		w.absent = now
	} else if !f.absent {
		w.absent = time.Time{}
	}
	w.pause = min(max(2*w.pause, pauseLeast), pauseMost)
	if w.Abandoned != "" {
		w.pause = min(w.pause, abandonedPause)
	}
	w.at = now.Add(w.pause)
	log := k.opts.Logger.With("recording", w.Name, "call", w.Call, "asterisk", w.Asterisk, "error", f.err)
	if now.Sub(w.Queued) < triesFor && (w.absent.IsZero() || now.Sub(w.absent) < missingFor) {
		log.Warn("a recording is tried again later", "retry", w.pause)
		return
	}
	w.Failure = f.err.Error()
	if err := k.spool.putAside(w.request); err != nil {
		log.Error("a recording cannot be put aside", "why", err)
		return
	}
	log.Error("a recording is given up", "folder", aside)
	k.counts.Failed++
	delete(k.waiting, w.id())
}

// sweeps deletes what is too old, now and then.
func (k *Keeper) sweeps(ctx context.Context) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		swept, err := k.opts.Target.sweep(ctx, time.Now())
		if err != nil && ctx.Err() == nil {
			k.opts.Logger.Warn("old recordings stay", "error", err)
		}
		k.mu.Lock()
		k.counts.Swept += swept
		k.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
