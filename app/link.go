package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/ari"
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
	// replaced tells that another program has the application.
	replaced atomic.Bool
	// pictures are what Asterisk had when a socket came up, for the catch-up.
	pictures chan map[string]*ari.Application
}

func newLink(a *App, server config.Asterisk) (*link, error) {
	if server.Password == "" && server.APIKey == "" {
		return nil, errors.New("its password is empty")
	}
	l := &link{app: a, server: server, log: a.log.With("asterisk", server.Name),
		pictures: make(chan map[string]*ari.Application, 1)}
	opts := ari.Options{URL: server.URL, Username: server.Username, Password: ari.Secret(server.Password),
		APIKey: ari.Secret(server.APIKey), CAFile: server.CAFile, DialContext: a.opts.DialContext, Logger: l.log}
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

func (l *link) close() {
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
	defer catchUp.Wait()
	for ctx.Err() == nil {
		err := l.client.Listen(ctx, ari.ListenOptions{Apps: []string{l.app.opts.File.Config.App.Name}, OnEvent: l.onEvent})
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
		l.enter(&e.Channel, e.Args, true)
	case *ari.Connected:
		l.up("connected", e.Apps)
	case *ari.Back:
		l.up("connected again", e.Apps, "away", e.Away.Round(time.Millisecond))
	case *ari.Lost:
		l.isUp.Store(false)
		l.app.metrics.Link(l.server.Name, false)
		l.replaced.Store(errors.Is(e.Err, ari.ErrReplaced) || l.replaced.Load())
		l.log.Warn("Asterisk is not connected", "error", e.Err, "attempt", e.Attempt, "retry", e.Retry)
	case *ari.ApplicationMoveFailed:
		l.log.Warn("a channel could not be moved", "channel", e.Channel.ID, "destination", e.Destination)
	case ari.ChannelEvent:
		e.EachChannelID(func(id string) bool {
			if c := l.app.calls.get(place{l, id}); c != nil {
				c.Deliver(event)
			}
			return true
		})
	}
}

// up notes that the socket works and has the catch-up look at what Asterisk has.
func (l *link) up(message string, apps map[string]*ari.Application, attrs ...any) {
	l.log.Info(message, attrs...)
	l.wasUp.Store(true)
	l.isUp.Store(true)
	l.app.metrics.Link(l.server.Name, true)
	l.replaced.Store(false)
	l.app.connected()
	select {
	case <-l.pictures: // a picture that nobody has looked at is older than this one
	default:
	}
	l.pictures <- apps
}
