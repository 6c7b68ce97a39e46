package flowtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Options describe the phone and its prompts.
type Options struct {
	// Start is the time at which the call comes in.
	Start time.Time
	// AnswerDelay is the time between answer and first sound.
	AnswerDelay time.Duration
	// Lengths are how long prompts are; DefaultLength is for the others, 2 s when it is 0.
	Lengths       map[string]time.Duration
	DefaultLength time.Duration
	// Missing are prompts that do not exist: they are not heard, and when the
	// last one of a list is missing its playback has failed.
	Missing []string
	// Refuse says why the telephone would not play a prompt; nil plays everything.
	Refuse func(media string) error
	// Patience is how long a caller whose script is over waits before hanging up; 10 minutes
	// when it is 0. A caller whose script waits for a prompt waits for it for ever.
	Patience time.Duration
	// Caller acts instead of the script.
	Caller Caller
	// Dialled are those whom the flow dials; the first that an endpoint fits answers it, and none is a telephone that
	// is not there.
	Dialled []Callee
	// Dialplan is what becomes of a caller who visits it; the first place that fits counts. Elsewhere they are hung up.
	Dialplan []Visit
	// Talks is how long the caller speaks into a recording before falling silent, 0 for all the time.
	Talks time.Duration
}

// Heard is a prompt that the caller heard.
type Heard struct {
	Media string
	// Language is that of the prompt, "" for the channel's own.
	Language string
	At       time.Duration
	// For is how long it was heard: less than its length when a key cut it off.
	For time.Duration
	Cut bool
}

// Phone is the caller's side of one call in virtual time.
type Phone struct {
	opts     Options
	now      time.Time
	script   []Act
	actAt    time.Time
	pending  []flows.Event // keys that came while nobody waited
	awaited  item          // what the script waits for
	listened item          // what it waited for last
	ctx      context.Context
	cancel   context.CancelCauseFunc
	playing  []playback
	next     int
	answered bool
	heard    []Heard
	hungUp   *flows.Cause
	went     *flows.Place
	works    []work
	signals  []string
	ended    *time.Time // when the call ended
	legs     []*leg
	gone     int // how many of the first legs are gone
	bridges  []*bridge
	// recordings are those under way, recordedAll what is told of all.
	recordings  []recording
	recordedAll []Recorded
	// away is the visit that the caller is on, until backAt; nil for none.
	away      *Visit
	backAt    time.Time
	visited   []flows.Place
	variables map[string]string
	messages  []string
}

var (
	_ flows.Port      = (*Phone)(nil)
	_ flows.Continuer = (*Phone)(nil)
	_ flows.Signaller = (*Phone)(nil)
)

// NewPhone makes the phone of a caller who acts by script.
func NewPhone(opts Options, script ...Act) *Phone {
	if opts.Start.IsZero() {
		opts.Start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	}
	if opts.DefaultLength == 0 {
		opts.DefaultLength = 2 * time.Second
	}
	if opts.Patience == 0 {
		opts.Patience = 10 * time.Minute
	}
	p := &Phone{opts: opts, now: opts.Start, actAt: opts.Start,
		script: append(slices.Clone(script), Wait(opts.Patience), HangUp())}
	p.ctx, p.cancel = context.WithCancelCause(context.Background())
	return p
}

// Context ends when the call is over; it is the one to walk with.
func (p *Phone) Context() context.Context { return p.ctx }

// Detach ends the walk as if the process were to die: the call itself goes on.
func (p *Phone) Detach() { p.cancel(flows.ErrDetached) }

// Reattach gives the phone a new context after Detach, for the walk that takes
// the call up. What played is stopped; legs, bridges and recordings are still there.
func (p *Phone) Reattach() {
	p.ctx, p.cancel = context.WithCancelCause(context.Background())
	for _, one := range p.playing {
		p.silence(one, true)
	}
	p.playing = nil
	p.pending = slices.DeleteFunc(p.pending, func(e flows.Event) bool {
		return e.Kind == flows.PlaybackEnded || e.Kind == flows.WorkEnded || e.Kind == flows.Notified
	})
}

// Inherited are the legs whose end has not been told, and the bridges.
func (p *Phone) Inherited() (legs []flows.Party, bridges []string) {
	for _, l := range p.legs {
		ends := func(e flows.Event) bool { return e.Kind == flows.LegChanged && e.Leg == l.name }
		if !l.gone || slices.ContainsFunc(p.pending, ends) {
			legs = append(legs, l.name)
		}
	}
	for _, b := range p.bridges {
		if !b.shared {
			bridges = append(bridges, b.name)
		}
	}
	return legs, bridges
}

// Heard are the prompts so far, in order.
func (p *Phone) Heard() []Heard { return slices.Clone(p.heard) }

// HungUp is the cause with which the flow ended the call, nil when it did not.
func (p *Phone) HungUp() *flows.Cause { return p.hungUp }

// Awaits is the prompt that the script still waits for, "" when it does not.
func (p *Phone) Awaits() string {
	for _, act := range p.script {
		if act.wait == 0 {
			return strings.TrimPrefix(act.hear, "\x00")
		}
	}
	return ""
}

