package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// patience is how long a script waits for anything.
const patience = 20 * time.Second

// port puts a free port of this machine into a variable: `port PORT`.
func port(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: port VARIABLE")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, number, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Check(listener.Close())
	ts.Setenv(args[0], number)
}

// asterisk starts a stand-in for Asterisk, and puts its ARI's URL into a variable: `asterisk ARI`.
func asterisk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: asterisk VARIABLE")
	}
	srv := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: time.Millisecond})
	ts.Defer(srv.Close)
	url, err := srv.ListenTCP("127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], url)
	if box, ok := ts.Value(boxKey).(*box); ok {
		box.asterisk = srv
	}
}

// box holds what one script has started.
type box struct{ asterisk *fakeari.Server }

const boxKey = "box"

// calls makes a call once the daemon is there, and waits for what the caller hears: `calls 200 welcome bye`.
func calls(ts *testscript.TestScript, neg bool, args []string) {
	box, ok := ts.Value(boxKey).(*box)
	if neg || len(args) < 2 || !ok || box.asterisk == nil {
		ts.Fatalf("usage, behind asterisk: calls NUMBER SOUND...")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ts.Check(box.asterisk.AwaitApp(ctx, "ivr"))
	c := box.asterisk.Call(fakeari.Caller{App: "ivr", Exten: args[0], Number: "100"})
	for _, sound := range args[1:] {
		ts.Check(c.AwaitHeard(ctx, "sound:"+sound))
	}
	c.Hangup(16)
}

// await waits until an address answers 200: `await http://127.0.0.1:$PORT/healthz`.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await URL")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, args[0], nil)
		ts.Check(err)
		if response, err := client.Do(request); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			ts.Fatalf("%s does not answer", args[0])
		}
	}
}
