package call

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Claims are who hears the events of channels and bridges that the call has
// beside its own channel. The zero value hears of none.
type Claims struct {
	// Channel and Bridge have the events of one delivered to the call from now on, or no more.
	Channel, Bridge func(id string, on bool)
	// Caller has the events of the caller's new channel delivered, as those of the former one still are.
	Caller func(id string)
	// Owner is the call that a channel belongs to, of this Asterisk; nil for none.
	Owner func(id string) *Call
}

func (c Claims) channel(id string, on bool) {
	if c.Channel != nil {
		c.Channel(id, on)
	}
}

func (c Claims) owner(id string) *Call {
	if c.Owner == nil {
		return nil
	}
	return c.Owner(id)
}

func (c Claims) bridge(id string, on bool) {
	if c.Bridge != nil {
		c.Bridge(id, on)
	}
}

var (
	_ flows.Parties    = (*Call)(nil)
	_ flows.Recorder   = (*Call)(nil)
	_ flows.Visitor    = (*Call)(nil)
	_ flows.Variables  = (*Call)(nil)
	_ flows.Transferer = (*Call)(nil)
	_ flows.Attender   = (*Call)(nil)
	_ flows.Messenger  = (*Call)(nil)
	_ flows.Notifiable = (*Call)(nil)
)

// leg is a channel that the call has made. The request that makes it runs
// beside the call, so that several telephones ring at once.
type leg struct {
	// id is its name, and the channel that was made; channel the one that is there now. The call's goroutine alone
	// changes that.
	id, channel string
	// bridge is where it stands, "" for nowhere. The call's goroutine alone knows it.
	bridge   string
	joinedAt time.Time // since when
	state    flows.LegState
	// endsAt is when the leg counts as gone though Asterisk has not told why.
	endsAt time.Time
	cause  flows.Cause
	sip    int
	gone   bool
	// forward is the extension to which it forwards the call.
	forward string

	mu   sync.Mutex
	made bool
	// unwanted tells whoever makes it that it is to be ended.
	unwanted flows.Cause
}

// Dial makes a leg and has it ring.
func (c *Call) Dial(ctx context.Context, wanted flows.Leg) (flows.Party, error) {
	if err := c.alive(ctx); err != nil {
		return "", err
	}
	c.made++
	l := &leg{id: c.base + ".l" + strconv.Itoa(c.made)}
	l.channel = l.id
	name := flows.Party(l.id)
	c.legs.put(name, l)
	c.opts.Claims.channel(l.id, true)
	if wanted.Bridge != "" {
		l.bridge, l.joinedAt = wanted.Bridge, time.Now()
	}
	c.works.Go(func() {
		made, err := c.makeLeg(whole(ctx), l, wanted)
		if err == nil {
			return
		}
		// Before it is hung up: the end of its channel says less well why.
		c.mailbox.put(message{at: time.Now(), leg: l.id, state: flows.LegGone, cause: causeOf(err), gone: true})
		if made {
			err = errors.Join(err, c.hangupChannel(whole(ctx), l.id, causeOf(err)))
		}
		c.opts.Logger.Info("a leg cannot be made", "leg", l.id, "endpoint", wanted.Endpoint, "error", err)
	})
	return name, nil
}

// causeOf is why a leg could not be made: Asterisk tells no cause, but that it
// has no such endpoint, or none that can be reached.
func causeOf(err error) flows.Cause {
	if errors.Is(err, ari.ErrServer) || errors.Is(err, ari.ErrInvalid) {
		return flows.CauseAbsent
	}
	return flows.CauseFailure
}

// makeLeg makes the channel, puts it where its early media are heard, and has it
// ring. It tells whether a channel was made that a failure leaves behind.
func (c *Call) makeLeg(ctx context.Context, l *leg, wanted flows.Leg) (made bool, err error) {
	channels := c.opts.Client.Channels
	params := ari.ChannelsCreateParams{Endpoint: wanted.Endpoint, App: c.opts.App,
		AppArgs: ari.Ptr(LegArgument + "," + c.Channel()), ChannelID: &l.id,
		Originator: ari.Ptr(c.Channel()), Variables: c.legVariables(wanted)}
	err = c.persist(ctx, func() error {
		return c.onceIn(ctx, func() error { // a leg of that name that was hung up a moment ago may be there yet
			_, err := channels.Create(ctx, params)
			return err
		})
	}, func() (bool, error) { return c.exists(ctx, l.id) })
	if err != nil {
		return false, fmt.Errorf("making a channel: %w", err)
	}
	if cause := l.isMade(); cause > 0 {
		return false, c.hangupChannel(ctx, l.id, cause)
	}
	if wanted.Bridge != "" {
		err := c.onceIn(ctx, func() error { return c.addTo(ctx, wanted.Bridge, l.id, flows.Joining{}) })
		if err != nil {
			return true, err
		}
	}
	ring := ari.ChannelsDialParams{}
	if wanted.Timeout > 0 {
		ring.Timeout = ari.Ptr(max(1, int((wanted.Timeout+time.Second-1)/time.Second)))
	}
	if wanted.Inherit && wanted.CallerID == nil { // else Asterisk would show the caller's own
		ring.Caller = ari.Ptr(c.Channel())
	}
	err = c.onceIn(ctx, func() error { return channels.Dial(ctx, l.id, ring) })
	if err != nil && !unanswered(err) {
		return true, fmt.Errorf("dialling: %w", err)
	}
	return true, nil
}

