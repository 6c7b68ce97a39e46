package ari_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"

	"github.com/ariapp/ariapp/ari"
)

// A program that answers each caller, plays two prompts and hangs up when they have ended.
func Example() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	client, err := ari.New(ari.Options{
		URL:      "http://127.0.0.1:8088/ari",
		Username: "ariapp",
		Password: ari.Secret(os.Getenv("ARI_PASSWORD")),
		Logger:   slog.Default(),
	})
	if err != nil {
		slog.Error("cannot start", "err", err)
		return
	}
	defer func() { _ = client.Close() }()

	events := make(chan ari.Event, 1024) // OnEvent must not block: it hands over
	go func() {
		for event := range events {
			serve(ctx, client, event)
		}
	}()
	err = client.Listen(ctx, ari.ListenOptions{
		Apps:    []string{"greeting"},
		OnEvent: func(event ari.Event) { events <- event },
	})
	close(events)
	if err != nil {
		slog.Error("cannot listen", "err", err)
	}
}

func serve(ctx context.Context, client *ari.Client, event ari.Event) {
	var err error
	switch e := event.(type) {
	case *ari.Lost:
		slog.Warn("no events from Asterisk", "err", e.Err, "retry", e.Retry)
	case *ari.StasisStart:
		if err = client.Channels.Answer(ctx, e.Channel.ID); err == nil {
			media := ari.ChannelsPlayWithIDParams{Media: []string{"sound:hello-world", "sound:vm-goodbye"}}
			_, err = client.Channels.PlayWithID(ctx, e.Channel.ID, "greeting-"+e.Channel.ID, media)
		}
	case *ari.PlaybackFinished:
		for id := range e.EachChannelID {
			err = client.Channels.Hangup(ctx, id, ari.ChannelsHangupParams{
				Reason: ari.Ptr(ari.ChannelsHangupReasonNormal),
			})
		}
	}
	if errors.Is(err, ari.ErrNotFound) {
		return // the caller was quicker
	}
	if err != nil {
		slog.Error("serving a caller", "err", err)
	}
}
