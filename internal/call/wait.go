package call

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Next waits for the next key or end of a playback, until the deadline. Both are in the call's time ([Call.Now]).
//
// Here calls stand for hours, and what the functions on the way to here have on the stack they hold as long: hence no
// event by value, and looking in a function of its own.
func (c *Call) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	deadline = c.moment(deadline)
	for {
		if err := c.alive(ctx); err != nil {
			return nil, err
		}
		event, again := c.look(ctx, deadline)
		if event != nil {
			event.At = c.when(event.At)
			return event, nil
		}
		if !again {
			c.await(ctx, c.wakeAt(deadline))
		}
	}
}

// look sees whether something has happened, nil for nothing; again tells to look once more before waiting.
func (c *Call) look(ctx context.Context, deadline time.Time) (happened *flows.Event, again bool) {
	if m, ok := c.mailbox.take(func(message) bool { return true }); ok {
		if event, ok := c.event(ctx, m); ok {
			return &event, false
		}
		return nil, true
	}
	if c.comparing.Swap(false) {
		c.compare(ctx)
		return nil, true
	}
	if now := time.Now(); !deadline.IsZero() && !now.Before(deadline) {
		return &flows.Event{Kind: flows.TimeUp, At: now}, false
	}
	if event, ok := c.watch(ctx); ok {
		return &event, false
	}
	if event, ok := c.lateLeg(ctx); ok {
		return &event, false
	}
	if event, ok := c.lateRecording(ctx); ok {
		return &event, false
	}
	c.endFormer(time.Now())
	return nil, false
}

// event is what a message means to the walk; false when it means nothing.
func (c *Call) event(ctx context.Context, m message) (flows.Event, bool) {
	if m.work != "" {
		return flows.Event{Kind: flows.WorkEnded, At: m.at, Work: m.work, Result: m.result, Err: m.err}, true
	}
	if m.wish != nil {
		m.wish.grant(ctx, c)
		return flows.Event{}, false
	}
	if m.by != "" {
		return c.replaced(m)
	}
	if m.moved != "" {
		c.movedEvent(ctx, m)
		return flows.Event{}, false
	}
	if m.other != nil || m.recording != "" || m.left != "" || m.leg != "" && m.leg != c.Channel() {
		return c.otherEvent(m)
	}
	if m.isKey() {
		return flows.Event{Kind: flows.KeyPressed, At: m.at, Key: m.key}, true
	}
	p := c.playing[m.playback]
	switch {
	case p == nil: // stopped, or given up
		if m.begun && c.adrift[m.playback] {
			c.forsake(ctx, m.playback)
		}
		return flows.Event{}, false
	case m.begun:
		p.watchAt, p.pause = time.Now().Add(watchFirst), watchFirst
		return flows.Event{}, false
	}
	c.playing.drop(m.playback)
	return flows.Event{Kind: flows.PlaybackEnded, At: m.at, Playback: m.playback, Failed: m.failed}, true
}

// await blocks until something has arrived, ctx is over, or it is that time (never when zero).
func (c *Call) await(ctx context.Context, until time.Time) {
	if !until.IsZero() { // by the mailbox: one channel less that each waiting call has, and looks at
		if c.alarm == nil {
			c.alarm = time.AfterFunc(time.Until(until), c.mailbox.wake)
		} else {
			c.alarm.Reset(time.Until(until))
		}
		defer c.alarm.Stop()
	}
	select {
	case <-c.mailbox.arrived:
	case <-ctx.Done():
	}
}

// wakeAt is the earlier of the deadline and the next look at a playback.
func (c *Call) wakeAt(deadline time.Time) time.Time {
	at := deadline
	for _, p := range c.playing {
		if at.IsZero() || p.watchAt.Before(at) {
			at = p.watchAt
		}
	}
	for _, r := range c.recordings {
		if at.IsZero() || r.watchAt.Before(at) {
			at = r.watchAt
		}
	}
	for _, l := range c.legs {
		if !l.gone && !l.endsAt.IsZero() && (at.IsZero() || l.endsAt.Before(at)) {
			at = l.endsAt
		}
	}
	for _, due := range c.former {
		if !due.IsZero() && (at.IsZero() || due.Before(at)) {
			at = due
		}
	}
	return at
}

// watch asks Asterisk for playbacks that have been silent too long. One that
// it does not know has ended without an event.
func (c *Call) watch(ctx context.Context) (flows.Event, bool) {
	for id, p := range c.playing {
		if time.Now().Before(p.watchAt) {
			continue
		}
		asked, err := c.opts.Client.Playbacks.Get(whole(ctx), id)
		switch {
		case err == nil && asked.State == ari.PlaybackStateQueued:
			c.unblock(ctx)
		case errors.Is(err, ari.ErrNotFound) && ctx.Err() == nil:
			if m, ok := c.mailbox.take(func(m message) bool { return m.playback == id && !m.begun }); ok {
				return c.event(ctx, m) // it ended while we asked
			}
			c.playing.drop(id)
			c.adrift.put(id, true)
			c.opts.Logger.Warn("Asterisk did not tell that a playback ended", "playback", id)
			return flows.Event{Kind: flows.PlaybackEnded, At: time.Now(), Playback: id, Failed: true}, true
		}
		p.pause = min(2*p.pause, watchMost)
		p.watchAt = time.Now().Add(p.pause)
	}
	return flows.Event{}, false
}

// sleep lets time pass; what arrives waits in the mailbox.
func (c *Call) sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return c.alive(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return c.alive(ctx)
}
