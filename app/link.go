package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/config"
)

// link is the connection to one Asterisk.
type link struct {
	app    *App
	server config.Asterisk
	client *ari.Client
	socket *ari.WebSocketTransport // nil when requests go over HTTP
	log    *slog.Logger
	wasUp  atomic.Bool // since the beginning
	isUp   atomic.Bool // now
	// downSince is for how long the App had run when the socket was lost, 0 while it works: no clock that is put forward
	// or back changes that.
	downSince atomic.Int64
	// replaced tells that another program has the application.
	replaced atomic.Bool
	// pictures are what Asterisk had when a socket came up, for the catch-up.
	pictures chan map[string]*ari.Application
	// ringing has a token for each call of ours that is being asked for.
	ringing chan struct{}
	// texts has one token when other texts may be wanted than before.
	texts chan struct{}
	// inherits is how many calls of the dead were this instance's to take up when it looked last.
	inherits int
	// idle are bridges of ours in which nobody was at the last look, since when; they are the catch-up's.
	idle map[string]time.Time
	// former are calls of the process before that do not go on here: their bridges are ours; they are the catch-up's.
	former []string
	// door is the application that the dialplan names, nil for an instance that is alone, which has it for its own.
	door *door
	// comings are the channels that are brought to begin anew.
	comings comings
	// strays are the legs without a call that are being hung up; close waits.
	strays sync.WaitGroup
}

func newLink(a *App, server config.Asterisk) (*link, error) {
	if server.Password == "" && server.APIKey == "" {
		return nil, errors.New("its password is empty")
	}
	l := &link{app: a, server: server, log: a.log.With("asterisk", server.Name), texts: make(chan struct{}, 1),
		pictures: make(chan map[string]*ari.Application, 1), ringing: make(chan struct{}, ringsMost)}
	l.door = newDoor(l)
	opts := ari.Options{URL: server.URL, Username: server.Username, Password: ari.Secret(server.Password),
		APIKey: ari.Secret(server.APIKey), CAFile: server.CAFile, DialContext: a.opts.DialContext, Logger: l.log,
		Rand: a.opts.Rand}
	var err error
	if server.Transport == "websocket" {
		if l.socket, err = ari.NewWebSocketTransport(opts); err != nil {
			return nil, err
		}
		opts.Transport = l.socket
	}
	l.client, err = ari.New(opts)
	return l, err
}

// close is behind all who may have a leg be hung up: the listener, the walks, the queues and other instances.
func (l *link) close() {
	l.strays.Wait()
	l.client.Close()
	if l.socket != nil {
		l.socket.Close()
	}
}

// run listens until ctx ends. What refuses us for good as far as the client can
// tell (a wrong password) is said and tried again: somebody may mend it in
// Asterisk without thinking of us.
func (l *link) run(ctx context.Context) {
	var catchUp sync.WaitGroup
	catchUp.Go(func() { l.catchUps(ctx) })
	catchUp.Go(func() { l.hearTexts(ctx) })
	if l.app.instances != nil {
		catchUp.Go(func() { l.door.keep(ctx) })
	}
	defer catchUp.Wait()
	for ctx.Err() == nil {
		err := l.client.Listen(ctx, ari.ListenOptions{Apps: []string{l.app.own}, OnEvent: l.onEvent})
		if ctx.Err() != nil {
			return
		}
		message := "Asterisk refuses us"
		if errors.Is(err, ari.ErrUnknownHost) {
			message = "Asterisk's host is unknown"
		}
		l.log.Error(message, "error", err, "retry", refusedRetry)
		pause := time.NewTimer(refusedRetry)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
		}
	}
}

// onEvent finds the call of an event and hands it over. It runs on the socket's
// reader and must not wait.
func (l *link) onEvent(event ari.Event) {
	switch e := event.(type) {
	case *ari.StasisStart:
		l.started(e)
	case *ari.Connected:
		l.up("connected", e.Apps)
	case *ari.Back:
		l.up("connected again", e.Apps, "away", e.Away.Round(time.Millisecond))
	case *ari.Lost:
		l.isUp.Store(false)
		l.downSince.CompareAndSwap(0, int64(max(time.Since(l.app.started), 1)))
		l.app.metrics.Link(l.server.Name, false)
		l.app.instances.tell()
		l.replaced.Store(errors.Is(e.Err, ari.ErrReplaced) || l.replaced.Load())
		l.log.Warn("Asterisk is not connected", "error", e.Err, "attempt", e.Attempt, "retry", e.Retry)
	case *ari.ApplicationMoveFailed:
		switch c := l.owner(e.Channel.ID); {
		case c != nil && c.Context().Err() == nil:
		case l.app.instances != nil: // whom we were giving away stays with us, and has no call
			l.door.moveFailed(e)
		default:
			l.log.Warn("a channel could not be moved", "channel", e.Channel.ID, "destination", e.Destination)
		}
		l.route(event)
	case *ari.DeviceStateChanged:
		l.deviceChanged(e)
	case *ari.ChannelDestroyed:
		if wanted := l.app.expecting.take(place{l, e.Channel.ID}); wanted != nil {
			l.unanswered(wanted, whyNot(e))
			return
		}
		l.app.expecting.forsook(place{l, e.Channel.ID})
		l.route(event)
	default:
		l.route(event)
	}
}

