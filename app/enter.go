package app

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/outbound"
	"github.com/ariapp/ariapp/internal/records"
)

// entry is a call as it enters, with what its number leads to.
type entry struct {
	generation *generation
	trial      *trial // the canary that is at work, whether the call is on it or not
	info       flows.CallInfo
	route      flows.Route
	handler    Handler
	journal    *journal.Call
	record     *records.Recorder
	refused    string
	// program is walked instead of the file's, nil for that.
	program *flows.Program
	// outgoing is what program was made of.
	outgoing *keptOutgoing
	// from is where the walk of a call-back goes on when it is taken, nil for nowhere: program only asks for that then.
	from  *flows.Checkpoint
	taken bool
	// left is closed when the call is not walked here any more, over when it is over; nil for nobody who waits.
	left, over chan struct{}
	// hold is what a call of ours occupies of those that may be at once, nil for nothing.
	hold *outbound.Hold
	// home is the application in which its channel is, "" for our own.
	home  string
	found bool // it did not enter just now: another process may have had it before
	// holding keeps the call for who comes after us, nil when it is not kept.
	holding *cluster.Holding
	// walk is where a call goes on that another process has left, with estate, for the life-th time; nil for a new one.
	// at is what its time was when that was written down.
	walk   *flows.Checkpoint
	estate *call.Estate
	life   int
	at     time.Time
	// handed is how many of its owners have given it away alive.
	handed int
	// tendsEnd tells that something may be done behind its end, by steps or by who has asked for the call.
	tendsEnd bool
	// meets tells that it is where calls meet.
	meets *atomic.Bool
	// heir is the instance that is to go on with the call, "" for whoever finds it; keeping guards it.
	heir string
	// stayed is the instance that has not taken the call when it was to, at stayedAt; "" for none. See [instances.shuns].
	stayed   string
	stayedAt time.Time
	// goesOn tells that the call is not over: another process goes on with it.
	goesOn bool
	// log names the call in each line; nil before it begins.
	log *slog.Logger
}

// enter makes the call of a channel and starts its goroutine. The call is in
// the table, with its mailbox, before the next event is read. entered tells that
// the channel came just now, else it was found; false when it is known already.
func (l *link) enter(channel *ari.Channel, args []string, entered bool) bool {
	return l.enterIn(l.app.own, channel, args, entered)
}

// enterIn is enter for a channel that is in that application.
func (l *link) enterIn(home string, channel *ari.Channel, args []string, entered bool) bool {
	if channel.ID == "" {
		return false // nothing could be asked about it
	}
	generation, trial := l.app.generationFor(channel.Caller.Number, channel.ID)
	if generation == nil {
		return false // the App is about to begin, or has ended: the catch-up finds the channel
	}
	channel, args = lasting(channel, args)
	e := l.entryOf(generation, channel, args, entered)
	e.trial, e.home = trial, home
	return l.begin(channel, e, entered) != nil
}

// lasting are a channel and its arguments of which that is copied which is kept as long as the call: what an event has
// shares the memory of its whole message.
func lasting(channel *ari.Channel, args []string) (*ari.Channel, []string) {
	c := *channel
	for _, text := range []*string{&c.ID, &c.Name, &c.Language, &c.Caller.Name, &c.Caller.Number, &c.Dialplan.Context,
		&c.Dialplan.Exten} {
		*text = strings.Clone(*text)
	}
	args = slices.Clone(args)
	for i := range args {
		args[i] = strings.Clone(args[i])
	}
	return &c, args
}

// ended gives back what the call occupies, and tells who waits for its end. One that goes on elsewhere has not ended:
// there its end is told.
func (e *entry) ended() {
	e.hold.Release()
	if e.over == nil {
		return
	}
	if !e.goesOn {
		close(e.over)
	}
	close(e.left)
}

// begin makes the call of an entry, whose generation counts it already; nil when the channel has one, and when the
// process ends: whoever comes after it finds the channel.
func (l *link) begin(channel *ari.Channel, e entry, entered bool) *call.Call {
	generation, at := e.generation, place{l, channel.ID}
	e.meets, e.log = new(atomic.Bool), l.log.With("call", e.info.ID)
	if e.found = !entered; e.found && e.walk == nil && e.refused == "" && l.server.Orphans == "continue" {
		e.refused = refusedOrphan
	}
	if !l.app.walks.enter() {
		generation.release(l.app)
		e.ended()
		return nil
	}
	c, isNew := l.app.calls.add(at, entered, func(again bool) *call.Call { return l.newCall(channel, &e, again) })
	if !isNew {
		l.app.walks.leave()
		generation.release(l.app)
		e.ended()
		return nil
	}
	if l.app.walks.isOver() { // it came into the table behind the last look at that
		c.Detach()
	}
	if e.walk != nil { // at once: who is not taken up counts as lost
		e.journal, e.record = l.app.entered(&e), l.app.recorded(&e, c)
	}
	go func() {
		defer l.app.walks.leave()
		defer generation.release(l.app)
		l.forget(at, c, &e, l.take(c, &e, e.log))
	}()
	return c
}