// Elapsed is the time since the call came in.
func (p *Phone) Elapsed() time.Duration { return p.now.Sub(p.opts.Start) }

// Now is the phone's time.
func (p *Phone) Now() time.Time { return p.now }

// Answered tells whether the call is up.
func (p *Phone) Answered() bool { return p.answered }

// Answer answers and lets the answer delay pass.
func (p *Phone) Answer(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if p.answered {
		return nil
	}
	p.answered = true
	up := p.now.Add(p.opts.AnswerDelay)
	for at, acts := p.nextAct(); acts && !at.After(up); at, acts = p.nextAct() {
		p.advance(at)
		if event, ok := p.act(at); ok {
			p.pending = append(p.pending, event)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	p.advance(up)
	return nil
}

// Hangup ends the call from the flow's side.
func (p *Phone) Hangup(_ context.Context, cause flows.Cause) error {
	if p.hungUp == nil && p.ctx.Err() == nil {
		p.hungUp = &cause
		p.end(cause)
	}
	return nil
}

// Continue sends the call back to a dialplan that nobody plays.
func (p *Phone) Continue(ctx context.Context, place flows.Place) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	p.went = &place
	p.end(flows.CauseNormal)
	return nil
}

// Went is where the flow sent the call in the dialplan, nil when it did not.
func (p *Phone) Went() *flows.Place { return p.went }

func (p *Phone) end(cause flows.Cause) {
	if at := p.now; p.ended == nil {
		p.ended = &at
	}
	for _, one := range p.playing {
		p.silence(one, true)
	}
	p.playing = nil
	p.cancel(&flows.HangupError{Cause: cause})
}

// Next jumps to the next event.
func (p *Phone) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	event, err := p.happens(ctx, deadline)
	if err != nil {
		return nil, err
	}
	return &event, nil
}

func (p *Phone) happens(ctx context.Context, deadline time.Time) (flows.Event, error) {
	for {
		if ctx.Err() != nil {
			return flows.Event{}, context.Cause(ctx)
		}
		if len(p.pending) > 0 {
			event := p.pending[0]
			p.pending = p.pending[1:]
			return event, nil
		}
		if done, at := p.firstWork(); done >= 0 && p.isNext(at, deadline) {
			return p.endWork(done), nil
		}
		if over, at := p.firstRecording(); over >= 0 && p.legIsNext(at, deadline) {
			return p.endRecording(over, at), nil
		}
		if p.visitIsOver(deadline) {
			if event, back := p.endVisit(); back {
				return event, nil
			}
			continue
		}
		if first, at := p.firstLeg(); first >= 0 && p.legIsNext(at, deadline) {
			p.advance(at)
			if event, ok := p.legAct(p.legs[first], at); ok {
				return p.recorded(event), nil
			}
			continue
		}
		ended, endsAt := p.firstEnding()
		actsAt, acts := p.nextAct()
		first := actsAt.Before(endsAt) || actsAt.Equal(endsAt) && p.listens(actsAt)
		switch {
		case ended >= 0 && !(acts && first) && due(endsAt, deadline):
			one := p.playing[ended]
			p.playing = slices.Delete(p.playing, ended, ended+1)
			p.advance(endsAt)
			p.silence(one, false)
			return flows.Event{Kind: flows.PlaybackEnded, At: endsAt, Playback: one.id, Failed: one.failed}, nil
		case acts && due(actsAt, deadline):
			p.advance(actsAt)
			if event, ok := p.act(actsAt); ok {
				return p.recorded(event), nil
			}
		case !deadline.IsZero():
			p.advance(deadline)
			return flows.Event{Kind: flows.TimeUp, At: p.now}, nil
		case len(p.works) > 0:
			return p.endWork(0), nil
		default:
			return flows.Event{}, fmt.Errorf("nothing will ever happen: the script waits for %q", p.script[0].hear)
		}
	}
}

func due(at, deadline time.Time) bool { return deadline.IsZero() || !at.After(deadline) }

func (p *Phone) advance(to time.Time) {
	if to.After(p.now) {
		p.now = to
	}
}

// nextAct is when the caller acts next; false while the script waits for a prompt that does not play.
func (p *Phone) nextAct() (time.Time, bool) {
	if p.opts.Caller != nil {
		return p.callerNext()
	}
	for p.script[0].wait > 0 {
		p.actAt = p.actAt.Add(p.script[0].wait)
		p.script = p.script[1:]
	}
	if media := p.script[0].hear; media != "" {
		return p.beginOf(media)
	}
	return p.actAt, true
}

// act does the next act at its time: a key is an event, hanging up ends the context.
func (p *Phone) act(at time.Time) (flows.Event, bool) {
	act := Act{}
	if p.opts.Caller != nil {
		act = p.callerAct(at)
	} else {
		act = p.script[0]
		p.script, p.actAt = p.script[1:], at
	}
	if act.hear != "" {
		p.listened = p.awaited
	}
	if act.hangup != 0 {
		p.script = append(p.script, Act{hear: "\x00"})
		p.end(act.hangup)
	}
	if act.refer != nil {
		return act.asked(flows.Caller, at), true
	}
	return flows.Event{Kind: flows.KeyPressed, At: at, Key: act.key}, act.key != 0
}