// legVariables are those that are set before the leg rings. What the callee sees
// is whom the leg is connected with: its own caller id is what the caller sees.
func (c *Call) legVariables(wanted flows.Leg) map[string]ari.Var {
	variables := map[string]ari.Var{}
	if wanted.Inherit && wanted.CallerID != nil && c.opts.Language != "" {
		variables["CHANNEL(language)"] = ari.Var{Value: c.opts.Language}
	}
	for name, value := range wanted.Variables {
		variables[name] = ari.Var{Value: value}
	}
	if id := wanted.CallerID; id != nil {
		for name, value := range map[string]string{"CONNECTEDLINE(name,i)": id.Name, "CONNECTEDLINE(num,i)": id.Number,
			"CONNECTEDLINE(pres,i)": id.Presentation} {
			if value != "" {
				variables[name] = ari.Var{Value: value}
			}
		}
	}
	if len(variables) == 0 {
		return nil
	}
	return variables
}

// isMade notes that the channel is there; above 0 is the cause with which somebody has ended the leg meanwhile.
func (l *leg) isMade() flows.Cause {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.made = true
	return l.unwanted
}

// HangupLeg ends a leg.
func (c *Call) HangupLeg(ctx context.Context, party flows.Party, cause flows.Cause) error {
	l := c.legs[party]
	if l == nil || l.gone {
		return nil
	}
	if cause <= 0 {
		cause = flows.CauseNormal
	}
	l.mu.Lock()
	l.unwanted = cause
	made := l.made
	l.mu.Unlock()
	if !made { // whoever makes it ends it
		return nil
	}
	c.hangupBeside(ctx, l.channel, cause) // somebody may just have answered elsewhere
	return nil
}

// hangupBeside ends a channel of the call beside the walk.
func (c *Call) hangupBeside(ctx context.Context, id string, cause flows.Cause) {
	c.works.Go(func() {
		if err := c.hangupChannel(ctx, id, cause); err != nil {
			c.opts.Logger.Warn("a leg stays", "channel", id, "error", err)
		}
	})
}

// hangupChannel ends a channel of the call, whatever has become of the call.
func (c *Call) hangupChannel(ctx context.Context, id string, cause flows.Cause) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangupTime)
	defer cancel()
	ask := func() error {
		return c.opts.Client.Channels.Hangup(ctx, id, ari.ChannelsHangupParams{ReasonCode: ari.Ptr(strconv.Itoa(int(cause)))})
	}
	err := c.persist(ctx, ask, notDone)
	for try := 1; errors.Is(err, ari.ErrServer) && try < stopTries && c.sleep(ctx, askPause) == nil; try++ {
		err = ask()
	}
	if err != nil && !errors.Is(err, ari.ErrNotFound) {
		return fmt.Errorf("hanging up %s: %w", id, err)
	}
	return nil
}

func (c *Call) exists(ctx context.Context, channel string) (bool, error) {
	_, err := c.opts.Client.Channels.Get(ctx, channel)
	if errors.Is(err, ari.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// channelOf is the channel of a party; false for one that is not there.
func (c *Call) channelOf(party flows.Party) (string, bool) {
	if party == flows.Caller {
		return c.Channel(), true
	}
	l := c.legs[party]
	if l == nil || l.gone {
		return "", false
	}
	return l.channel, true
}

// ErrPartyGone tells that a leg is not there any more.
var ErrPartyGone = flows.ErrPartyGone

// Dissolve hangs up all legs and ends all bridges of the call, when nobody walks it any more.
func (c *Call) Dissolve(ctx context.Context) {
	c.replacedLate()
	for party := range c.legs {
		_ = c.HangupLeg(ctx, party, flows.CauseNormal)
	}
	for name := range c.taps {
		if err := c.hangupChannel(ctx, name, flows.CauseNormal); err != nil {
			c.opts.Logger.Warn("a tap stays", "channel", name, "error", err)
		}
	}
	for name, shared := range c.bridges {
		if shared {
			continue
		}
		if err := c.Unbridge(ctx, name); err != nil {
			c.opts.Logger.Warn("a bridge stays", "bridge", name, "error", err)
		}
	}
}

// Forget drops the claims of the call, when what it made has ended.
func (c *Call) Forget() {
	for _, l := range c.legs {
		c.opts.Claims.channel(l.id, false)
		c.opts.Claims.channel(l.channel, false)
	}
	for id := range c.former {
		c.opts.Claims.channel(id, false)
	}
	c.opts.Claims.channel(c.Channel(), false)
	for name := range c.taps {
		c.opts.Claims.channel(name, false)
	}
	for name := range c.bridges {
		c.opts.Claims.bridge(name, false)
	}
}
