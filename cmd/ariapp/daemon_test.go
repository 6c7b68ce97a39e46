package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// patience is how long a script waits for anything.
const patience = time.Minute

// ports are those that the scripts of one process use, each once: in the moment between its choice and its use by a
// daemon nobody else may get it. They lie below those that systems give to whoever wants any.
type ports struct {
	mu   sync.Mutex
	next int
}

const (
	portsKey   = "ports"
	portsFirst = 10240
	portsEnd   = 32768
)

// newPorts begins elsewhere than other processes do that run such scripts at the same time.
func newPorts() *ports { return &ports{next: os.Getpid() * 97 % (portsEnd - portsFirst)} }

// free is a port on which nobody listens.
func (p *ports) free() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for range portsEnd - portsFirst {
		number := strconv.Itoa(portsFirst + p.next)
		p.next = (p.next + 1) % (portsEnd - portsFirst)
		listener, taken := net.Listen("tcp", net.JoinHostPort("127.0.0.1", number))
		if taken == nil {
			return number, listener.Close()
		}
		err = taken
	}
	return "", err
}

// port puts a free port of this machine into a variable: `port PORT`.
func port(ts *testscript.TestScript, neg bool, args []string) {
	ports, ok := ts.Value(portsKey).(*ports)
	if neg || len(args) != 1 || !ok {
		ts.Fatalf("usage: port VARIABLE")
	}
	number, err := ports.free()
	ts.Check(err)
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

// box holds what one script has started, and how many of Asterisk's requests it has waited for.
type box struct {
	asterisk *fakeari.Server
	asked    int
}

const boxKey = "box"

// calls makes a call once the daemon is there, and waits for what the caller hears: `calls 200 welcome bye`. Then the
// caller hangs up, unless the flow was faster.
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

// crowd makes calls of callers with different numbers and waits for their ends: `crowd 40 200`.
func crowd(ts *testscript.TestScript, neg bool, args []string) {
	box, ok := ts.Value(boxKey).(*box)
	if neg || len(args) != 2 || !ok || box.asterisk == nil {
		ts.Fatalf("usage, behind asterisk: crowd COUNT NUMBER")
	}
	count, err := strconv.Atoi(args[0])
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ts.Check(box.asterisk.AwaitApp(ctx, "ivr"))
	for i := range count {
		c := box.asterisk.Call(fakeari.Caller{App: "ivr", Exten: args[1], Number: strconv.Itoa(5000 + i)})
		_, err := c.AwaitEnd(ctx)
		ts.Check(err)
	}
}

// await waits until an address answers 200, with a text in it if one is given:
// `await http://127.0.0.1:$PORT/healthz`.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: await URL [TEXT]")
	}
	text := append(args, "")[1]
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, args[0], nil)
		ts.Check(err)
		if response, err := client.Do(request); err == nil {
			body, err := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if err == nil && response.StatusCode == http.StatusOK && strings.Contains(string(body), text) {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			ts.Fatalf("%s does not answer %s", args[0], text)
		}
	}
}

// signalled sends a signal to what runs in the background: `signal HUP`.
func signalled(ts *testscript.TestScript, neg bool, args []string) {
	known := map[string]os.Signal{"HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM}
	if neg || len(args) != 1 || known[args[0]] == nil || len(ts.BackgroundCmds()) == 0 {
		ts.Fatalf("usage, behind exec … &: signal HUP, or TERM")
	}
	for _, command := range ts.BackgroundCmds() {
		ts.Check(command.Process.Signal(known[args[0]]))
	}
}
