package call

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/media"
)

// Options describe a call as it enters.
type Options struct {
	Client *ari.Client
	// Channel is the channel's id; Up tells that it is answered already.
	Channel string
	Up      bool
	// Language is that of the prompts, "" for the channel's own.
	Language string
	// AnswerDelay is the time between answer and first sound.
	AnswerDelay time.Duration
	Prompts     media.Resolver
	Logger      *slog.Logger
}

// Call is one live call.
type Call struct {
	opts     Options
	mailbox  *mailbox
	ctx      context.Context
	end      context.CancelCauseFunc
	answered bool
	playing  map[string]*playback
	count    int
	timer    *time.Timer
}

// playback is a list of media under way, and when to ask Asterisk for it.
type playback struct {
	watchAt time.Time
	pause   time.Duration
}

var (
	_ flows.Port      = (*Call)(nil)
	_ flows.Continuer = (*Call)(nil)
)

// New makes a call whose mailbox is open; nothing is asked of Asterisk yet.
func New(opts Options) *Call {
	c := &Call{opts: opts, mailbox: newMailbox(), answered: opts.Up, playing: map[string]*playback{}}
	c.ctx, c.end = context.WithCancelCause(context.Background())
	return c
}

// Context ends with the call; its cause is a *flows.HangupError, or what Detach gave.
func (c *Call) Context() context.Context { return c.ctx }

// Channel is the id of the call's channel.
func (c *Call) Channel() string { return c.opts.Channel }

// Client is the client of the call's Asterisk.
func (c *Call) Client() *ari.Client { return c.opts.Client }

// Detach ends the walk but not the channel; see flows.ErrDetached.
func (c *Call) Detach() { c.end(flows.ErrDetached) }

// Over ends the call because its channel is gone.
func (c *Call) Over(cause flows.Cause) { c.end(&flows.HangupError{Cause: cause}) }

// Soft hangup flags that do not end a channel: it is being moved elsewhere.
const (
	softAsyncGoto = 2
	softUnbridge  = 64
)

// Deliver hands an event of the call's channel over.
func (c *Call) Deliver(event ari.Event) {
	switch e := event.(type) {
	case *ari.ChannelHangupRequest:
		cause := 0
		if e.Cause != nil {
			cause = *e.Cause
		}
		if soft := e.Soft != nil && *e.Soft; soft {
			if cause == softAsyncGoto || cause == softUnbridge {
				return
			}
			cause = int(flows.CauseNormal)
		}
		c.Over(flows.Cause(cause))
	case *ari.ChannelDestroyed:
		c.Over(flows.Cause(e.Cause))
	case *ari.StasisEnd:
		c.Over(0)
	default:
		if m, ok := read(event); ok {
			c.mailbox.put(m)
		}
	}
}

// Now is the time.
func (c *Call) Now() time.Time { return time.Now() }

// Answered tells whether the channel is up.
func (c *Call) Answered() bool { return c.answered }

// Answer answers the channel and lets the answer delay pass. Keys pressed meanwhile wait in the mailbox.
func (c *Call) Answer(ctx context.Context) error {
	if c.answered {
		return c.alive(ctx)
	}
	if err := c.settle(ctx); err != nil {
		return err
	}
	if err := c.opts.Client.Channels.Answer(whole(ctx), c.opts.Channel); err != nil {
		return c.failure(ctx, err)
	}
	c.answered = true
	return c.sleep(ctx, c.opts.AnswerDelay)
}

