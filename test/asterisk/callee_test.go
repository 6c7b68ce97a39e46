//go:build linux && asterisk

package asterisk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/contract"
)

// keysMax is how many keys a callee may hear in a subtest.
const keysMax = 64

// localCallee is the far half of a Local channel, in the holder's application:
// its extension in the context that Asterisk makes for each application is whom
// to dial.
type localCallee struct {
	t      *testing.T
	holder *holder
	exten  string
	rung   chan struct{} // closed when the call has come
	far    ari.Channel   // after that
	keys   chan string
}

// callee brings somebody who can be dialled, once.
func (h *holder) callee(t *testing.T) contract.Callee {
	c := &localCallee{
		t: t, holder: h, exten: rand.Text(), rung: make(chan struct{}), keys: make(chan string, keysMax),
	}
	h.mu.Lock()
	h.callees[c.exten] = c
	h.mu.Unlock()
	t.Cleanup(c.leave)
	return c
}

// rings gives a call to the callee whose extension it came to, if there is one.
func (h *holder) rings(channel ari.Channel) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.callees[channel.Dialplan.Exten]
	if c == nil {
		return false
	}
	c.far = channel
	close(c.rung)
	return true
}

// keyed gives a key to the callee that heard it.
func (h *holder) keyed(e *ari.ChannelDtmfReceived) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.callees[e.Channel.Dialplan.Exten]; c != nil && c.far.ID == e.Channel.ID {
		c.keys <- e.Digit
	}
}

func (c *localCallee) channel() string {
	c.t.Helper()
	select {
	case <-c.rung:
	case <-time.After(awaitTimeout):
		c.t.Fatal("nobody calls")
	}
	return c.far.ID
}

func (c *localCallee) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// Endpoint keeps the two halves in the call, by /n.
func (c *localCallee) Endpoint() string {
	return fmt.Sprintf("Local/%s@stasis-%s/n", c.exten, c.holder.app)
}

func (c *localCallee) CallerID() (name, number string) {
	c.t.Helper()
	c.channel()
	return c.far.Caller.Name, c.far.Caller.Number
}

func (c *localCallee) Variable(name string) string {
	c.t.Helper()
	got, err := c.holder.client.Channels.GetChannelVar(c.t.Context(), c.channel(),
		ari.ChannelsGetChannelVarParams{Variable: name})
	if errors.Is(err, ari.ErrNotFound) {
		return ""
	}
	c.must(err)
	return got.Value
}

func (c *localCallee) Ring() {
	c.t.Helper()
	c.must(c.holder.client.Channels.Ring(c.t.Context(), c.channel()))
}

func (c *localCallee) Progress() {
	c.t.Helper()
	c.must(c.holder.client.Channels.Progress(c.t.Context(), c.channel()))
}

func (c *localCallee) Answer() {
	c.t.Helper()
	c.must(c.holder.client.Channels.Answer(c.t.Context(), c.channel()))
	c.must(c.holder.client.Channels.StartSilence(c.t.Context(), c.channel()))
}

func (c *localCallee) Hangup(cause int) {
	c.t.Helper()
	code := strconv.Itoa(cause)
	c.must(c.holder.client.Channels.Hangup(c.t.Context(), c.channel(), ari.ChannelsHangupParams{ReasonCode: &code}))
}

func (c *localCallee) Press(keys string) {
	c.t.Helper()
	c.must(c.holder.client.Channels.SendDTMF(c.t.Context(), c.channel(), ari.ChannelsSendDTMFParams{DTMF: &keys}))
}

func (c *localCallee) AwaitKey(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, awaitTimeout)
	defer cancel()
	select {
	case key := <-c.keys:
		return key, nil
	case <-ctx.Done():
		return "", fmt.Errorf("awaiting a key: %w", context.Cause(ctx))
	}
}

func (c *localCallee) AwaitEnd(ctx context.Context) error {
	c.t.Helper()
	return c.holder.awaitGone(ctx, c.channel())
}

// leave hangs up, if there was a call, and waits until it is gone.
func (c *localCallee) leave() {
	select {
	case <-c.rung:
	default:
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), awaitTimeout)
	defer cancel()
	err := c.holder.client.Channels.Hangup(ctx, c.far.ID, ari.ChannelsHangupParams{})
	if errors.Is(err, ari.ErrNotFound) {
		err = nil
	}
	if err := errors.Join(err, c.holder.awaitGone(ctx, c.far.ID)); err != nil {
		c.t.Errorf("the callee does not go: %v", err)
	}
}