// forget leaves nothing of a call that is over, or that goes on elsewhere.
func (l *link) forget(at place, c *call.Call, e *entry, stays bool) {
	if e.walk != nil { // nobody waits for it any more
		l.app.rooms.Came(l.server.Name, e.info.ID)
	}
	c.Over(0) // however it went: what a handler began with the call's context ends
	if !e.goesOn {
		c.Dissolve(context.Background())
	}
	c.Rest()
	if l.app.calls.get(at) == c { // else the caller has come again: who waits by the channel's id is that call
		l.app.leftQueues(e.info.ID, l.server.Name, e.goesOn || c.Lost())
	}
	if e.walk != nil && !e.goesOn && !c.Lost() { // it may have been over before its step could say anything
		l.app.lineGone(e.info.ID, l.server.Name, e.walk)
	}
	if !e.goesOn || c.Lost() || l.app.instances != nil { // what waits for the next process is nobody else's
		c.Forget()
	}
	l.app.calls.remove(at, c, stays || e.goesOn && l.app.instances != nil) // it may come back
	e.ended()
}

// take serves a call to its end, or sees to it that somebody else does; true
// when its channel may be left with nobody.
//
// Before and after are functions of their own: what they have on the stack would be there as long as the call.
func (l *link) take(c *call.Call, e *entry, log *slog.Logger) (stays bool) {
	begin := time.Now()
	if e.found {
		l.settle(c, e)
	}
	if e.refused != "" {
		return l.refuse(c, e, log)
	}
	l.takeIn(c, e)
	return l.served(c, e, l.serve(c, e, log), begin, log)
}

// refuse has the dialplan go on with a call.
func (l *link) refuse(c *call.Call, e *entry, log *slog.Logger) (stays bool) {
	l.app.metrics.Refused(reasonOf(e.refused))
	if e.refused == refusedNumber { // another version may know it
		l.app.counted(e, flows.Outcome{Status: flows.Failed}, 0)
	}
	log.Warn("a call goes back to the dialplan", "why", e.refused, "from", e.info.From, "to", e.info.To)
	return !l.handBack(c, log)
}

// takeIn tells everybody of a call that is to be served.
func (l *link) takeIn(c *call.Call, e *entry) {
	l.app.metrics.Entered()
	l.app.publishAgain(e)
	if e.walk == nil {
		e.journal, e.record = l.app.entered(e), l.app.recorded(e, c)
	}
	l.app.hold(c, e)
	l.app.board.begin(e.info, e.stands())
}

// served tells everybody how a call has ended; true when its channel may be left with nobody.
func (l *link) served(c *call.Call, e *entry, outcome flows.Outcome, begin time.Time, log *slog.Logger) (stays bool) {
	l.app.board.end(e.info, outcome)
	if l.isLost(c, e, outcome) {
		outcome.Status = flows.Detached
	}
	heir := l.app.keeping.heirOf(e)
	if e.goesOn = outcome.Status == flows.Detached && (c.Lost() || heir != "" || l.app.leaves(e)); e.goesOn {
		l.app.keeping.keepNoMore(c, e, true)
		l.app.keeping.handedOver.Add(1)
		e.journal.HandOver()
		e.record.HandOver()
		l.app.metrics.Left(string(outcome.Status))
		log.Info("a call goes on in another process", "lost", c.Lost(), "instance", heir)
		if heir != "" && !c.Lost() {
			l.handOver(e, c.Channel(), heir, log)
		}
		return false
	}
	e.tendsEnd = e.tendsEnd || outcome.Status == flows.Left // they may come again at once, and wait until that is known
	l.app.keeping.keepNoMore(c, e, false)
	e.journal.End(outcome)
	e.record.End(outcome, c.Answered())
	l.app.metrics.Left(string(outcome.Status))
	l.app.counted(e, outcome, time.Since(begin))
	attrs := []any{"status", outcome.Status, "cause", outcome.Cause, "from", e.info.From, "to", e.info.To,
		"took", since(begin)}
	switch {
	case outcome.Status == flows.Detached:
		log.Warn("a call goes back to the dialplan", append(attrs, "why", "the app stops")...)
		return !l.handBack(c, log)
	case outcome.Err != nil:
		log.Error("a call failed", append(attrs, "error", outcome.Err)...)
	default:
		log.Info("a call ended", attrs...)
	}
	// One that could not be hung up: rather the dialplan than silence.
	return outcome.Status != flows.Left && c.Context().Err() == nil && !l.handBack(c, log)
}

// Why a call is not taken; max_calls and draining say so themselves.
const (
	overloaded    = "overloaded"
	refusedNumber = "no number of the file matches"
	refusedOrphan = "it was found without a call"
	refusedText   = "it is a text: the endpoint needs a message_context"
)

// reasonOf is the short name of it, for metrics.
func reasonOf(refused string) string {
	switch refused {
	case refusedNumber:
		return "no_number"
	case refusedOrphan:
		return "orphan"
	case refusedText:
		return "text"
	}
	return refused
}

