package voicemail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Expect keeps a place for a message. It is noted on disk as well, so that the
// next process takes up what this one could not; while the index is away, only there.
func (o *Office) Expect(ctx context.Context, m flows.VoiceMessage) error {
	box, err := o.checked(m.Mailbox, m.Recording)
	if err != nil {
		return err
	}
	p, r := o.post, rowOf(m)
	r.took = 0
	r.state, r.due = expected, p.opts.Now().Add(max(o.settings.Rules.Max, m.Took)+lateAfter)
	promised := noteOf(string(expected), r)
	promised.Call = m.Call
	if err := p.notes.put(promised); err != nil {
		return fmt.Errorf("keeping a place in the mailbox %s: %w", m.Mailbox, err)
	}
	n, _ := p.notes.find(r.box, r.id)
	err = p.index.add(ctx, r, o.settings.most(box))
	switch {
	case err == nil:
		p.notes.settled(n)
		return nil
	case errors.Is(err, errAway) && p.notes.waiting(r.box) <= o.settings.most(box):
		return nil
	case errors.Is(err, errAway):
		err = flows.ErrMailboxFull
	}
	err = errors.Join(err, p.notes.drop(r.box, r.id, anyVersion))
	return fmt.Errorf("keeping a place in the mailbox %s: %w", m.Mailbox, err)
}

// Deliver puts a message into its mailbox.
func (o *Office) Deliver(ctx context.Context, m flows.VoiceMessage) error {
	if _, err := o.checked(m.Mailbox, m.Recording); err != nil {
		return err
	}
	r := rowOf(m)
	r.state, r.due = delivered, o.post.opts.Now()
	if err := o.post.concluded(ctx, string(delivered), r, o.post.deliver); err != nil {
		return fmt.Errorf("delivering to the mailbox %s: %w", m.Mailbox, err)
	}
	o.post.changed(m.Mailbox)
	return nil
}

// Withdraw takes the place away from a message that does not come, and has its recording deleted.
func (o *Office) Withdraw(ctx context.Context, m flows.VoiceMessage) error {
	if _, err := o.checked(m.Mailbox, m.Recording); err != nil {
		return err
	}
	r := rowOf(m)
	r.id = cmp.Or(m.ID, path.Base(m.Recording.Name))
	if r.at.IsZero() { // a greeting that was not accepted
		r.at = o.post.opts.Now()
	}
	if err := o.post.concluded(ctx, withdrawn, r, o.post.withdraw); err != nil {
		return fmt.Errorf("withdrawing from the mailbox %s: %w", m.Mailbox, err)
	}
	o.post.poke()
	return nil
}

// concluded has the index know what has come of a message; while that is away, a note does.
func (p *Post) concluded(ctx context.Context, came string, r row, do func(context.Context, row) error) error {
	err := do(ctx, r)
	if errors.Is(err, errAway) {
		return p.notes.put(noteOf(came, r))
	}
	if err == nil {
		p.forget(r, anyVersion)
	}
	return err
}

// anyVersion is that of a note whatever version it has.
const anyVersion = -1

// forget takes a note away that nobody needs any more; one that stays is looked at by the next process, to no harm.
func (p *Post) forget(r row, version int) {
	if err := p.notes.drop(r.box, r.id, version); err != nil {
		p.opts.Log.Warn("a note of a message stays", "mailbox", r.box, "message", r.id, "error", err)
	}
}

// deliver has a message be in its mailbox that was expected.
func (p *Post) deliver(ctx context.Context, r row) error {
	err := p.index.change(ctx, r.box, r.id, func(there *row) bool {
		if there.state == expected {
			*there = r
			return true
		}
		return false
	})
	if errors.Is(err, errGone) { // it took too long, or the index was away; what was said is kept all the same
		err = p.index.add(ctx, r, 0)
	}
	return err
}

// withdraw has a message be cleared away.
func (p *Post) withdraw(ctx context.Context, r row) error {
	now := p.opts.Now()
	r.state, r.deleted, r.due = delivered, now.Add(-deletedKept), now
	err := p.index.change(ctx, r.box, r.id, func(there *row) bool {
		there.deleted, there.due = r.deleted, r.due
		return true
	})
	if errors.Is(err, errGone) {
		err = p.index.add(ctx, r, 0)
	}
	return err
}

// settle has the index know what notes tell: of messages that came while it was
// away, and of those that a process before this one did not live to deliver.
func (p *Post) settle(ctx context.Context) {
	for _, n := range p.notes.open() {
		if ctx.Err() != nil {
			return
		}
		err := p.settleOne(ctx, n)
		switch {
		case errors.Is(err, errAway):
			return
		case err != nil && ctx.Err() == nil:
			p.opts.Log.Error("a message waits for the index", "mailbox", n.Box, "message", n.ID, "error", err)
		}
	}
}

func (p *Post) settleOne(ctx context.Context, n noted) error {
	r := n.row()
	switch {
	case n.Came == withdrawn:
		if err := p.withdraw(ctx, r); err != nil {
			return err
		}
	case n.Came == string(delivered):
		r.due = p.opts.Now()
		if err := p.deliver(ctx, r); err != nil {
			return err
		}
		p.changed(r.box)
	case n.left:
		if waits, err := p.abandoned(ctx, n); waits || err != nil {
			return err
		}
	default:
		if err := p.index.add(ctx, r, 0); err != nil {
			return err
		}
		p.notes.settled(n)
		return nil
	}
	p.forget(r, n.version)
	return nil
}

// keepSounds brings sounds into the folder of messages that the index does not know of, as it is away.
func (p *Post) keepSounds(ctx context.Context) {
	for _, n := range p.notes.open() {
		if n.Came != string(delivered) || n.Fetched || ctx.Err() != nil {
			continue
		}
		asking, cancel := context.WithTimeout(ctx, roundTime)
		err := p.fetch(asking, n.row())
		cancel()
		if err == nil {
			err = p.notes.hasSound(n)
		}
		if err != nil && ctx.Err() == nil {
			p.opts.Log.Warn("the sound of a message waits", "mailbox", n.Box, "message", n.ID, "error", err)
		}
	}
}

// underWay tells, of a message that is expected, whether a call of this process records it yet, and until when that
// is believed.
func (p *Post) underWay(r row) (time.Time, bool) {
	n, there := p.notes.find(r.box, r.id)
	return n.Late, there && !n.left && n.Came == string(expected) && p.opts.Now().Before(n.Late)
}
