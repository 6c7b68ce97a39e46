package call

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
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
	// Anew tells that the channel was found without a record: what a process that has died made for it is being ended,
	// and may be told of yet.
	Anew bool
	// Language is that of the prompts, "" for the channel's own.
	Language string
	// AnswerDelay is the time between answer and first sound.
	AnswerDelay time.Duration
	Prompts     media.Resolver
	// App is the Stasis application that legs enter; Claims have their events delivered.
	App    string
	Claims Claims
	// Home is the application in which the caller is at the beginning, "" for App.
	Home string
	// Shared tells that another process may take the caller into its application, and the call with them.
	Shared bool
	// Ours tells, for a shared call, that it is written down that it is this process's still. Nil knows nothing of that.
	Ours func(context.Context) bool
	// NotBefore is what the call's time was when the process before wrote it down: it goes on from there if the clock of
	// this one stands before that.
	NotBefore time.Time
	// Clock is the clock of this machine, nil for [time.Now].
	Clock  func() time.Time
	Logger *slog.Logger
}

// Call is one live call.
type Call struct {
	opts     Options
	channel  atomic.Pointer[string] // the caller's, now
	mailbox  *mailbox
	ctx      context.Context
	end      context.CancelCauseFunc
	answered bool
	// prefix begins the ids of the call's playbacks. It is the channel's, that an adopter knows, unless
	// the events of an earlier call of the channel must be told apart.
	prefix string
	// base begins the ids of all else that it makes: legs, taps and bridges.
	base string
	// earlier is the prefix of the process from which the call was taken up, "" for none; earlierPlays and
	// earlierLegPlays are how many playbacks it had begun.
	earlier                       string
	earlierPlays, earlierLegPlays int
	playing                       few[string, *playback]
	// apart tells that the call's own application hears of the caller while they are in another one.
	apart atomic.Bool
	// spares tells that what the former process plays is to play on, spared is what does, told that the step knows it, and
	// sparedBefore what did when the former process had the call.
	spares, told         bool
	spared, sparedBefore playsOn
	// adrift are playbacks given up that may play on, or begin yet.
	adrift few[string, bool]
	count  int
	// legCount counts what plays to legs.
	legCount int
	// alarm wakes who waits at the mailbox.
	alarm *time.Timer
	// music tells that music on hold was asked for.
	music bool
	// works are what the steps do beside the call.
	works sync.WaitGroup
	jobs  int
	// legs, taps and bridges are what the call has made (of bridges, true for those that it shares), recordings
	// those under way; made counts them, for their ids. inBridge is where the caller is.
	legs       few[flows.Party, *leg]
	taps       few[string, bool]
	bridges    few[string, bool]
	ended      few[string, bool] // those of the bridges that are no more
	recordings few[string, *recorded]
	made       int
	inBridge   string
	joinedAt   time.Time // since when
	// partings are the channels that the call takes out of bridges, each until when that may be told.
	partings few[parting, time.Time]
	// left are those of whom it was told last that they left a bridge, each by which event.
	left few[parting, telling]
	// former are channels in whose place others are, each with when it is hung up; zero when it is.
	former few[string, time.Time]
	// lost tells that another process has the call now.
	lost atomic.Bool
	// away tells that the caller is in the dialplan, upAgain that they came back answered.
	away, upAgain atomic.Bool
	// sentOn tells that the caller was sent on in the dialplan for good.
	sentOn atomic.Bool
	// hasLeft tells that Asterisk has said that they have gone there.
	hasLeft atomic.Bool
	// begun is when this process began with the call, began what the call's time was then, awaySince how long after that
	// they were sent there, comparing that Asterisk is to be asked what has become of others.
	begun     time.Time
	began     time.Time
	awaySince atomic.Int64
	comparing atomic.Bool
	// home is where the caller is, doubted that they may be there no more, taken that somebody else has seen to that.
	home           home
	doubted, taken atomic.Bool
	// followed tells that the call's application is subscribed to the caller: what another is told of them comes twice.
	followed atomic.Bool
}

// playback is a list of media under way, and when to ask Asterisk for it.
type playback struct {
	watchAt time.Time
	pause   time.Duration
	// to is the leg's channel that it plays to, "" for any other.
	to string
}

var (
	_ flows.Port      = (*Call)(nil)
	_ flows.Signaller = (*Call)(nil)
	_ flows.Continuer = (*Call)(nil)
)

// New makes a call whose mailbox is open; nothing is asked of Asterisk yet.
func New(opts Options) *Call {
	c := &Call{opts: opts, mailbox: newMailbox(), answered: opts.Up, base: opts.Channel,
		prefix: firstPlays(opts.Channel)}
	c.home.app, c.begun = cmp.Or(opts.Home, opts.App), time.Now()
	if c.began = c.begun; opts.Clock != nil {
		c.began = opts.Clock()
	}
	if late := opts.NotBefore.Sub(c.began); late > 0 {
		c.began = c.began.Add(late)
	}
	c.channel.Store(&c.opts.Channel)
	if opts.Again || opts.Anew {
		c.base += "." + rand.Text()[:tagSize]
	}
	if opts.Again {
		c.prefix = c.base + playsEnd
	}
	c.ctx, c.end = context.WithCancelCause(context.Background())
	return c
}