// entryOf finds out what a channel wants; entered tells that it came just now.
func (l *link) entryOf(g *generation, channel *ari.Channel, args []string, entered bool) entry {
	number := channel.Dialplan.Exten
	e := entry{generation: g, info: flows.CallInfo{ID: channel.ID, Channel: channel.Name, Asterisk: l.server.Name,
		From: channel.Caller.Number, FromName: channel.Caller.Name, To: number, Context: channel.Dialplan.Context,
		Language: channel.Language, Args: args, Started: l.app.clock()}}
	e.route.AnswerDelay = -1
	if strings.HasPrefix(channel.Name, "Message/") {
		e.refused = refusedText
		return e
	}
	if e.refused = l.refusal(entered); e.refused != "" {
		return e
	}
	handler, captures, handled := l.app.handlers.Lookup(number)
	if handled {
		e.handler, e.info.Captures = handler, captures
		return e
	}
	route, ok := g.route(number)
	if !ok {
		e.refused = refusedNumber
		return e
	}
	e.route, e.info.Captures = route, route.Captures
	if route.Language != "" {
		e.info.Language = route.Language
	}
	return e
}

func (g *generation) route(number string) (flows.Route, bool) {
	if g.file.Program == nil {
		return flows.Route{}, false
	}
	return g.file.Program.Route(number)
}

func (l *link) newCall(channel *ari.Channel, e *entry, again bool) *call.Call {
	cfg := &e.generation.file.Config
	delay := cfg.App.AnswerDelay
	if e.route.AnswerDelay >= 0 {
		delay = e.route.AnswerDelay
	}
	log := e.log
	if log == nil {
		log = l.log.With("call", channel.ID)
	}
	var made *call.Call
	made = call.New(call.Options{Client: l.client, Channel: channel.ID, Up: channel.State == ari.ChannelStateUp,
		Again: again || e.estate != nil, Anew: e.found, Language: e.info.Language, AnswerDelay: delay,
		Prompts: e.generation.resolver(), App: l.app.own, Home: e.home, Shared: l.app.instances != nil, Ours: l.owns(e),
		NotBefore: e.at, Clock: l.app.opts.Clock,
		Claims: l.app.claims.of(l, func() *call.Call { return made }), Logger: log})
	if e.estate != nil {
		made.TakeUp(*e.estate)
		if at := e.stands(); at != nil && steps.PlaysOn(at.Kind) {
			made.Spare()
		}
	}
	return made
}

// serve walks the call through its flow, or has its handler take it. A panic
// in it costs that call only.
func (l *link) serve(c *call.Call, e *entry, log *slog.Logger) (outcome flows.Outcome) {
	defer func() {
		if p := recover(); p != nil {
			outcome = flows.Outcome{Status: flows.Failed, Cause: flows.CauseFailure,
				Err: fmt.Errorf("the walk panicked: %v\n%s", p, debug.Stack())}
		}
	}()
	observe := l.backInRooms(e, l.observer(log, e))
	if e.handler != nil {
		return l.handle(c, e, observe)
	}
	for {
		walker, err := l.walker(c, e, observe)
		if err != nil {
			return flows.Outcome{Status: flows.Failed, Cause: flows.CauseFailure, Err: err}
		}
		if outcome = walker.Run(c.Context()); !outcome.Lent {
			return outcome
		}
		e.taken = true
	}
}

// walker is who walks a call: from the beginning, from where another process has left it, or from where whoever is
// called back has left the queue.
func (l *link) walker(c *call.Call, e *entry, observe func(flows.Fact)) (*flows.Walker, error) {
	return e.walker(c, flows.Options{Flow: e.route.Flow, Call: e.info, Vars: e.route.Vars, World: e.reach(),
		Apology: e.generation.file.Config.App.Apology, Observe: observe, Lend: e.isAsked(),
		Checkpoint: l.app.keeping.checkpoint(l, c, e, e.walks()), Settled: e.settled()})
}

// settle makes a channel that was found ready for its walk: what played for its former call is stopped.
func (l *link) settle(c *call.Call, e *entry) {
	if e.walk != nil && l.app.instances != nil {
		c.Gather(c.Context())
	} else if !c.Away() {
		c.Quiet(c.Context())
	}
	if !c.Away() {
		return
	}
	if err := c.Follow(c.Context()); err != nil { // the catch-up finds out when they are back
		l.log.Warn("a caller in the dialplan is not followed", "call", e.info.ID, "error", err)
	}
}

// handBack sends a call on in the dialplan, so that its caller is not left in silence; false when it failed.
func (l *link) handBack(c *call.Call, log *slog.Logger) bool {
	ctx, cancel := context.WithTimeout(context.Background(), handBackTime)
	defer cancel()
	err := c.HandBack(ctx)
	if err != nil {
		log.Error("a call stays in Stasis", "error", err)
	}
	return err == nil
}