// started is what a channel that enters Stasis is for us: a leg of a call, one
// that comes back from the dialplan, or a new call.
func (l *link) started(e *ari.StasisStart) {
	if e.ReplaceChannel != nil && l.displaced(e) {
		return
	}
	at := place{l, e.Channel.ID}
	l.app.claims.comesAgain(at)
	if c := l.app.claims.channel(at); c != nil {
		if l.app.instances != nil { // it may have come from another instance's application
			c.Deliver(e)
		}
		return // else it is waited for by other events
	}
	if c := l.app.calls.get(at); c != nil && (c.Away() || l.app.instances != nil && !isLeaving(c)) {
		c.Deliver(e)
		return
	}
	if wanted := l.app.expecting.take(at); wanted != nil {
		l.answered(&e.Channel, wanted)
		return
	}
	if l.app.expecting.forsook(at) || call.IsLeg(e.Channel.ID, e.Args) {
		l.stray(e.Channel.ID) // nobody waits for it, or its call has ended meanwhile
		return
	}
	if len(e.Args) > 1 && e.Args[0] == call.CallArgument {
		return // it was brought here for a call that is over, or whose process was killed: the catch-up finds out
	}
	if isOutgoing(e.Args) {
		if !l.known(e.Channel.ID) { // else the catch-up was faster
			l.stray(e.Channel.ID)
		}
		return
	}
	if args, how, given := placedArgs(e.Args); given {
		if how == homeArgument && l.app.instances != nil {
			l.app.instances.asked.Go(func() { l.cameHome(&e.Channel, args) })
			return
		}
		if how == placedArgument && l.app.instances != nil && isOlder(e, verifyAfter) {
			l.app.instances.asked.Go(func() { l.cameLate(&e.Channel, args) })
			return
		}
		if how == foundArgument { // it may have had a call here that ended while it went on
			l.app.calls.comes(at)
		}
		l.enter(&e.Channel, args, how == placedArgument)
		return
	}
	l.enter(&e.Channel, e.Args, true)
}

// route hands an event to the calls of its channels and, if it tells of what is
// played or recorded in a bridge, to those that use the bridge.
func (l *link) route(event ari.Event) {
	var last *call.Call
	deliver := func(c *call.Call) {
		if c != nil && c != last {
			last = c
			c.Deliver(event)
		}
	}
	if e, ok := event.(ari.ChannelEvent); ok {
		e.EachChannelID(func(id string) bool {
			deliver(l.owner(id))
			return true
		})
	}
	switch e := event.(type) {
	case *ari.PlaybackStarted, *ari.PlaybackContinuing, *ari.PlaybackFinished, *ari.RecordingFinished,
		*ari.RecordingFailed:
		e.(ari.BridgeEvent).EachBridgeID(func(id string) bool {
			for _, c := range l.app.claims.bridge(place{l, id}) {
				c.Deliver(event)
			}
			return true
		})
	}
}

// stray has a leg hung up that no call will have.
func (l *link) stray(id string) { l.strays.Go(func() { l.endLeg(id) }) }

// endLeg hangs up a leg whose call is no more.
func (l *link) endLeg(id string) {
	ctx, cancel := context.WithTimeout(context.Background(), handBackTime)
	defer cancel()
	err := l.client.Channels.Hangup(ctx, id, ari.ChannelsHangupParams{})
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		l.log.Warn("a leg without a call stays", "channel", id, "error", err)
		return
	}
	l.log.Info("a leg without a call is hung up", "channel", id)
}

// up notes that the socket works and has the catch-up look at what Asterisk has.
func (l *link) up(message string, apps map[string]*ari.Application, attrs ...any) {
	l.log.Info(message, attrs...)
	l.wasUp.Store(true)
	l.isUp.Store(true)
	l.downSince.Store(0)
	l.app.metrics.Link(l.server.Name, true)
	l.replaced.Store(false)
	l.app.connected()
	l.app.instances.tell()
	l.app.relight()
	l.app.reconnected()
	select {
	case <-l.pictures: // a picture that nobody has looked at is older than this one
	default:
	}
	l.pictures <- apps
}