// Context ends with the call; its cause is a *flows.HangupError, or what Detach gave.
func (c *Call) Context() context.Context { return c.ctx }

// Channel is the id of the caller's channel. After a transfer of theirs it is not that with which the call began.
func (c *Call) Channel() string { return *c.channel.Load() }

// Client is the client of the call's Asterisk.
func (c *Call) Client() *ari.Client { return c.opts.Client }

// Detach ends the walk but not the channel; see flows.ErrDetached.
func (c *Call) Detach() { c.end(flows.ErrDetached) }

// Lose ends the walk because another process has the call: nothing of it is ours any more.
func (c *Call) Lose() {
	c.lost.Store(true)
	c.end(flows.ErrDetached)
}

// Lost tells that another process has the call.
func (c *Call) Lost() bool { return c.lost.Load() }

// Taken tells that another process has the caller, as Asterisk tells.
func (c *Call) Taken() bool { return c.Lost() && c.taken.Load() }

// Over ends the call because its channel is gone.
func (c *Call) Over(cause flows.Cause) { c.end(&flows.HangupError{Cause: cause}) }

// Soft hangup flags that do not end a channel: it is being moved elsewhere.
const (
	softAsyncGoto = 2
	softUnbridge  = 64
)

// Deliver hands an event of the call's channel over.
func (c *Call) Deliver(event ari.Event) {
	if e, ok := event.(*ari.StasisStart); ok && e.ReplaceChannel != nil {
		if e.Channel.ID == c.Channel() {
			c.home.enters(e.Application, c.opts.App)
		}
		c.mailbox.put(message{at: receivedAt(event), leg: e.ReplaceChannel.ID, by: e.Channel.ID,
			up: e.Channel.State == ari.ChannelStateUp})
		return
	}
	if concerns, ok := subject(event); ok && concerns != c.Channel() {
		if m, ok := c.readOther(event); ok {
			c.mailbox.put(m)
		}
		return
	}
	if c.isEcho(event) {
		return
	}
	switch e := event.(type) {
	case *ari.StasisStart:
		c.enters(e)
	case *ari.ApplicationMoveFailed:
		c.home.asked(-1)
		c.mailbox.put(message{at: receivedAt(event), moved: e.Channel.ID, failed: true})
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
		c.ends(e)
	case *ari.Dial, *ari.ChannelStateChange:
	case *ari.ChannelDtmfReceived:
		if c.away.Load() {
			return // it is for what runs in the dialplan, and none of the flow's business
		}
		c.heard(event)
	default:
		c.heard(event)
	}
}

// heard puts an event of the call's own into the mailbox.
func (c *Call) heard(event ari.Event) {
	m, ok := read(event)
	if ok && (m.playback == "" || strings.HasPrefix(m.playback, c.prefix) ||
		c.earlier != "" && strings.HasPrefix(m.playback, c.earlier)) {
		c.mailbox.put(m)
	}
}

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
	err := c.persist(ctx, func() error { return c.opts.Client.Channels.Answer(whole(ctx), c.Channel()) },
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
	id, err := c.begin(ctx, "", language, prompts, func(id string, media []string, language *string) error {
		_, err := c.opts.Client.Channels.PlayWithID(whole(ctx), c.Channel(), id,
			ari.ChannelsPlayWithIDParams{Media: media, Lang: language})
		return err
	})
	if refused := (*ari.Error)(nil); errors.As(err, &refused) {
		return "", c.failure(ctx, err)
	}
	return id, err
}

// begin begins a playback, to the channel of a leg or "" for any other.
func (c *Call) begin(ctx context.Context, to, language string, prompts []string,
	ask func(id string, media []string, language *string) error,
) (string, error) {
	language = cmp.Or(language, c.opts.Language)
	uris, err := c.opts.Prompts.Resolve(language, prompts)
	if err != nil {
		return "", err
	}
	id := c.nextPlayback(to)
	c.playing.put(id, &playback{watchAt: time.Now().Add(watchFirst), pause: watchFirst, to: to})
	err = c.persist(ctx, func() error { return ask(id, uris, unlessEmpty(language)) },
		func() (bool, error) { return c.plays(ctx, id) })
	if err != nil {
		c.playing.drop(id)
		if unanswered(err) {
			c.adrift.put(id, true)
			c.forsake(ctx, id)
		}
		return "", err
	}
	return id, nil
}

// Stop ends a playback. Its end is not delivered any more.
func (c *Call) Stop(ctx context.Context, id string) error {
	if c.playing[id] == nil {
		return c.alive(ctx)
	}
	c.playing.drop(id)
	return c.stop(ctx, id)
}

// stop asks Asterisk to end a playback. In the instant in which a playback
// begins Asterisk may refuse that with a 500 and play on; a moment later it obeys.
func (c *Call) stop(ctx context.Context, id string) error {
	for try := 1; ; try++ {
		err := c.persist(ctx, func() error { return c.opts.Client.Playbacks.Stop(whole(ctx), id) }, notDone)
		switch {
		case err == nil, errors.Is(err, ari.ErrNotFound):
			return c.alive(ctx)
		case try == stopTries, !errors.Is(err, ari.ErrServer): // it plays on, which is better than no call
			c.adrift.put(id, true)
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
