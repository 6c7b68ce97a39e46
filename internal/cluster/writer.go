package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// Run writes what is put until ctx ends, and then what waits.
func (l *Ledger) Run(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for l.rearm(); ; {
		select {
		case <-l.timer.C:
			l.dispatch(ctx, false)
		case <-l.hurry:
			l.dispatch(ctx, true)
		case <-ticker.C:
			l.look(ctx)
		case <-l.retry:
			l.review(ctx)
		case <-ctx.Done():
			l.farewell(ctx)
			return
		}
	}
}

// dispatch writes what is due, or all, until nothing is due any more, and has the next be written when it will be.
func (l *Ledger) dispatch(ctx context.Context, all bool) {
	for pause := retryFirst; l.isDue(all) && ctx.Err() == nil; all = false {
		if l.write(ctx, all) == nil {
			pause = retryFirst
			continue
		}
		l.rest(ctx, pause)
		pause = min(2*pause, retryMost)
	}
	l.rearm()
}

// rest lets time pass after a batch that came to nothing, unless the store was seen since.
func (l *Ledger) rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.retry:
	case <-ctx.Done():
	}
}

// isDue tells whether something is to be written now, of all that waits or of what is due.
func (l *Ledger) isDue(all bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	return slices.ContainsFunc(l.queue, func(h *Holding) bool { return all || !h.due().After(now) })
}

// rearm has Run wake when the first of what waits is due.
func (l *Ledger) rearm() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.timer.Stop()
	l.wakesAt = time.Time{}
	for _, h := range l.queue {
		l.wakeFor(h)
	}
}

// wakeFor has Run wake when a holding is due, unless it wakes before that: who puts wakes nobody. The lock is held.
func (l *Ledger) wakeFor(h *Holding) {
	if due := h.due(); l.wakesAt.IsZero() || due.Before(l.wakesAt) {
		l.wakesAt = due
		l.timer.Reset(time.Until(due))
	}
}

// due is when a holding is to be written: a call that has just begun takes several steps at once, and one that only
// decides, many. The end of a call waits for no pause; the lock is held.
func (h *Holding) due() time.Time {
	due, pause := h.queuedAt.Add(h.linger), h.writtenAt.Add(writePause)
	if h.drop || pause.Before(due) {
		return due
	}
	return pause
}

// ripe is from when on a holding is written if others are: most steps that are taken at once have been by then. The
// lock is held.
func (h *Holding) ripe() time.Time { return h.due().Add(-h.linger / 2) }

// farewell writes what waits when the process ends; what cannot be written now is lost.
func (l *Ledger) farewell(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewellTime)
	defer cancel()
	for l.more() && ctx.Err() == nil {
		if l.write(ctx, true) != nil {
			sleep(ctx, retryFirst)
		}
	}
	if n := l.Waiting(); n > 0 {
		l.log.Warn("the last states of calls could not be written", "calls", n, "error", l.Away())
	}
}

func (l *Ledger) more() bool { return l.Waiting() > 0 }

// write deals with one batch, of what is due or of all; the error is why it has to be tried again later.
func (l *Ledger) write(ctx context.Context, all bool) error {
	batch := l.gather(all)
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	defer l.asks()()
	jobs := make([]job, 0, len(batch))
	changes := make([]Change, 0, len(batch))
	away := l.Away()
	for _, j := range batch {
		if j.drop && j.revision == 0 && j.tried { // a write whose answer was lost may have been made
			if err := l.outrun(ctx, j); err != nil {
				away = err
			}
			continue
		}
		if change, ok := l.change(&j); ok {
			jobs, changes = append(jobs, j), append(changes, change)
		}
	}
	if len(changes) > 0 {
		away = nil
		for i, written := range l.bucket.Write(ctx, changes) {
			if err := l.wrote(ctx, jobs[i], written); err != nil {
				away = err
			}
		}
	}
	l.settle(away)
	return away
}

// job is a holding in a batch, as it was when the batch was gathered.
type job struct {
	holding *Holding
	body    func() ([]byte, error)
	// made is what body has made, nil before.
	made     json.RawMessage
	drop     bool
	put      uint64
	epoch    int
	revision uint64
	// tried tells that something was written, or may have been.
	tried bool
}

// gather takes the oldest of what is due, or of all.
func (l *Ledger) gather(all bool) []job {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	var batch []job
	l.queue = slices.DeleteFunc(l.queue, func(h *Holding) bool {
		if len(batch) == batchMost || !all && !h.isLost && h.ripe().After(now) {
			return false
		}
		h.queued = false
		if h.isLost {
			return true
		}
		h.writing = true
		batch = append(batch, job{h, h.body, nil, h.drop, h.puts, h.epoch, h.revision, h.tried})
		h.tried = h.tried || h.body != nil
		h.body = nil
		return true
	})
	return batch
}

// change is what is to be written of a job; false for nothing.
func (l *Ledger) change(j *job) (Change, bool) {
	h := j.holding
	if j.drop {
		if j.revision > 0 {
			return Change{Key: h.key, Delete: true, Revision: j.revision}, true
		}
		l.done(*j, func() { l.forgotten(h) })
		return Change{}, false
	}
	if j.body == nil {
		l.done(*j, nil)
		return Change{}, false
	}
	body, err := j.body()
	var data []byte
	if err == nil {
		data, err = Record{Format: l.format, Owner: l.self, Epoch: j.epoch, Body: body}.marshal()
	}
	if err != nil {
		l.done(*j, func() {
			if !h.unwritable {
				l.log.Error("a call's state cannot be written down", "call", h.key, "error", err)
			}
			h.unwritable, h.wrote = true, j.put
		})
		return Change{}, false
	}
	j.made, j.body = body, func() ([]byte, error) { return body, nil } // it is made once
	return Change{Key: h.key, Value: data, Revision: j.revision}, true
}

// wrote takes in what came of a job; the error is why it has to be tried again later.
func (l *Ledger) wrote(ctx context.Context, j job, written Written) error {
	h := j.holding
	switch {
	case written.Err == nil:
		l.done(j, func() {
			h.fresh, h.unwritable, h.wrote, h.revision = false, false, j.put, written.Revision
			h.last, h.wroteIn, h.writtenAt = j.made, l.losses, time.Now()
			if h.drop || h.isLost {
				h.last = nil
			}
			if j.drop {
				h.revision = 0
				l.forgotten(h)
			}
		})
		return nil
	case !errors.Is(written.Err, ErrOutrun):
		l.again(j, nil)
		return written.Err
	}
	return l.outrun(ctx, j)
}

// done ends a job and notes what came of it.
func (l *Ledger) done(j job, note func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := j.holding
	h.writing = false
	if note != nil {
		note()
	}
	l.forgetLeft(h)
	if h.heir != nil {
		h.heir.inherit(h)
		h.heir = nil
	}
}

// again has a job done once more, unless something newer waits already.
func (l *Ledger) again(j job, note func()) {
	l.done(j, func() {
		if note != nil {
			note()
		}
		h := j.holding
		if h.isLost {
			return
		}
		if h.body == nil && !h.drop {
			h.body = j.body
		}
		l.enqueue(h)
	})
}

// settle tells those who wait that a batch was dealt with.
func (l *Ledger) settle(away error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away = away
	l.tell()
	close(l.settled)
	l.settled = make(chan struct{})
}

// sleep lets time pass, or ctx end.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
