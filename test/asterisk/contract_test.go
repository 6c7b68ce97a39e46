//go:build linux && asterisk

package asterisk

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/contract"
)

// TestContract proves on the real Asterisk what test/fake-ari proves on the fake.
func TestContract(t *testing.T) {
	h := newHolder(t)
	contract.Run(t, contract.Target{
		URL: lab.ARIURL, Username: lab.User, Password: lab.Password.Plain(),
		Call: h.call, Callee: h.callee,
		Sound: "beep", SoundLength: 440 * time.Millisecond,
		LongSound: "demo-congrats", MissingSound: "nosuch",
		Context: "onward", Exten: "stay", Endpoint: "Local/s@contract",
	})
}

// holder keeps the callers' halves of Local channels in an application of its
// own: the other halves run the dialplan, into the application under test.
type holder struct {
	client *ari.Client
	app    string
	mu     sync.Mutex
	// answered has a channel for each caller, closed when the call is answered.
	answered map[string]chan struct{}
	// callees are those who wait to be dialled or were, by their extension.
	callees map[string]*localCallee
}

func newHolder(t *testing.T) *holder {
	h := &holder{client: client(t), app: "holder-" + rand.Text(), answered: map[string]chan struct{}{},
		callees: map[string]*localCallee{}}
	ctx, cancel := context.WithCancel(context.Background())
	connected := make(chan struct{})
	var listening sync.WaitGroup
	listening.Go(func() {
		err := h.client.Listen(ctx, ari.ListenOptions{Apps: []string{h.app}, OnEvent: func(e ari.Event) {
			switch e := e.(type) {
			case *ari.Connected:
				close(connected)
			case *ari.StasisStart:
				if !h.rings(e.Channel) {
					close(h.answer(e.Channel.ID))
				}
			case *ari.ChannelDtmfReceived:
				h.keyed(e)
			}
		}})
		if err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); listening.Wait() })
	select {
	case <-connected:
	case <-time.After(awaitTimeout):
		t.Fatal("the holder has no socket")
	}
	return h
}

// answer returns the channel that is closed when this caller is answered.
func (h *holder) answer(id string) chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.answered[id] == nil {
		h.answered[id] = make(chan struct{})
	}
	return h.answered[id]
}

// call brings a caller whose dialplan runs Stasis(app,args…) without answering.
func (h *holder) call(t *testing.T, app string, args []string) contract.Caller {
	t.Helper()
	id := "contract-" + rand.Text()
	caller := &localCaller{t: t, holder: h, near: id + "-near", far: id + "-far"}
	_, err := h.client.Channels.OriginateWithID(t.Context(), caller.near, ari.ChannelsOriginateWithIDParams{
		// With /n Asterisk does not take the two halves out of the call.
		Endpoint: "Local/s@contract/n", App: &h.app, OtherChannelID: &caller.far,
		CallerID: ari.Ptr("+4930123"),
		Variables: map[string]ari.Var{
			"STASIS_APP":  {Value: app},
			"STASIS_ARGS": {Value: strings.Join(args, ",")},
			"CONTRACT_ID": {Value: id},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(caller.leave)
	return caller
}

// localCaller is a caller: near is the caller's half, far the one in Stasis.
type localCaller struct {
	t         *testing.T
	holder    *holder
	near, far string
}

func (c *localCaller) ID() string { return c.far }

func (c *localCaller) Press(keys string) {
	c.t.Helper()
	select {
	case <-c.holder.answer(c.near):
	case <-time.After(awaitTimeout):
		c.t.Fatal("keys for a call that is not answered")
	}
	err := c.holder.client.Channels.SendDTMF(c.t.Context(), c.near, ari.ChannelsSendDTMFParams{DTMF: &keys})
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *localCaller) Hangup() {
	c.t.Helper()
	if err := c.hangup(); err != nil {
		c.t.Fatal(err)
	}
}

// hangup ends the caller's half; that it has gone already is all the same.
func (c *localCaller) hangup() error {
	ctx, cancel := context.WithTimeout(context.Background(), awaitTimeout)
	defer cancel()
	err := c.holder.client.Channels.Hangup(ctx, c.near, ari.ChannelsHangupParams{})
	if errors.Is(err, ari.ErrNotFound) {
		return nil
	}
	return err
}

func (c *localCaller) AwaitEnd(ctx context.Context) error { return c.holder.awaitGone(ctx, c.far) }

// awaitGone waits until a channel is no more.
func (h *holder) awaitGone(ctx context.Context, id string) error {
	tick := time.NewTicker(awaitTick)
	defer tick.Stop()
	for {
		_, err := h.client.Channels.Get(ctx, id)
		if errors.Is(err, ari.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// leave hangs up and waits until both halves are gone.
func (c *localCaller) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), awaitTimeout)
	defer cancel()
	err := errors.Join(c.hangup(), c.holder.awaitGone(ctx, c.near), c.holder.awaitGone(ctx, c.far))
	if err != nil {
		c.t.Errorf("the caller does not go: %v", err)
	}
}
