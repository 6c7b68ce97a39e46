package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/outbound"
)

// Outgoing is a call that the App shall make. When it is answered, it walks a
// flow, is connected with somebody else, goes on in the dialplan, or joins a
// bridge: one of Flow, Connect, Place and Bridge is given.
type Outgoing struct {
	// Asterisk names one of the file's, "" for the first that is connected.
	Asterisk string
	// Endpoint is who is called first, such as PJSIP/100.
	Endpoint string
	CallerID flows.CallerID
	// Variables are those of the channel.
	Variables map[string]string
	// Timeout is how long it may ring, 30 s when it is 0.
	Timeout time.Duration
	// Flow is walked, with these variables of the call.
	Flow string
	Vars map[string]any
	// Connect is called as soon as the first is there.
	Connect string
	Place   flows.Place
	// Bridge is the id of a bridge that is there; it stays when the call is over.
	Bridge string
	// id is that of its channel, "" for one that is made up; back is what calls somebody back instead of the ways above.
	id   string
	back *keptBack
	// hold is what it occupies of the calls that may be at once, until it is over; nil for nothing.
	hold *outbound.Hold
	// By says who wants it, for the log and the rules of who may be called.
	By string
}

// Placed is a call that rings.
type Placed struct {
	// ID is that of its channel, and of the call.
	ID, Asterisk string
	done         *expected
}

// Reached is what came of ringing.
type Reached struct {
	// Answered tells that the call goes on; else Cause and SIP are why not.
	Answered bool
	Cause    flows.Cause
	SIP      int
}

// Wait waits until somebody has answered, or nobody will.
func (p Placed) Wait(ctx context.Context) (Reached, error) {
	select {
	case <-p.done.over:
		return p.done.reached, nil
	case <-ctx.Done():
		return Reached{}, context.Cause(ctx)
	}
}

// Ended is closed when the call is over, or another instance goes on with it.
func (p Placed) Ended() <-chan struct{} { return p.done.left }

// Errors of [App.Originate], beside those of Asterisk.
var (
	// ErrNotConnected: the Asterisk is not connected.
	ErrNotConnected = errors.New("Asterisk is not connected")
	// ErrNoFurther: the App takes no further calls, as it drains or has too many.
	ErrNoFurther = errors.New("no further calls are taken")
	// ErrOutgoing: what is wanted makes no sense; the error says why.
	ErrOutgoing = errors.New("not a call that can be made")
)

// errEnding tells of a call that was not asked for, as the process has begun to end meanwhile.
var errEnding = fmt.Errorf("%w: draining", ErrNoFurther)

