package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/internal/call"
)

// Handler takes a call in Go. It reads from top to bottom: answer, play, ask,
// hang up. ctx ends with the call, with a *flows.HangupError as its cause. A
// call that the handler leaves is hung up unless it was sent on; an error is
// logged, and the cause of ctx's end is none. When ctx ends the handler must
// return: until it does the call stays in the table, and Run waits for it.
type Handler func(ctx context.Context, c *Call) error

// Call is a live call in the hands of a Handler, which is its only user.
type Call struct {
	call    *call.Call
	info    flows.CallInfo
	from    *generation
	world   flows.World
	observe func(flows.Fact)
	left    bool // it was sent on in the dialplan, and is not ours any more
}

// handle has a handler take the call; a panic of its code is an error of the call.
func (l *link) handle(c *call.Call, e *entry, observe func(flows.Fact)) (outcome flows.Outcome) {
	ctx := c.Context()
	hand := &Call{call: c, info: e.info, from: e.generation, world: e.reach(), observe: observe}
	err := runHandler(ctx, e.handler, hand)
	cause := context.Cause(ctx)
	hangup := (*flows.HangupError)(nil)
	switch {
	case hand.left && errors.Is(err, flows.ErrHangup): // it went on with a call that was gone
		return flows.Outcome{Status: flows.Left}
	case hand.left:
		return flows.Outcome{Status: flows.Left, Err: err}
	case errors.As(cause, &hangup):
		outcome = flows.Outcome{Status: flows.HungUp, Cause: hangup.Cause}
	case cause != nil:
		return flows.Outcome{Status: flows.Detached, Err: cause}
	case err != nil:
		outcome = flows.Outcome{Status: flows.Failed, Cause: flows.CauseFailure, Err: err}
	default:
		outcome = flows.Outcome{Status: flows.Ended, Cause: flows.CauseNormal}
	}
	if hangErr := c.Hangup(ctx, outcome.Cause); hangErr != nil {
		outcome.Err = errors.Join(outcome.Err, hangErr)
	}
	return outcome
}

func runHandler(ctx context.Context, handler Handler, c *Call) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the handler panicked: %v", p)
		}
	}()
	return handler(ctx, c)
}

// Info is what is known of the call.
func (c *Call) Info() flows.CallInfo { return c.info }

// Client is the client of the call's Asterisk, for requests of one's own.
func (c *Call) Client() *ari.Client { return c.call.Client() }

// ChannelID is the id of the caller's channel.
func (c *Call) ChannelID() string { return c.call.Channel() }

// Answer answers the call and waits the answer delay.
func (c *Call) Answer(ctx context.Context) error {
	if !c.call.Answered() {
		c.observe(flows.Fact{At: time.Now(), Kind: flows.AnswerBegun, Call: c.info.ID})
	}
	return c.call.Answer(ctx)
}

// Play plays prompts and returns at their end, or with the key that stopped them.
func (c *Call) Play(ctx context.Context, prompts ...string) (digits.Key, error) {
	playback, err := c.call.Play(ctx, "", prompts)
	if err != nil {
		return 0, err
	}
	for {
		event, err := c.call.Next(ctx, time.Time{})
		switch {
		case err != nil:
			return 0, err
		case event.Kind == flows.KeyPressed:
			return event.Key, c.call.Stop(ctx, playback)
		case event.Kind == flows.PlaybackEnded && event.Playback == playback:
			return 0, nil
		}
	}
}

// Key waits for a key; 0 when none was pressed in that time.
func (c *Call) Key(ctx context.Context, timeout time.Duration) (digits.Key, error) {
	deadline := c.call.Now().Add(timeout)
	for {
		event, err := c.call.Next(ctx, deadline)
		switch {
		case err != nil, event.Kind == flows.TimeUp:
			return 0, err
		case event.Kind == flows.KeyPressed:
			return event.Key, nil
		}
	}
}

// Flow walks the call through a flow of the file: menus, digits and prompts as
// there. It comes back when the flow ends; a hangup step in it ends the call, a
// continue step sends it on as Continue does.
func (c *Call) Flow(ctx context.Context, name string, vars map[string]any) error {
	program := c.from.file.Program
	if program == nil || program.Flow(name) == nil {
		return fmt.Errorf("walking flow %q: the file has none of that name", name)
	}
	outcome := flows.NewWalker(program, c.call, flows.Options{Flow: program.Flow(name), Call: c.info, Vars: vars,
		Lend: true, World: c.world, Observe: c.observe}).Run(ctx)
	if outcome.Status == flows.Left {
		c.left = true
		return nil
	}
	if outcome.Err != nil {
		return outcome.Err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// Hangup ends the call.
func (c *Call) Hangup(ctx context.Context, cause flows.Cause) error { return c.call.Hangup(ctx, cause) }

// Continue sends the call on in the dialplan; the zero place is behind Stasis().
// The call is not ours any more then: the handler should return.
func (c *Call) Continue(ctx context.Context, place flows.Place) error {
	if err := c.call.Continue(ctx, place); err != nil {
		return err
	}
	c.left = true
	return nil
}
