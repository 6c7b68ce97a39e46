package fakeari

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Caller says who calls and where the dialplan takes the call.
type Caller struct {
	App        string   // the application of Stasis()
	Args       []string // its arguments
	ID         string   // of the channel; empty makes one up
	Exten      string   // dialled; empty means "s"
	Context    string   // empty means "default"
	Number     string   // the caller's
	Name       string   // the caller's
	Technology string   // technology and endpoint; empty means "PJSIP/caller"
	Language   string   // empty means the server's
	Answered   bool     // the dialplan has answered before Stasis()
	Variables  map[string]string
}

// EndKind is how a call can end.
type EndKind string

// The ways in which a call ends.
const (
	EndHangup   EndKind = "hangup"   // by either side
	EndDialplan EndKind = "dialplan" // sent back to the dialplan, which ended it
	EndFailed   EndKind = "failed"   // no socket served the application
	EndRestart  EndKind = "restart"  // Asterisk went away under it
	EndClosed   EndKind = "closed"   // the Server was closed
)

// Ending is how a call ended. Cause is of a hang-up, by Q.850; the last three are
// where a call in the dialplan was sent.
type Ending struct {
	How      EndKind
	Cause    int
	Context  string
	Exten    string
	Priority int
}

// Call is a scripted caller. Its methods may be called from any goroutine, also
// after the call has ended.
type Call struct {
	server     *Server
	channel    *channel
	changed    chan struct{}
	ending     *Ending
	leaving    *Ending
	heard      []Heard
	listened   int // what AwaitHeard has got to in heard
	progressed bool
	keysHeard  string
	keysTaken  int // what AwaitKey has got to in keysHeard
	talks      []talk
	transfers  []string
	redirected string
}

// Call brings a caller in: a channel that rings and whose dialplan runs Stasis.
// When no socket serves the application the call has failed when Call returns. An
// ID that a living channel has is a mistake in the test and panics.
func (s *Server) Call(c Caller) *Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Technology == "" {
		c.Technology = "PJSIP/caller"
	}
	state := stateRing
	if c.Answered {
		state = stateUp
	}
	call := &Call{server: s}
	if s.channels[c.ID] != nil {
		panic(fmt.Sprintf("fakeari: there is a channel %q already", c.ID))
	}
	ch := s.newChannel(c.ID, c.Technology, state)
	call.channel, ch.call = ch, call
	if strings.HasPrefix(c.Technology, "PJSIP/") {
		ch.protocolID = fmt.Sprintf("%08x@fake", s.serial)
	}
	ch.caller = callerView{Name: c.Name, Number: c.Number}
	if c.Language != "" {
		ch.language = c.Language
	}
	ch.dialplan = dialplanView{
		Context: orElse(c.Context, "default"), Exten: orElse(c.Exten, "s"), Priority: 1,
	}
	for name, value := range c.Variables {
		ch.variables[name] = value
	}
	app := s.apps[c.App]
	if s.closed || s.isDown() || !app.active() {
		ch.destroy(causeNormal, Ending{How: EndFailed})
		return call
	}
	ch.publish(event{Type: "ChannelCreated"})
	ch.runStasis(app, c.Args)
	s.notify()
	return call
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// ID is the id of the caller's channel.
func (c *Call) ID() string { return c.channel.id }

// Press presses keys one after another in no time, each held for a tenth of a
// second by its own account. A call that is over presses nothing.
func (c *Call) Press(keys string) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.press(keys)
}

func (c *Call) press(keys string) {
	for i, key := range keys {
		if i >= pressMax || c.channel.gone {
			return
		}
		c.channel.pressed(string(key), keyLength)
	}
}

// Hangup ends the call from the caller's side, with a cause by Q.850; zero means
// normal clearing. A call that is over stays so.
func (c *Call) Hangup(cause int) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if cause == 0 {
		cause = causeNormal
	}
	if c.ending == nil {
		c.channel.hangUp(cause, false)
	}
}

// State is the state of the caller's channel, the last one when it has gone.
func (c *Call) State() string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.channel.state
}

// App is the Stasis application in which the caller is, empty for none, and since when.
func (c *Call) App() (name string, since time.Time) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.channel.app == nil {
		return "", time.Time{}
	}
	return c.channel.app.name, c.channel.entered
}

// Recorded tells whether the caller's channel is recorded at this moment.
func (c *Call) Recorded() bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.channel.recording()
}

// Progressed tells whether the caller was given early media.
func (c *Call) Progressed() bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.progressed
}

// Variable is a variable of the caller's channel, empty when it is not set.
func (c *Call) Variable(name string) string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.channel.variables[name]
}

// Music is the class of music that the caller hears, empty when there is none.
func (c *Call) Music() string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if b := c.channel.bridge; b != nil && b.music != "" {
		return b.music
	}
	return c.channel.music
}

// Keys are the keys that were played to the caller.
func (c *Call) Keys() string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.keysHeard
}

// AwaitKey waits for the next key that is played to the caller, by a prompt or by
// one that it is bridged with. It goes forward: each key is given once.
func (c *Call) AwaitKey(ctx context.Context) (string, error) {
	key := ""
	err := c.await(ctx, func() bool {
		if c.keysTaken == len(c.keysHeard) {
			return false
		}
		key = c.keysHeard[c.keysTaken : c.keysTaken+1]
		c.keysTaken++
		return true
	})
	if err != nil {
		return "", fmt.Errorf("awaiting a key for %s: %w", c.ID(), err)
	}
	return key, nil
}

// AwaitState waits until the caller's channel is in the state, "Up" for instance.
// A call that ends before gives an error.
func (c *Call) AwaitState(ctx context.Context, state string) error {
	err := c.await(ctx, func() bool { return c.channel.state == state })
	if err != nil {
		return fmt.Errorf("awaiting state %q of %s: %w", state, c.ID(), err)
	}
	return nil
}

// AwaitEnd waits until the call is over and tells how.
func (c *Call) AwaitEnd(ctx context.Context) (Ending, error) {
	err := c.await(ctx, func() bool { return c.ending != nil })
	if err != nil {
		return Ending{}, fmt.Errorf("awaiting the end of %s: %w", c.ID(), err)
	}
	return *c.ending, nil
}

// await waits for a condition, looked at under the lock, until the call is over.
func (c *Call) await(ctx context.Context, holds func() bool) error {
	for {
		c.server.mu.Lock()
		if holds() {
			c.server.mu.Unlock()
			return nil
		}
		if ending := c.ending; ending != nil {
			c.server.mu.Unlock()
			return fmt.Errorf("the call ended before (%s, cause %d)", ending.How, ending.Cause)
		}
		if c.changed == nil {
			c.changed = make(chan struct{})
		}
		changed := c.changed
		c.server.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *Call) notify() {
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// finish writes the ending down. One that goes by way of the dialplan ends as
// sent there, whoever hung up in the end.
func (c *Call) finish(ending Ending) {
	if c.leaving != nil && (ending.How == EndHangup || ending.How == EndDialplan) {
		cause := ending.Cause
		ending = *c.leaving
		ending.Cause = cause
	}
	now := time.Now()
	for i := range c.heard {
		if c.heard[i].Ended.IsZero() {
			c.heard[i].Ended, c.heard[i].Interrupted = now, true
		}
	}
	c.ending = &ending
	c.notify()
}
