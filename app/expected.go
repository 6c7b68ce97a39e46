package app

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/outbound"
)

// expected is a call of ours that rings somewhere.
type expected struct {
	at    place
	entry entry
	place flows.Place
	// over is closed when it is answered or will not be; reached tells which. ended is closed when the call is over, left
	// also when another process goes on with it.
	over, ended, left chan struct{}
	reached           Reached
	// asked is closed when Asterisk has said whether it makes the call, or will not say it any more.
	asked chan struct{}
	// hold is what the call occupies of those that may be at once, nil for nothing.
	hold *outbound.Hold
	// made tells that Asterisk has said that the channel is there.
	made atomic.Bool
	// abandoned tells that it was given up as this process ends.
	abandoned atomic.Bool
	// taken tells that somebody deals with its answer or its end; expectations guards it.
	taken bool
}

// expectations are the calls that ring. It is a leaf: its lock is held for look-ups only.
type expectations struct {
	mu    sync.Mutex
	calls map[place]*expected
	// forsaken are calls that may ring though nobody waits for them, and since when.
	forsaken map[place]time.Time
	// shut is closed when the process ends: no further call is asked for.
	shut chan struct{}
}

func newExpectations() *expectations {
	return &expectations{calls: map[place]*expected{}, forsaken: map[place]time.Time{}, shut: make(chan struct{})}
}

// add is for a call that is about to be asked for; false when the process ends: who answers would find nobody.
func (x *expectations) add(e *expected) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	select {
	case <-x.shut:
		return false
	default:
	}
	x.calls[e.at] = e
	return true
}

// close has no further call be added.
func (x *expectations) close() {
	x.mu.Lock()
	defer x.mu.Unlock()
	closeOnce(x.shut)
}

// take finds a call for whoever deals with its answer or its end; nil for none,
// or when somebody does already. It is known until it is forgotten.
func (x *expectations) take(at place) *expected {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.calls[at]
	if e == nil || e.taken {
		return nil
	}
	e.taken = true
	return e
}

// forget is for a call that has been dealt with.
func (x *expectations) forget(at place) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.calls, at)
}

func (x *expectations) len() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.calls)
}

// forsake notes that a call may ring for which nobody waits: whether Asterisk has made it is not known.
func (x *expectations) forsake(at place) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for other, since := range x.forsaken {
		if time.Since(since) > forsakenMemory {
			delete(x.forsaken, other)
		}
	}
	x.forsaken[at] = time.Now()
}

// forsook tells whether a channel is such a call, and forgets it: it has come, or has gone.
func (x *expectations) forsook(at place) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	_, is := x.forsaken[at]
	delete(x.forsaken, at)
	return is
}

// has tells whether a call rings, or is being answered or ended.
func (x *expectations) has(at place) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.calls[at] != nil
}

// of are the calls that ring at one Asterisk.
func (x *expectations) of(l *link) []*expected {
	x.mu.Lock()
	defer x.mu.Unlock()
	var mine []*expected
	for at, e := range x.calls {
		if at.link == l {
			mine = append(mine, e)
		}
	}
	return mine
}

// abandon ends the calls that ring still, as nobody will serve them; there are no further ones. One that Asterisk has
// not made yet could not be hung up, and would ring for nobody: it is waited for, no longer than for any request.
func (l *link) abandon() {
	var ending sync.WaitGroup // all at once: where Asterisk does not answer each would take its time
	defer ending.Wait()
	for _, wanted := range l.app.expecting.of(l) {
		wanted.abandoned.Store(true)
		ending.Go(func() {
			<-wanted.asked
			l.giveUp(wanted.at)
		})
	}
}

// giveUp ends a call that rings still; false for one that has just been answered or has ended.
func (l *link) giveUp(at place) bool {
	wanted := l.app.expecting.take(at)
	if wanted == nil {
		return false
	}
	l.app.expecting.forsake(at) // should it not be hung up now
	l.endLeg(at.channel)
	l.unanswered(wanted, Reached{Cause: flows.CauseFailure})
	return true
}

// answered makes a call of ours a call like any other.
func (l *link) answered(channel *ari.Channel, wanted *expected) {
	e := wanted.entry
	info := e.info
	e.info.ID, e.info.Channel, e.info.Asterisk = channel.ID, channel.Name, l.server.Name
	e.info.Language = cmp.Or(e.info.Language, channel.Language)
	e.info.Started = info.Started
	wanted.reached = Reached{Answered: true}
	close(wanted.over)
	if wanted.place != (flows.Place{}) {
		e.handler = sentTo(wanted.place)
	}
	e.left, e.over, e.hold = wanted.left, wanted.ended, wanted.hold
	l.begin(channel, e, true)
	l.app.expecting.forget(wanted.at)
}

// sentTo is a handler that sends the call on in the dialplan.
func sentTo(to flows.Place) Handler {
	return func(ctx context.Context, c *Call) error { return c.Continue(ctx, to) }
}

// unanswered tells that a call of ours will not be answered.
func (l *link) unanswered(wanted *expected, why Reached) {
	wanted.reached = why
	l.app.expecting.forget(wanted.at)
	wanted.hold.Release()
	close(wanted.over)
	close(wanted.ended)
	close(wanted.left)
	wanted.entry.generation.release(l.app)
	l.log.Info("a call of ours was not answered", "call", wanted.at.channel, "cause", why.Cause.String())
}

// whyNot is why a call of ours has ended.
func whyNot(e *ari.ChannelDestroyed) Reached {
	why := Reached{Cause: flows.Cause(e.Cause)}
	if e.TechCause != nil {
		why.SIP = *e.TechCause
	}
	return why
}

// connectFlow is the flow of a call that is connected with somebody, or with a bridge.
const connectFlow = "connect"

// programOf is a program that connects the call with somebody, or has it join a bridge.
func programOf(o Outgoing) (*flows.Program, error) {
	if o.back != nil {
		return o.back.program()
	}
	ring := o.Timeout
	if ring <= 0 {
		ring = ringTime
	}
	// Who was called first shall not hear silence, and then nothing, where the second cannot be reached.
	work := fmt.Sprintf("{dial: {id: second, targets: ['%s'], ring_timeout: %s}}, {tone: {name: busy, time: %s}}",
		o.Connect, ring, unreachedTone)
	if o.Bridge != "" {
		work = fmt.Sprintf("{bridge: {id: second, name: '%s', end_alone: false, keep: true}}", o.Bridge)
	}
	// Neither an endpoint nor a bridge's id has the characters that mean something within quotes.
	return connectProgram("[" + work + ", hangup]")
}

// connectProgram is a program of one flow. Its version is that of this text: calls that another process has left are at
// a step of that, so that a call that was kept must lead to the text that it began with.
func connectProgram(list string) (*flows.Program, error) {
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		return nil, err
	}
	doc, findings := source.Parse(connectFlow, fmt.Sprintf("numbers: {s: %[1]s}\nflows: {%[1]s: %[2]s}\n",
		connectFlow, list))
	program, faults := flows.Compile(doc, registry)
	if findings = append(findings, faults...); findings.HasErrors() {
		return nil, &FindingsError{findings}
	}
	return program, nil
}
