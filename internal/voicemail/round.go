package voicemail

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Run fetches sounds, sends letters, lights lamps and clears away, until ctx ends.
func (p *Post) Run(ctx context.Context) {
	timer := time.NewTimer(roundEvery)
	defer timer.Stop()
	for {
		timer.Reset(p.round(ctx))
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-timer.C:
		}
	}
}

// round does all that is to be done by now, and tells when to look again.
func (p *Post) round(ctx context.Context) time.Duration {
	if p.far != nil {
		then, back := p.far.look(ctx)
		if then > 0 {
			p.keepSounds(ctx)
			return min(then, roundEvery)
		}
		if back {
			p.opts.Log.Info("the index of the mailboxes is back")
		}
	}
	if !p.soon.After(p.opts.Now()) {
		p.soon = time.Time{}
	}
	p.settle(ctx)
	p.light(ctx)
	for range dueMax {
		rows, err := p.index.due(ctx, p.opts.Now(), dueMax)
		if err != nil {
			if ctx.Err() == nil {
				p.opts.Log.Error("looking for what is to be done in mailboxes failed", "error", err)
			}
			return roundEvery
		}
		for _, r := range rows {
			if ctx.Err() != nil {
				return roundEvery
			}
			p.attend(ctx, r)
		}
		if len(rows) < dueMax {
			break
		}
	}
	p.light(ctx)
	if left := p.soon.Sub(p.opts.Now()); left > 0 {
		return min(left, roundEvery)
	}
	return roundEvery
}

// awaits has work be looked for by then; what is due by now is this round's, and keeps nobody from looking again soon.
func (p *Post) awaits(then time.Time) {
	if !then.After(p.opts.Now()) {
		return
	}
	if p.soon.IsZero() || then.Before(p.soon) {
		p.soon = then
	}
}

// attend does the next thing for a row, if it is not somebody else's just now.
func (p *Post) attend(ctx context.Context, found row) {
	now, ours := p.opts.Now(), false
	err := p.index.change(ctx, found.box, found.id, func(r *row) bool {
		if ours = !r.due.IsZero() && !r.due.After(now); !ours {
			return false
		}
		found = *r
		r.due = now.Add(claimedFor)
		return true
	})
	if err != nil || !ours {
		return
	}
	workCtx, cancel := context.WithTimeout(ctx, roundTime)
	defer cancel()
	err = p.work(workCtx, &found)
	switch {
	case errors.Is(err, errGone): // it is removed
		return
	case err != nil && ctx.Err() != nil:
		found.due = now // the next process does it
	case err != nil:
		found.again(now)
		p.opts.Log.Warn("a message waits", "mailbox", found.box, "message", found.id, "until", found.due, "error", err)
	}
	// What it shall be is written although ctx may be over, or the claim would stand in the way for a while.
	writeCtx, cancelWrite := context.WithTimeout(context.WithoutCancel(ctx), busyTime)
	defer cancelWrite()
	err = p.index.change(writeCtx, found.box, found.id, func(r *row) bool {
		if !r.deleted.Equal(found.deleted) && !r.deleted.IsZero() { // its owner was quicker
			return false
		}
		if r.state == delivered && found.state == expected { // its call was, and has told more than we know
			r.due = now
			return true
		}
		r.state, r.took, r.fetched, r.mailed, r.tries, r.due = found.state, found.took, found.fetched, found.mailed,
			found.tries, found.due
		if !found.deleted.IsZero() {
			r.deleted = found.deleted
		}
		return true
	})
	if err != nil && !errors.Is(err, errGone) {
		p.opts.Log.Error("a message could not be written down", "mailbox", found.box, "message", found.id, "error", err)
	}
}

// work does what a row waits for; errGone tells that the row is removed.
func (p *Post) work(ctx context.Context, r *row) error {
	now := p.opts.Now()
	if !r.deleted.IsZero() {
		if left := r.deleted.Add(deletedKept); left.After(now) {
			r.due = left
			return nil
		}
		return p.clear(ctx, *r)
	}
	if r.state == expected {
		if wait, err := p.ended(ctx, r); wait || err != nil {
			return err
		}
	}
	if !r.fetched {
		switch err := p.fetch(ctx, *r); {
		case errors.Is(err, ErrNoRecording) && (r.state == expected || r.tries >= fetchTries):
			p.opts.Log.Warn("nothing was recorded", "mailbox", r.box, "message", r.id)
			p.forget(*r, anyVersion)
			p.changed(r.box)
			return p.clear(ctx, *r)
		case err != nil:
			return err
		}
		r.fetched, r.tries = true, 0
		if r.state == expected { // nobody lived to deliver it
			r.state, r.took = delivered, p.length(*r)
			p.forget(*r, anyVersion)
			p.changed(r.box)
		}
	}
	return p.tellOwner(ctx, r)
}

// ended ends the recording of a message whose call is no more; wait tells that it is too soon to have it.
func (p *Post) ended(ctx context.Context, r *row) (wait bool, err error) {
	if until, ours := p.underWay(*r); ours {
		r.due = until
		return true, nil
	}
	if p.opts.Asterisks == nil {
		return false, nil
	}
	was, err := p.opts.Asterisks.Stop(ctx, r.asterisk, r.recording)
	if err != nil {
		return false, fmt.Errorf("ending a recording: %w", err)
	}
	if was {
		r.due = p.opts.Now().Add(closeTime)
		p.awaits(r.due)
	}
	return was, nil
}

// clear removes a row, and the sound that nobody else has.
func (p *Post) clear(ctx context.Context, r row) error {
	if p.opts.Asterisks != nil && r.recording != "" {
		sharers, err := p.index.sharers(ctx, r.recording)
		if err == nil && sharers <= 1 {
			err = p.opts.Asterisks.Delete(ctx, r.asterisk, r.recording)
		}
		if err != nil {
			return fmt.Errorf("deleting a recording: %w", err)
		}
	}
	last, err := p.index.remove(ctx, r.box, r.id)
	if err != nil {
		return err
	}
	if last {
		if err := p.removeSound(r); err != nil {
			p.opts.Log.Warn("a sound could not be removed", "mailbox", r.box, "message", r.id, "error", err)
		}
	}
	return errGone
}

// light has the lamps of changed mailboxes show what is in them.
func (p *Post) light(ctx context.Context) {
	p.mu.Lock()
	boxes := p.dim
	p.dim = map[string]bool{}
	settings := p.settings
	p.mu.Unlock()
	for box := range boxes {
		if err := p.lightOne(ctx, settings, box); err != nil {
			p.mu.Lock()
			p.dim[box] = true
			p.mu.Unlock()
			if ctx.Err() == nil {
				p.opts.Log.Warn("the lamp of a mailbox could not be set", "mailbox", box, "error", err)
			}
		}
	}
}

func (p *Post) lightOne(ctx context.Context, settings Settings, box string) error {
	device := settings.device(box)
	if _, found := settings.box(box); !found || device == "" || p.opts.Asterisks == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, roundTime)
	defer cancel()
	rows, err := p.index.rows(ctx, box)
	if err != nil {
		return err
	}
	on := false
	for _, r := range rows {
		on = on || r.isIn("INBOX")
	}
	return p.opts.Asterisks.Lamp(ctx, device, on)
}
