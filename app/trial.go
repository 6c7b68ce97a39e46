package app

import (
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/versions/canary"
)

// trial is a canary at work: the generation that a share of the callers gets, and
// how its calls and those of the stable version have ended since it began.
type trial struct {
	generation *generation
	share      float64
	began      time.Time
	// allows tells whom its file lets call.
	allows func(endpoint string) bool

	mu sync.Mutex
	// Both are counted since the stable version is what it is.
	canary, stable canary.Counts
	// published is when its prompts were told last to who serves them.
	published time.Time
}

// generationFor is what a caller gets, with a call counted in, and the canary that
// was at work; nil before Run.
func (a *App) generationFor(number, channel string) (*generation, *trial) {
	t := a.trial.Load()
	if t == nil {
		return a.generation(), nil
	}
	if canary.Takes(t.generation.file.Version(), t.share, canary.By(number, channel)) && t.generation.hold() {
		return t.generation, t
	}
	return a.generation(), t
}

// allows tells whom the queues may ring: whom the stable version lets call and, while there is a canary, it. For agents
// log in from calls on either.
func (a *App) allows(stable func(endpoint string) bool) func(endpoint string) bool {
	return func(endpoint string) bool {
		t := a.trial.Load()
		return stable(endpoint) || t != nil && t.allows(endpoint)
	}
}

// judgeAgents has the queues see whom they may ring, as a canary has come or gone.
func (a *App) judgeAgents() {
	if q := a.queues.Load(); q != nil {
		q.hall.Judge()
	}
}

// onCanary tells whether a call is on the canary that was at work when it entered.
func (e *entry) onCanary() bool { return e.trial != nil && e.trial.generation == e.generation }

// counted counts how a call has ended, and sends the canary back that did worse.
func (a *App) counted(e *entry, outcome flows.Outcome, took time.Duration) {
	t := e.trial
	if t == nil || outcome.Status == flows.Detached {
		return // that the daemon stops says nothing of a version
	}
	failed := outcome.Status == flows.Failed || outcome.Err != nil && outcome.Status != flows.HungUp
	early := outcome.Status == flows.HungUp && took < canary.EarlyWithin
	share, how := "stable", "fine"
	switch {
	case failed:
		how = "failed"
	case early:
		how = "early_hangup"
	}
	t.mu.Lock()
	counts := &t.stable
	if e.onCanary() {
		counts, share = &t.canary, "canary"
	} else if !e.generation.same(a.now.Load()) {
		t.mu.Unlock()
		return // it belongs to a stable version of before
	}
	counts.Calls++
	if failed {
		counts.Failed++
	}
	if early {
		counts.Early++
	}
	verdict := canary.Judge(t.canary, t.stable)
	t.mu.Unlock()
	a.metrics.CanaryCall(share, how)
	if verdict.Reason != "" {
		a.sendBack(t, verdict)
	}
}

// same tells whether two generations have the same content, as after a reload of what did not change.
func (g *generation) same(other *generation) bool {
	return g != nil && other != nil && g.file.Version() == other.file.Version()
}

// stableIs has the comparison begin anew with another content of the stable
// version, but not when the same was read again. A canary that all callers get now
// is none any more.
func (a *App) stableIs(old, g *generation) {
	t := a.trial.Load()
	if t == nil {
		return
	}
	if t.generation.same(g) {
		if a.endTrial(t, "") {
			a.log.Info("the canary is what all callers get now")
		}
		return
	}
	if g.same(old) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.canary, t.stable = canary.Counts{}, canary.Counts{}
}

// publish has the prompts served of all versions that new calls get, or will get
// in a moment: next, nil for none. What nobody has published for a day is served
// no longer.
func (a *App) publish(next *generation) {
	a.publishing.Lock()
	defer a.publishing.Unlock()
	var all []*generation
	if t := a.trial.Load(); t != nil {
		t.mu.Lock()
		t.published = time.Now()
		t.mu.Unlock()
		all = append(all, t.generation)
	}
	for _, g := range append(all, a.now.Load(), next) {
		if g != nil && g.world.Prompts != nil {
			a.sounds.Publish(g.world.Prompts)
		}
	}
}

// publishAgain is for a canary that is at work for days.
func (a *App) publishAgain(e *entry) {
	if !e.onCanary() {
		return
	}
	e.trial.mu.Lock()
	old := time.Since(e.trial.published) > publishEvery
	e.trial.mu.Unlock()
	if old {
		a.publish(nil)
	}
}

// shown is the canary for people and scripts, nil for none.
func (t *trial) shown() *monitor.Canary {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return &monitor.Canary{File: t.generation.shown(), Share: t.share, Since: t.began, Canary: monitor.Counts(t.canary),
		Stable: monitor.Counts(t.stable)}
}

// tried is the canary's file and share.
func (t *trial) tried() monitor.Tried {
	return monitor.Tried{File: t.generation.shown(), Share: t.share}
}

// shown is the generation's file.
func (g *generation) shown() monitor.File {
	return monitor.File{Path: g.file.path, Version: g.file.Version(), Number: g.kept.Number}
}