// endpointForm is what an endpoint may look like that is not written in the file: one technology, one address.
var endpointForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*/[A-Za-z0-9@:._+*#~;=/-]{1,200}$`)

// bridgeForm is what the id of a bridge may look like: that of the step bridge.
var bridgeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$`)

// Originate calls somebody. Whom the rules of ivr.yaml do not allow is refused
// with an error that wraps flows.ErrNotPermitted, and nothing is dialled.
func (a *App) Originate(ctx context.Context, o Outgoing) (Placed, error) {
	generation := a.generation()
	if generation == nil {
		return Placed{}, ErrNotConnected
	}
	generation, from := a.pinned(ctx, generation, o.back)
	e, err := outgoingEntry(generation, o, from)
	if refused := a.refusal(); err == nil && refused != "" {
		err = fmt.Errorf("%w: %s", ErrNoFurther, refused)
	}
	var l *link
	if err == nil {
		l, err = a.linkFor(o.Asterisk)
	}
	if err == nil && o.Bridge != "" {
		err = l.hasBridge(ctx, o.Bridge)
	}
	if err == nil { // the last, as it counts
		err = a.permit(ctx, o)
	}
	var wanted *expected
	if err == nil {
		wanted, err = a.expect(place{l, cmp.Or(o.id, newOutgoing())}, e, o)
	}
	if err != nil {
		generation.release(a)
		a.notMade(o, err)
		return Placed{}, err
	}
	defer close(wanted.asked)
	at, id := wanted.at, wanted.at.channel
	err = l.ring(ctx, id, o)
	if err == nil && ctx.Err() != nil && l.giveUp(at) { // nobody wants it any more, and now it can be hung up
		return Placed{}, fmt.Errorf("calling %s: %w", o.Endpoint, context.Cause(ctx))
	}
	if err != nil {
		waits := a.expecting.take(at) != nil
		if waits && unsure(err) { // it may ring all the same, now or soon
			a.expecting.forsake(at)
			l.endLeg(id)
		}
		if waits {
			a.expecting.forget(at)
			generation.release(a)
		}
		if waits || !unsure(err) {
			return Placed{}, err
		} // else it was made, and answered or ended meanwhile
	}
	wanted.made.Store(true)
	a.log.Info("a call is made", "call", id, "endpoint", o.Endpoint, "by", o.By)
	return Placed{ID: id, Asterisk: l.server.Name, done: wanted}, nil
}

// expect has a call be one that rings, before it is asked for: its answer may come first. The process may have begun to
// end since it was looked whether calls are taken, as to count one may take long.
func (a *App) expect(at place, e entry, o Outgoing) (*expected, error) {
	wanted := &expected{at: at, entry: e, place: o.Place, hold: o.hold, over: make(chan struct{}),
		ended: make(chan struct{}), left: make(chan struct{}), asked: make(chan struct{})}
	if !a.expecting.add(wanted) {
		return nil, errEnding
	}
	return wanted, nil
}

// notMade says that a call is not made. That no agent can be called for a call-back, as an Asterisk is away, is said by
// whoever calls them, once: it is tried every few seconds, for each who waits.
func (a *App) notMade(o Outgoing, err error) {
	if o.back != nil && o.back.Line && (errors.Is(err, ErrNotConnected) || errors.Is(err, ErrNoFurther)) {
		return
	}
	a.log.Warn("a call is not made", "endpoint", o.Endpoint, "by", o.By, "why", err)
	a.journal.Refused(o.Endpoint, o.By, err.Error())
}

// hasBridge tells whether a bridge is there to be joined.
func (l *link) hasBridge(ctx context.Context, id string) error {
	_, err := l.client.Bridges.Get(ctx, id)
	if errors.Is(err, ari.ErrNotFound) {
		return fmt.Errorf("%w: there is no bridge %q", ErrOutgoing, id)
	}
	if err != nil {
		return fmt.Errorf("looking for the bridge: %w", err)
	}
	return nil
}

func (l *link) ring(ctx context.Context, id string, o Outgoing) error {
	timeout := o.Timeout
	if timeout <= 0 {
		timeout = ringTime
	}
	params := ari.ChannelsOriginateWithIDParams{Endpoint: o.Endpoint, App: &l.app.own,
		AppArgs: ari.Ptr(outgoingArgument), Timeout: ari.Ptr(max(1, int(timeout/time.Second)))}
	if o.CallerID.Number != "" || o.CallerID.Name != "" {
		params.CallerID = ari.Ptr(fmt.Sprintf("%q <%s>", o.CallerID.Name, o.CallerID.Number))
	}
	// Asterisk would follow a telephone that forwards the call, whatever the rules say: it finds nobody there.
	params.Variables = map[string]ari.Var{forwardVariable: {Value: "ariapp-forwards-nowhere"}}
	for name, value := range o.Variables {
		params.Variables[name] = ari.Var{Value: value}
	}
	select {
	case l.ringing <- struct{}{}:
		defer func() { <-l.ringing }()
	case <-l.app.expecting.shut:
		return errEnding
	case <-ctx.Done():
		return fmt.Errorf("waiting to call %s: %w", o.Endpoint, context.Cause(ctx))
	}
	if ctx.Err() != nil { // it may have been its turn at the same moment
		return fmt.Errorf("waiting to call %s: %w", o.Endpoint, context.Cause(ctx))
	}
	// It is not broken off when nobody wants it any more: Asterisk might make the call all the same, and behind the
	// request to hang it up.
	if _, err := l.client.Channels.OriginateWithID(context.WithoutCancel(ctx), id, params); err != nil {
		return fmt.Errorf("calling %s: %w", o.Endpoint, err)
	}
	return nil
}

// unsure tells that nobody knows whether Asterisk has done what it was asked for.
func unsure(err error) bool {
	fault := (*ari.Error)(nil)
	return errors.As(err, &fault) && fault.Status == 0 && !errors.Is(err, ari.ErrInvalid)
}

// outgoingEntry is what becomes of the call when it is answered; from is where a call-back goes on, nil for nowhere.
func outgoingEntry(g *generation, o Outgoing, from *flows.Checkpoint) (entry, error) {
	ways := 0
	for _, given := range []bool{o.Flow != "", o.Connect != "", o.Place != flows.Place{}, o.Bridge != "", o.back != nil} {
		if given {
			ways++
		}
	}
	switch {
	case ways != 1:
		return entry{}, fmt.Errorf("%w: it needs one of a flow, somebody to connect, a place in the dialplan, and a bridge",
			ErrOutgoing)
	case !endpointForm.MatchString(o.Endpoint):
		return entry{}, fmt.Errorf("%w: %q is no endpoint; one looks like PJSIP/100", ErrOutgoing, o.Endpoint)
	case o.Connect != "" && !endpointForm.MatchString(o.Connect):
		return entry{}, fmt.Errorf("%w: %q is no endpoint; one looks like PJSIP/100", ErrOutgoing, o.Connect)
	case o.Bridge != "" && !bridgeForm.MatchString(o.Bridge):
		return entry{}, fmt.Errorf("%w: %q is no bridge that can be joined; up to 80 letters, digits and _ . - are possible",
			ErrOutgoing, o.Bridge)
	case strings.ContainsAny(o.CallerID.Name+o.CallerID.Number, "\"<>\r\n\x00"):
		return entry{}, fmt.Errorf("%w: the caller id holds quotes, brackets or line breaks", ErrOutgoing)
	}
	for name := range o.Variables {
		if steers(name) {
			return entry{}, fmt.Errorf("%w: the variable %s would have Asterisk call somebody else", ErrOutgoing, name)
		}
	}
	e := entry{generation: g, info: flows.CallInfo{From: o.CallerID.Number, FromName: o.CallerID.Name,
		To: numberOf(o.Endpoint), Started: time.Now()}}
	e.route.AnswerDelay = -1
	switch {
	case o.Connect != "", o.Bridge != "", o.back != nil:
		program, err := programOf(o)
		if err != nil {
			return entry{}, err
		}
		e.program, e.from = program, from
		begins := connectFlow
		if from != nil {
			e.info.Language = from.Call.Language
		}
		if program == nil {
			begins = from.Frames[0].Flow
		}
		e.route.Flow = e.walks().Flow(begins)
		e.outgoing = &keptOutgoing{o.Connect, o.Bridge, o.Timeout, o.back}
	case o.Flow != "":
		if g.file.Program == nil || g.file.Program.Flow(o.Flow) == nil {
			return entry{}, fmt.Errorf("%w: there is no flow %q; %s", ErrOutgoing, o.Flow, flowsOf(g.file.Program))
		}
		e.route.Flow, e.route.Vars = g.file.Program.Flow(o.Flow), o.Vars
	}
	return e, nil
}

func flowsOf(program *flows.Program) string {
	if program == nil {
		return "the file has none"
	}
	var names []string
	for _, flow := range program.Flows() {
		names = append(names, flow.Name)
	}
	return "the file has " + strings.Join(names, ", ")
}

// forwardVariable names the context in which Asterisk looks for whom a call is forwarded to.
const forwardVariable = "FORWARD_CONTEXT"

// steers tells of a variable with which Asterisk, and not our rules, decides who is called.
func steers(name string) bool {
	name = strings.ToUpper(strings.TrimLeft(name, "_"))
	return slices.Contains([]string{forwardVariable, "TRANSFER_CONTEXT", "GOTO_ON_BLINDXFR"}, name)
}

// permit asks the rules of the present file for all who are called, whatever version the call goes on with.
func (a *App) permit(ctx context.Context, o Outgoing) error {
	g := a.generation()
	if g == nil {
		return ErrNotConnected
	}
	defer g.release(a)
	endpoints := o.targets()
	if rules, ok := g.reach().Outbound.(checker); ok { // first all by the rules, so that what is refused counts for nobody
		for _, endpoint := range endpoints {
			if rules.Check(endpoint) != nil {
				return g.permit(ctx, endpoint, o.By) // refused with a word in the log
			}
		}
	}
	for _, endpoint := range endpoints {
		if err := g.permit(ctx, endpoint, o.By); err != nil {
			return err
		}
	}
	return nil
}

// checker is what knows whether the rules allow an endpoint, without counting.
type checker interface{ Check(endpoint string) error }

// permit asks the rules of the generation's file for one endpoint.
func (g *generation) permit(ctx context.Context, endpoint, by string) error {
	rules := g.reach().Outbound
	if rules == nil {
		return fmt.Errorf("%w: ivr.yaml has no rules under outbound", flows.ErrNotPermitted)
	}
	return rules.Permit(ctx, endpoint, by)
}

// linkFor is the connection to an Asterisk, or to any that is connected.
func (a *App) linkFor(name string) (*link, error) {
	var names []string
	for _, l := range a.links {
		names = append(names, l.server.Name)
		if name != "" && l.server.Name != name {
			continue
		}
		if l.isUp.Load() {
			return l, nil
		}
		if name != "" {
			return nil, fmt.Errorf("%w: %s", ErrNotConnected, name)
		}
	}
	if name == "" {
		return nil, ErrNotConnected
	}
	return nil, fmt.Errorf("%w: the file has no Asterisk %q; it has %s", ErrOutgoing, name, strings.Join(names, ", "))
}

// numberOf is the part of an endpoint that was dialled: 100 of PJSIP/100@trunk.
func numberOf(endpoint string) string {
	_, number, _ := strings.Cut(endpoint, "/")
	number, _, _ = strings.Cut(number, "@")
	return number
}
