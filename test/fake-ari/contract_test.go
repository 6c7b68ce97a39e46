package fakeari_test

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/contract"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// TestContract proves on the fake what test/asterisk proves on the real one.
func TestContract(t *testing.T) {
	const soundLength = 500 * time.Millisecond // a busy machine asks within it what plays
	srv := fakeari.New(fakeari.Options{
		User: "ariapp", Password: "secret", DefaultSound: -1, DialplanStay: time.Minute,
		Sounds: map[string]time.Duration{"beep": soundLength, "congrats": 30 * time.Second},
	})
	t.Cleanup(func() {
		if left := srv.Bridges(); len(left) != 0 {
			t.Errorf("bridges left: %v", left)
		}
		if left := srv.Playbacks(); len(left) != 0 {
			t.Errorf("playbacks left: %v", left)
		}
		srv.Close()
	})
	url, err := srv.ListenTCP("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	target := contract.Target{
		Username: "ariapp", Password: "secret",
		Sound: "beep", SoundLength: soundLength, LongSound: "congrats", MissingSound: "nosuch",
		Context: "tests", Exten: "stay", Endpoint: "Local/s@contract",
		Call: func(t *testing.T, app string, args []string) contract.Caller {
			c := srv.Call(fakeari.Caller{App: app, Args: args})
			t.Cleanup(func() { c.Hangup(0) })
			return caller{c}
		},
	}
	target.Callee = func(t *testing.T) contract.Callee {
		to := "Local/" + rand.Text() + "@callees"
		return &callee{t: t, phone: srv.Endpoint(to), to: to + "/n"}
	}
	t.Run("tcp", func(t *testing.T) {
		target := target
		target.URL = url
		contract.Run(t, target)
	})
	t.Run("memory", func(t *testing.T) {
		target := target
		target.URL, target.DialContext = "http://fake/ari", srv.DialContext
		contract.Run(t, target)
	})
}

// caller is a scripted caller as the suite knows one.
type caller struct{ *fakeari.Call }

func (c caller) Hangup() { c.Call.Hangup(0) }

func (c caller) AwaitEnd(ctx context.Context) error {
	_, err := c.Call.AwaitEnd(ctx)
	return err
}

// callee is an endpoint as the suite knows one.
type callee struct {
	t     *testing.T
	phone *fakeari.Endpoint
	to    string
	leg   *fakeari.Leg
}

func (c *callee) rung() *fakeari.Leg {
	c.t.Helper()
	if c.leg == nil {
		leg, err := c.phone.AwaitCall(soon(c.t))
		if err != nil {
			c.t.Fatal(err)
		}
		c.leg = leg
	}
	return c.leg
}

func (c *callee) Endpoint() string { return c.to }

func (c *callee) CallerID() (name, number string) { return c.rung().CallerID() }

func (c *callee) Variable(name string) string { return c.rung().Variable(name) }

func (c *callee) Ring() { c.rung().Ring() }

func (c *callee) Progress() { c.rung().Progress() }

func (c *callee) Answer() { c.rung().Answer() }

func (c *callee) Hangup(cause int) { c.rung().Hangup(cause) }

func (c *callee) Press(keys string) { c.rung().Press(keys) }

func (c *callee) AwaitKey(ctx context.Context) (string, error) { return c.rung().AwaitKey(ctx) }

func (c *callee) AwaitEnd(ctx context.Context) error {
	_, err := c.rung().AwaitEnd(ctx)
	return err
}

// TestClientInBubble proves that the real client and the fake live in one bubble:
// a restart in the middle of an hour's prompt, and the way back, in no time.
func TestClientInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakeari.New(fakeari.Options{
			User: "u", Password: "p", Sounds: map[string]time.Duration{"long": time.Hour},
		})
		defer srv.Close()
		client, err := ari.New(ari.Options{
			URL: "http://fake/ari", Username: "u", Password: "p", DialContext: srv.DialContext,
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		ctx, cancel := context.WithCancel(t.Context())
		events := make(chan ari.Event, 64)
		var listening sync.WaitGroup
		listening.Go(func() {
			options := ari.ListenOptions{Apps: []string{"ivr"}, OnEvent: func(e ari.Event) { events <- e }}
			if err := client.Listen(ctx, options); err != nil {
				t.Error(err)
			}
		})
		defer func() { cancel(); listening.Wait() }()
		await := func(kind string) {
			t.Helper()
			for e := range events {
				if e.EventType() == kind {
					return
				}
			}
		}
		await("Connected")
		call := srv.Call(fakeari.Caller{App: "ivr"})
		await("StasisStart")
		_, err = client.Channels.PlayWithID(ctx, call.ID(), "P",
			ari.ChannelsPlayWithIDParams{Media: []string{"sound:long"}})
		if err != nil {
			t.Fatal(err)
		}
		await("PlaybackStarted")
		time.Sleep(time.Hour / 2)
		srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: time.Minute})
		await("Lost")
		await("Back")
		if left := srv.Channels(); len(left) != 0 {
			t.Errorf("after the restart there are %v", left)
		}
		srv.Fault(fakeari.Fault{Name: fakeari.Stall})
		await("Lost")
		await("Back")
	})
}
