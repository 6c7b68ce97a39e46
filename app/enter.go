package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/media"
)

// entry is a call as it enters, with what its number leads to.
type entry struct {
	info    flows.CallInfo
	route   flows.Route
	handler Handler
	refused string
}

// enter makes the call of a channel and starts its goroutine. The call is in
// the table, with its mailbox, before the next event is read.
func (l *link) enter(channel *ari.Channel, args []string) {
	e := l.entryOf(channel, args)
	c, isNew := l.app.calls.add(place{l, channel.ID}, func() *call.Call { return l.newCall(channel, &e) })
	if !isNew {
		return
	}
	log := l.log.With("call", e.info.ID)
	l.app.walks.Go(func() {
		begin := time.Now()
		defer l.app.calls.remove(place{l, channel.ID})
		if e.refused != "" {
			log.Warn("a call goes back to the dialplan", "why", e.refused, "from", e.info.From, "to", e.info.To)
			l.handBack(c, log)
			return
		}
		outcome := l.serve(c, &e, log)
		attrs := []any{"status", outcome.Status, "cause", outcome.Cause, "from", e.info.From, "to", e.info.To,
			"took", since(begin)}
		if outcome.Status == flows.Detached {
			log.Warn("a call goes back to the dialplan", append(attrs, "why", "the app stops")...)
			l.handBack(c, log)
			return
		}
		if outcome.Err != nil {
			log.Error("a call failed", append(attrs, "error", outcome.Err)...)
		} else {
			log.Info("a call ended", attrs...)
		}
		if outcome.Status != flows.Left && c.Context().Err() == nil {
			l.handBack(c, log) // it could not be hung up: rather the dialplan than silence
		}
	})
}

// entryOf finds out what a channel wants.
func (l *link) entryOf(channel *ari.Channel, args []string) entry {
	number := channel.Dialplan.Exten
	e := entry{info: flows.CallInfo{ID: channel.ID, Channel: channel.Name, Asterisk: l.server.Name,
		From: channel.Caller.Number, FromName: channel.Caller.Name, To: number, Context: channel.Dialplan.Context,
		Language: channel.Language, Args: args, Started: time.Now()}}
	e.route.AnswerDelay = -1
	if e.refused = l.app.refusal(); e.refused != "" {
		return e
	}
	handler, captures, handled := l.app.handlers.Lookup(number)
	if handled {
		e.handler, e.info.Captures = handler, captures
		return e
	}
	route, ok := l.app.route(number)
	if !ok {
		e.refused = "no number of the file matches"
		return e
	}
	e.route, e.info.Captures = route, route.Captures
	if route.Language != "" {
		e.info.Language = route.Language
	}
	return e
}

func (a *App) route(number string) (flows.Route, bool) {
	if a.opts.File.Program == nil {
		return flows.Route{}, false
	}
	return a.opts.File.Program.Route(number)
}

func (l *link) newCall(channel *ari.Channel, e *entry) *call.Call {
	cfg := l.app.opts.config()
	delay := cfg.App.AnswerDelay
	if e.route.AnswerDelay >= 0 {
		delay = e.route.AnswerDelay
	}
	return call.New(call.Options{Client: l.client, Channel: channel.ID, Up: channel.State == ari.ChannelStateUp,
		Language: e.route.Language, AnswerDelay: delay, Prompts: media.Resolver{Prefix: cfg.Prompts.Prefix},
		Logger: l.log.With("call", channel.ID)})
}

// serve walks the call through its flow, or has its handler take it.
func (l *link) serve(c *call.Call, e *entry, log *slog.Logger) flows.Outcome {
	observe := l.observer(log)
	if e.handler != nil {
		return l.handle(c, e, observe)
	}
	return flows.NewWalker(l.app.opts.File.Program, c, flows.Options{Flow: e.route.Flow, Call: e.info,
		Vars: e.route.Vars, Apology: l.app.opts.config().App.Apology, Observe: observe}).Run(c.Context())
}

// observer tells facts to the log and to whoever looks on.
func (l *link) observer(log *slog.Logger) func(flows.Fact) {
	also := l.app.opts.Observe
	return func(f flows.Fact) {
		switch f.Kind {
		case flows.Logged:
			log.Log(context.Background(), level(f.Level), f.Text, "step", f.Step)
		case flows.StepFailed:
			log.Warn("a step failed", "step", f.Step, "at", f.Pos.String(), "error", f.Text)
		default:
			if log.Enabled(context.Background(), slog.LevelDebug) {
				log.Debug(string(f.Kind), "step", f.Step, "text", f.Text, "outcome", f.Outcome, "took", f.Took)
			}
		}
		if also != nil {
			also(f)
		}
	}
}

func level(name string) slog.Level {
	var l slog.Level
	if l.UnmarshalText([]byte(name)) != nil {
		return slog.LevelInfo
	}
	return l
}

// handBack sends a call on in the dialplan, so that its caller is not left in silence.
func (l *link) handBack(c *call.Call, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), handBackTime)
	defer cancel()
	if err := c.HandBack(ctx); err != nil {
		log.Error("a call stays in Stasis", "error", err)
	}
}
