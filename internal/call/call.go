package call

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
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
	// Again tells that the channel had another call a moment ago, whose events may still come.
	Again bool
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
	// prefix begins the ids of the call's playbacks. It is the channel's, that an adopter knows, unless
	// the events of an earlier call of the channel must be told apart.
	prefix  string
	playing map[string]*playback
	// adrift are playbacks given up that may play on, or begin yet.
	adrift map[string]bool
	count  int
	timer  *time.Timer
	// music tells that music on hold was asked for.
	music bool
	// works are what the steps do beside the call.
	works sync.WaitGroup
	jobs  int
}

// playback is a list of media under way, and when to ask Asterisk for it.
type playback struct {
	watchAt time.Time
	pause   time.Duration
}

var (
	_ flows.Port      = (*Call)(nil)
	_ flows.Signaller = (*Call)(nil)
	_ flows.Continuer = (*Call)(nil)
)

// New makes a call whose mailbox is open; nothing is asked of Asterisk yet.
func New(opts Options) *Call {
	c := &Call{opts: opts, mailbox: newMailbox(), answered: opts.Up, playing: map[string]*playback{},
		adrift: map[string]bool{}, prefix: opts.Channel + ".p"}
	if opts.Again {
		c.prefix = opts.Channel + "." + rand.Text()[:8] + ".p"
	}
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
		if m, ok := read(event); ok && (m.playback == "" || strings.HasPrefix(m.playback, c.prefix)) {
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
	err := c.persist(ctx, func() error { return c.opts.Client.Channels.Answer(whole(ctx), c.opts.Channel) },
		func() (bool, error) { return c.isUp(ctx), nil })
	if err != nil && !(unanswered(err) && c.isUp(ctx)) {
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

// Play begins to play prompts as one list, in a language or, when that is "", the call's own.
func (c *Call) Play(ctx context.Context, language string, prompts []string) (string, error) {
	language = cmp.Or(language, c.opts.Language)
	uris, err := c.opts.Prompts.Resolve(language, prompts)
	if err != nil {
		return "", err
	}
	id := c.nextPlayback()
	c.playing[id] = &playback{watchAt: time.Now().Add(watchFirst), pause: watchFirst}
	params := ari.ChannelsPlayWithIDParams{Media: uris}
	if language != "" {
		params.Lang = ari.Ptr(language)
	}
	err = c.persist(ctx, func() error {
		_, err := c.opts.Client.Channels.PlayWithID(whole(ctx), c.opts.Channel, id, params)
		return err
	}, func() (bool, error) { return c.plays(ctx, id) })
	if err != nil {
		delete(c.playing, id)
		if unanswered(err) {
			c.adrift[id] = true
			c.forsake(ctx, id)
		}
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
		case try == stopTries, !errors.Is(err, ari.ErrServer): // it plays on, which is better than no call
			c.adrift[id] = true
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
