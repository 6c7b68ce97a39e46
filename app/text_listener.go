package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// textSources are the sources of events that tell of texts, none while no flow takes them.
func (a *App) textSources() []string {
	g := a.now.Load()
	if g == nil || g.file.Program == nil || g.file.Config.Messages.Flow == "" {
		return nil
	}
	var sources []string
	for _, technology := range g.file.Config.Messages.Technologies {
		sources = append(sources, "endpoint:"+technology)
	}
	return sources
}

// textSources are the sources of texts at this Asterisk: of several instances the one hears them that hears new calls.
func (l *link) textSources() []string {
	if l.app.instances != nil && !l.door.open.Load() {
		return nil
	}
	return l.app.textSources()
}

// textsChanged tells the links that other texts may be wanted than before.
func (a *App) textsChanged() {
	for _, l := range a.links {
		l.textsChanged()
	}
}

// textsChanged tells the link that other texts may be wanted than before.
func (l *link) textsChanged() {
	select {
	case l.texts <- struct{}{}:
	default: // it has not looked yet
	}
}

// textApp is the application whose socket tells of texts. Who hears of a technology's
// endpoints hears of all their channels too: that of the calls would be told
// everything twice, keys as well.
func (l *link) textApp() string { return l.app.opts.File.Config.App.Name + "-texts" }

// hearTexts has Asterisk tell of texts as long as a flow takes them, until ctx ends.
func (l *link) hearTexts(ctx context.Context) {
	for ctx.Err() == nil {
		sources := l.textSources()
		if len(sources) > 0 {
			l.listenForTexts(ctx, sources)
			continue
		}
		select {
		case <-l.texts:
		case <-ctx.Done():
		}
	}
}

// listenForTexts listens until ctx ends, other sources are wanted, or Asterisk refuses us; then it waits a while.
func (l *link) listenForTexts(ctx context.Context, sources []string) {
	listening, stop := context.WithCancel(ctx)
	up, refused := make(chan struct{}, 1), make(chan error, 1)
	var socket sync.WaitGroup
	defer socket.Wait()
	defer stop()
	socket.Go(func() {
		refused <- l.client.Listen(listening, ari.ListenOptions{Apps: []string{l.textApp()},
			OnEvent: func(event ari.Event) { l.textEvent(event, up) }})
	})
	heard := false
	var again <-chan time.Time
	for {
		select {
		case <-up:
			heard = l.subscribeTexts(ctx, sources)
			again = time.After(refusedRetry)
		case <-again:
			if again = nil; !heard {
				heard = l.subscribeTexts(ctx, sources)
				again = time.After(refusedRetry)
			}
		case <-l.texts:
			if !slices.Equal(sources, l.textSources()) {
				l.unsubscribeTexts(ctx, sources, heard)
				return
			}
		case <-ctx.Done():
			l.unsubscribeTexts(ctx, sources, heard)
			return
		case err := <-refused:
			l.log.Error("no texts are heard of", "error", err, "retry", refusedRetry)
			select {
			case <-time.After(refusedRetry):
			case <-ctx.Done():
			}
			return
		}
	}
}

// textEvent takes what the socket of the texts tells. It runs on its reader and must not wait.
func (l *link) textEvent(event ari.Event, up chan<- struct{}) {
	switch e := event.(type) {
	case *ari.TextMessageReceived:
		l.text(e)
	case *ari.Connected, *ari.Back:
		select {
		case up <- struct{}{}:
		default: // it will be subscribed to anyway
		}
	case *ari.Lost:
		l.log.Debug("the socket of the texts is lost", "error", e.Err, "retry", e.Retry)
	}
}

// subscribeTexts has Asterisk tell of texts, and of nothing else: of the technology's calls nobody wants to hear here.
func (l *link) subscribeTexts(ctx context.Context, sources []string) bool {
	// The socket's own events must pass, and those by which it is tested.
	filter := ari.EventFilter{Allowed: []string{"TextMessageReceived", "ChannelUserevent", "ApplicationReplaced",
		"RESTResponse"}}
	_, err := l.client.Applications.Filter(ctx, l.textApp(), ari.ApplicationsFilterParams{Filter: filter})
	if err == nil {
		_, err = l.client.Applications.Subscribe(ctx, l.textApp(), ari.ApplicationsSubscribeParams{EventSource: sources})
	}
	if err != nil {
		if ctx.Err() == nil {
			l.log.Warn("Asterisk does not tell of texts", "sources", sources, "error", err, "retry", refusedRetry)
		}
		return false
	}
	l.log.Info("texts are taken", "sources", sources)
	return true
}

// unsubscribeTexts has Asterisk refuse texts again: it takes them as long as somebody has asked for them.
func (l *link) unsubscribeTexts(ctx context.Context, sources []string, heard bool) {
	if !heard || !l.isUp.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handBackTime)
	defer cancel()
	params := ari.ApplicationsUnsubscribeParams{EventSource: sources}
	if _, err := l.client.Applications.Unsubscribe(ctx, l.textApp(), params); err != nil {
		l.log.Warn("Asterisk goes on taking texts", "sources", sources, "error", err)
		return
	}
	l.log.Info("no more texts are taken", "sources", sources)
}
