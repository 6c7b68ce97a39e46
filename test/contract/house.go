package contract

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// house is what one subtest lives in: an application with its socket, a client,
// and the events that came.
type house struct {
	*recorder
	t      *testing.T
	target Target
	app    string
	client *ari.Client
	dials  *dialer
	ctx    context.Context
}

func newHouse(t *testing.T, target Target) *house {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 6*patience)
	t.Cleanup(cancel)
	h := &house{
		recorder: newRecorder(t), t: t, target: target, app: unique("app"),
		dials: newDialer(target), ctx: ctx,
	}
	h.client = h.newClient(h.dials)
	h.listen(h.client, h.app, h.recorder, retryWait)
	return h
}

// unique is a name that nobody else uses.
func unique(kind string) string { return "contract-" + kind + "-" + rand.Text()[:12] }

func (h *house) newClient(dials *dialer) *ari.Client {
	h.t.Helper()
	client, err := ari.New(ari.Options{
		URL: h.target.URL, Username: h.target.Username, Password: ari.Secret(h.target.Password),
		DialContext: dials.dial, RequestTimeout: patience,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := client.Close(); err != nil {
			h.t.Error(err)
		}
	})
	return client
}

// listen keeps a socket for an application until the subtest ends, and returns
// when it is there.
func (h *house) listen(client *ari.Client, app string, to *recorder, retry time.Duration) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.ctx)
	var listening sync.WaitGroup
	listening.Go(func() {
		err := client.Listen(ctx, ari.ListenOptions{
			Apps: []string{app}, OnEvent: to.take, BackoffMin: retry, BackoffMax: retry,
		})
		if err != nil {
			h.t.Error(err)
		}
	})
	h.t.Cleanup(func() { cancel(); listening.Wait() })
	to.await("the socket", func(e ari.Event) bool { _, is := e.(*ari.Connected); return is })
}

// call brings a caller to the house's application and waits for its StasisStart.
func (h *house) call(args ...string) (Caller, *ari.StasisStart) {
	h.t.Helper()
	caller := h.target.Call(h.t, h.app, args)
	return caller, awaitOf(h.recorder, "StasisStart", func(e *ari.StasisStart) bool {
		return e.Channel.ID == caller.ID()
	})
}

// answered brings a caller and answers.
func (h *house) answered() Caller {
	h.t.Helper()
	caller, _ := h.call()
	h.must(h.client.Channels.Answer(h.ctx, caller.ID()))
	awaitOf(h.recorder, "the answer", func(e *ari.ChannelStateChange) bool { return e.Channel.State == "Up" })
	return caller
}

// play begins a playback of the house's own id.
func (h *house) play(caller Caller, media ...string) string {
	h.t.Helper()
	id := unique("play")
	h.playAs(id, caller, media...)
	return id
}

func (h *house) playAs(id string, caller Caller, media ...string) {
	h.t.Helper()
	got, err := h.client.Channels.PlayWithID(h.ctx, caller.ID(), id,
		ari.ChannelsPlayWithIDParams{Media: media})
	h.must(err)
	if got.ID != id {
		h.t.Fatalf("asked for playback %q, got %q", id, got.ID)
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// until asks again and again until something is so: for what no event tells.
func (h *house) until(what string, holds func() bool) {
	h.t.Helper()
	again := time.NewTicker(askEvery)
	defer again.Stop()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !holds() {
		select {
		case <-again.C:
		case <-deadline.C:
			h.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// refused checks that an operation failed as one of ari's sentinels.
func (h *house) refused(err, sentinel error, what string) {
	h.t.Helper()
	if !errors.Is(err, sentinel) {
		h.t.Errorf("%s: got %v, want %v", what, err, sentinel)
	}
}

// dialer opens connections and can cut them.
type dialer struct {
	open  func(ctx context.Context, network, address string) (net.Conn, error)
	mu    sync.Mutex
	conns []net.Conn
	held  bool
}

func newDialer(target Target) *dialer {
	open := target.DialContext
	if open == nil {
		open = new(net.Dialer).DialContext
	}
	return &dialer{open: open}
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := d.open(ctx, network, address)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.held {
		_ = c.Close()
		return nil, errHeld
	}
	d.conns = append(d.conns, c)
	return c, nil
}

// errHeld is what a dialer gives while it is held.
var errHeld = errors.New("connections are held back")

// hold refuses new connections until letGo.
func (d *dialer) hold() { d.setHeld(true) }

func (d *dialer) letGo() { d.setHeld(false) }

func (d *dialer) setHeld(held bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = held
}

// cut closes every connection, without a word to the other side.
func (d *dialer) cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.conns {
		_ = c.Close()
	}
	d.conns = nil
}
