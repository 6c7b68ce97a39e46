package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// texts are those of telephones that are under way.
type texts struct {
	mu      sync.Mutex
	walking int
	// nth counts all that were taken.
	nth int
	// empty is closed when none is under way, nil while nobody waits for that.
	empty chan struct{}
	// dropped are those since told, when it was logged that some are.
	dropped int
	told    time.Time
}

// enter counts a text in and numbers it; false when there are as many as there may be.
func (t *texts) enter(most int) (nth int, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.walking >= most {
		return 0, false
	}
	t.walking++
	t.nth++
	return t.nth, true
}

// leave counts one off.
func (t *texts) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.walking--; t.walking == 0 && t.empty != nil {
		close(t.empty)
		t.empty = nil
	}
}

// idle is closed as soon as there are none.
func (t *texts) idle() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.empty == nil {
		t.empty = make(chan struct{})
	}
	empty := t.empty
	if t.walking == 0 {
		close(empty)
		t.empty = nil
	}
	return empty
}

// drop counts one that is not taken. It tells how many are to be logged, 0 where that was done a moment ago.
func (t *texts) drop(now time.Time) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dropped++
	if now.Sub(t.told) < textsToldEvery {
		return 0
	}
	dropped := t.dropped
	t.dropped, t.told = 0, now
	return dropped
}

// text begins the walk of a text, or drops it. It runs on the socket's reader and must not wait.
func (l *link) text(e *ari.TextMessageReceived) {
	g := l.app.now.Load()
	if g == nil || g.file.Program == nil || g.file.Config.Messages.Flow == "" {
		return // it was sent before Asterisk knew that nobody wants it
	}
	why := l.app.textRefusal(e.Message.Body)
	nth, ok := 0, false
	if why == "" {
		if nth, ok = l.app.texts.enter(g.file.Config.Messages.AtOnce); !ok {
			why = "messages.at_once"
		}
	}
	if !ok {
		l.app.metrics.Text("dropped")
		if dropped := l.app.texts.drop(time.Now()); dropped > 0 {
			l.log.Warn("texts are dropped", "why", why, "from", e.Message.From, "count", dropped)
		}
		return
	}
	if !l.app.walks.enter() { // it came in the last moment
		l.app.texts.leave()
		return
	}
	go func() {
		defer l.app.walks.leave()
		defer l.app.texts.leave()
		l.walkText(e, nth)
	}()
}

// textRefusal tells why a text is not taken, "" when it is.
func (a *App) textRefusal(body string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case len(body) > textMax:
		return "it is too long"
	case a.draining:
		return "draining"
	case a.lag.Overloaded():
		return overloaded
	}
	return ""
}

// errTextTime ends the walk of a text that takes too long.
var errTextTime = errors.New("the walk of a text took more than " + textTime.String())

// walkText walks a text through its flow.
func (l *link) walkText(e *ari.TextMessageReceived, nth int) {
	g := l.app.generation()
	if g == nil {
		return
	}
	defer g.release(l.app)
	file := g.file
	if file.Program == nil || file.Program.Flow(file.Config.Messages.Flow) == nil {
		return // a reload came in between
	}
	l.app.mu.Lock()
	listening := l.app.listening
	l.app.mu.Unlock()
	ctx, cancel := context.WithTimeoutCause(listening, textTime, errTextTime)
	defer cancel()
	begin := time.Now()
	info := l.textInfo(e, nth, begin)
	log := l.log.With("text", info.ID)
	outcome := l.serveText(ctx, g, info, e.Message.Body, log)
	status := outcome.Status
	if errors.Is(outcome.Err, errTextTime) {
		status = flows.Failed
	}
	l.app.metrics.Text(string(status))
	attrs := []any{"status", status, "flow", file.Config.Messages.Flow, "from", info.From, "to", info.To,
		"bytes", len(e.Message.Body), "took", since(begin)}
	if outcome.Err != nil {
		log.Error("the walk of a text failed", append(attrs, "error", outcome.Err)...)
		return
	}
	log.Info("a text was taken", attrs...)
}

// textInfo is what is known of a text, as of a call.
func (l *link) textInfo(e *ari.TextMessageReceived, nth int, now time.Time) flows.CallInfo {
	info := flows.CallInfo{ID: "text-" + strconv.FormatInt(now.UnixNano(), 10) + "-" + strconv.Itoa(nth),
		Asterisk: l.server.Name, Started: now}
	info.FromName, info.From = textAddress(e.Message.From)
	_, info.To = textAddress(e.Message.To)
	if e.Endpoint != nil {
		info.Channel = e.Endpoint.Technology + "/" + e.Endpoint.Resource
	}
	return info
}

// serveText is the walk itself; a panic in it costs that text only.
func (l *link) serveText(ctx context.Context, g *generation, info flows.CallInfo, body string, log *slog.Logger,
) (outcome flows.Outcome) {
	defer func() {
		if p := recover(); p != nil {
			outcome = flows.Outcome{Status: flows.Failed, Err: fmt.Errorf("the walk panicked: %v\n%s", p, debug.Stack())}
		}
	}()
	port := newTextPort(l.client)
	defer port.rest()
	program := g.file.Program
	return flows.NewWalker(program, port, flows.Options{Flow: program.Flow(g.file.Config.Messages.Flow), Call: info,
		Vars: map[string]any{textVariable: body}, World: g.reach(), Offline: true, Observe: func(f flows.Fact) {
			logFact(log, f)
			l.app.metrics.Fact(f)
		}}).Run(ctx)
}