func (c *Call) alive(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// Play begins to play prompts as one list.
func (c *Call) Play(ctx context.Context, prompts []string) (string, error) {
	uris, err := c.opts.Prompts.Resolve(prompts)
	if err != nil {
		return "", err
	}
	c.count++
	id := c.opts.Channel + ".p" + strconv.Itoa(c.count)
	c.playing[id] = &playback{watchAt: time.Now().Add(watchFirst), pause: watchFirst}
	params := ari.ChannelsPlayWithIDParams{Media: uris}
	if c.opts.Language != "" {
		params.Lang = ari.Ptr(c.opts.Language)
	}
	if _, err := c.opts.Client.Channels.PlayWithID(whole(ctx), c.opts.Channel, id, params); err != nil {
		delete(c.playing, id)
		return "", c.failure(ctx, err)
	}
	return id, nil
}

// Stop ends a playback. Its end is not delivered any more.
func (c *Call) Stop(ctx context.Context, id string) error {
	if c.playing[id] == nil {
		return c.alive(ctx)
	}
	delete(c.playing, id)
	return c.stop(ctx, id)
}

// stop asks Asterisk to end a playback. In the instant in which a playback
// begins Asterisk may refuse that with a 500 and play on; a moment later it obeys.
func (c *Call) stop(ctx context.Context, id string) error {
	for try := 1; ; try++ {
		err := c.opts.Client.Playbacks.Stop(whole(ctx), id)
		switch {
		case err == nil, errors.Is(err, ari.ErrNotFound):
			return c.alive(ctx)
		case !errors.Is(err, ari.ErrServer):
			return c.failure(ctx, err)
		case try == stopTries:
			c.opts.Logger.Warn("a playback cannot be stopped", "playback", id, "error", err)
			return c.alive(ctx)
		}
		if err := c.sleep(ctx, stopPause); err != nil {
			return err
		}
	}
}

// whole is ctx for a request that is not given up when the call ends: it ends
// soon enough by itself, and giving it up would cost its connection.
func whole(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// Hangup ends the channel. A channel that is gone is no error.
func (c *Call) Hangup(ctx context.Context, cause flows.Cause) error {
	if ctx.Err() != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangupTime)
	defer cancel()
	params := ari.ChannelsHangupParams{}
	if cause > 0 {
		params.ReasonCode = ari.Ptr(strconv.Itoa(int(cause)))
	}
	err := c.opts.Client.Channels.Hangup(ctx, c.opts.Channel, params)
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		return fmt.Errorf("hanging up: %w", err)
	}
	c.Over(cause)
	return nil
}

// Continue sends the channel on in the dialplan; the zero place is behind Stasis().
func (c *Call) Continue(ctx context.Context, place flows.Place) error {
	if err := c.stopAll(ctx); err != nil {
		return err
	}
	params := ari.ChannelsContinueInDialplanParams{Context: unlessEmpty(place.Context),
		Extension: unlessEmpty(place.Extension)}
	if priority, err := strconv.Atoi(place.Priority); err == nil {
		params.Priority = &priority
	} else {
		params.Label = unlessEmpty(place.Priority)
	}
	// The channel's StasisEnd may come before the reply and end ctx: the reply is what counts.
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), continueTime)
	defer cancel()
	if err := c.opts.Client.Channels.ContinueInDialplan(asking, c.opts.Channel, params); err != nil {
		return fmt.Errorf("continuing in the dialplan: %w", c.failure(ctx, err))
	}
	return nil
}

// HandBack sends a channel that cannot be served on in the dialplan: to the
// label that the shipped dialplan has for that, else behind Stasis().
func (c *Call) HandBack(ctx context.Context) error {
	if err := c.stopAll(ctx); err != nil {
		return err
	}
	service := c.opts.Client.Channels
	err := service.ContinueInDialplan(ctx, c.opts.Channel,
		ari.ChannelsContinueInDialplanParams{Label: ari.Ptr(nobodyLabel)})
	if errors.Is(err, ari.ErrNotFound) { // no such label, or no such channel
		err = service.ContinueInDialplan(ctx, c.opts.Channel, ari.ChannelsContinueInDialplanParams{})
	}
	if err != nil && !errors.Is(err, ari.ErrNotFound) && !errors.Is(err, ari.ErrConflict) {
		return fmt.Errorf("handing a call back to the dialplan: %w", err)
	}
	return nil
}

// nobodyLabel is the label of the fallback in the shipped extensions.conf.
const nobodyLabel = "nobody"

func unlessEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// failure tells what a refused request means. A channel that is not there, or
// not in Stasis any more, is a hangup whose event is still under way.
func (c *Call) failure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, ari.ErrNotFound) || errors.Is(err, ari.ErrConflict) {
		c.Over(0)
		return context.Cause(c.ctx)
	}
	return err
}
