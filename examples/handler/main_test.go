package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/app"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

func TestTheHandlerSaysKeysBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
		defer server.Close()
		file, findings, err := app.Parse("ivr.yaml", "asterisk: {password: secret}\nnumbers: {_.: main}\n"+
			"flows: {main: [hangup]}\n")
		if err != nil || file == nil {
			t.Fatal(err, findings)
		}
		daemon, err := app.New(app.Options{File: file, DialContext: server.DialContext,
			Handlers: map[string]app.Handler{"_3XX": echo}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- daemon.Run(ctx) }()
		<-daemon.Ready()

		caller := server.Call(fakeari.Caller{App: "ivr", Exten: "301"})
		patience, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		for _, act := range []struct{ hears, press string }{
			{"sound:hello-world", "7"}, {"sound:digits/7", "8"}, {"sound:digits/8", "#"},
		} {
			if err := caller.AwaitHeard(patience, act.hears); err != nil {
				t.Fatal(err)
			}
			caller.Press(act.press)
		}
		if ending, err := caller.AwaitEnd(patience); err != nil || ending.Cause != 16 {
			t.Errorf("ended %+v, %v", ending, err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
