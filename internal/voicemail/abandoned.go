package voicemail

import (
	"context"
	"errors"
)

// abandoned does what is to be done about a message that a process before this one has promised: one whose call goes on
// is that call's, which may record it yet. waits tells that the note is looked at again.
func (p *Post) abandoned(ctx context.Context, n noted) (waits bool, err error) {
	goesOn, elsewhere := false, false
	if p.opts.Call != nil && n.Call != "" {
		asking, cancel := context.WithTimeout(ctx, askTime)
		defer cancel()
		goesOn, elsewhere, err = p.opts.Call(asking, n.Asterisk, n.Call)
	}
	switch {
	case err != nil || goesOn && !elsewhere:
		if err != nil && ctx.Err() == nil {
			p.opts.Log.Info("nobody can tell yet whether the call of a message goes on", "mailbox", n.Box, "message", n.ID,
				"error", err)
		}
		p.awaits(p.opts.Now().Add(goesOnPause))
		return true, nil
	case goesOn:
		return false, p.yield(ctx, n.row())
	}
	return false, p.stray(ctx, n.row())
}

// yield leaves a message to the instance that has its call now: it keeps a place of its own for it, unless the index is
// one for all.
func (p *Post) yield(ctx context.Context, r row) error {
	if isPostgres(p.opts.DSN) {
		return nil
	}
	awaited := false
	err := p.index.change(ctx, r.box, r.id, func(there *row) bool {
		awaited = there.state == expected
		return false
	})
	if err == nil && awaited {
		_, err = p.index.remove(ctx, r.box, r.id)
	}
	if errors.Is(err, errGone) {
		return nil
	}
	return err
}

// stray has a message be taken up soon whose process has died.
func (p *Post) stray(ctx context.Context, r row) error {
	r.due = r.at.Add(strayAfter)
	if now := p.opts.Now(); r.due.Before(now) {
		r.due = now
	}
	if err := p.index.add(ctx, r, 0); err != nil {
		return err
	}
	p.awaits(r.due)
	err := p.index.change(ctx, r.box, r.id, func(there *row) bool {
		if there.state != expected || there.due.Before(r.due) {
			return false
		}
		there.due = r.due
		return true
	})
	if errors.Is(err, errGone) {
		return nil
	}
	return err
}
