package cluster

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Task is something that one instance does for all: that which holds its lease.
// It is held as long as its holder lives and does not drain; who drains gives it
// up when it is done no more, and has a lease for that. Who is cut off from
// the store believes to hold it until it is heard of again, so that what is done
// must be safe with two: by compare-and-set. Make it with [Entries.Task].
type Task struct {
	// Busy tells whether this instance is still doing the task, though it may not hold it any more: until then it is not
	// given up. Nil for never. It must not wait, and is set before Run.
	Busy func() bool
	// Last tells that one that drains does the task too as long as all who live drain: their calls need it. It is set
	// before Run.
	Last bool

	entries *Entries
	key     string
	log     *slog.Logger

	mu     sync.Mutex
	holder Owner
	ours   bool
	away   bool

	// leaves is a holder who lives and may not hold it any more, and since when that is seen. Only Run's goroutine has
	// them.
	leaves Owner
	since  time.Time
}

// Task is the task of that name. Asterisks may have the same name.
func (e *Entries) Task(name string, log *slog.Logger) *Task {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Task{entries: e, key: "task/" + name, log: log.With("task", name)}
}

// Run claims the task again and again until ctx ends; then it is given up, for somebody else.
func (t *Task) Run(ctx context.Context) {
	ticker := time.NewTicker(t.entries.members.lease / beatsPerLease)
	defer ticker.Stop()
	for {
		t.claim(ctx)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.giveUp(ctx)
			return
		}
	}
}

func (t *Task) claim(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	waits := false
	holder, ours, err := t.entries.claim(ctx, t.key, t.fits, func(holder Owner) bool {
		waits = true
		return t.spares(holder)
	})
	if err == nil && !waits {
		t.leaves = Owner{}
	}
	t.note(ctx, holder, ours, err)
	if err == nil && holder == t.entries.self && !ours {
		t.letGo(ctx)
	}
}

// fits tells whether a member may hold the task.
func (t *Task) fits(m Member) bool {
	serves := func(m Member) bool { return !m.Draining }
	return serves(m) || t.Last && !slices.ContainsFunc(t.entries.members.Alive(), serves)
}

// spares tells whether a holder who lives, and may not hold it any more, has time left to give it up: it may be doing
// it yet. One that cannot, or is of a version that does not, is not waited for longer than for one that is dead.
func (t *Task) spares(holder Owner) bool {
	if t.leaves != holder {
		t.leaves, t.since = holder, time.Now()
	}
	return time.Since(t.since) < t.entries.members.lease
}

// letGo gives the task up that we may not hold any more, when it is done here no more. Whom nobody has heard of for a
// while keeps it: that passes, or others take it.
func (t *Task) letGo(ctx context.Context) {
	if t.Busy != nil && t.Busy() || !t.entries.is(t.entries.self, anybody) {
		return
	}
	if err := t.entries.Release(ctx, t.key); err != nil {
		t.log.Warn("a task is not given up yet", "error", err)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.holder = Owner{}
}

// note takes in what was seen of who does it.
func (t *Task) note(ctx context.Context, holder Owner, ours bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case ctx.Err() == context.Canceled:
	case err != nil: // nobody knows better
		if !t.away {
			t.away = true
			t.log.Warn("who does a task cannot be seen", "error", err)
		}
	default:
		if ours != t.ours {
			t.log.Info("a task of all instances", "ours", ours)
		}
		t.holder, t.ours, t.away = holder, ours, false
	}
}

// giveUp has nobody hold the task, if it was ours.
func (t *Task) giveUp(ctx context.Context) {
	t.mu.Lock()
	ours := t.ours
	t.ours, t.holder = false, Owner{}
	t.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewellTime)
	defer cancel()
	if err := t.entries.Release(ctx, t.key); err != nil && ours { // it may be ours though no answer said so
		t.log.Warn("a task is not given up: others wait until this instance is dead", "error", err)
	}
}

// Holds tells whether it is this instance that does the task.
func (t *Task) Holds() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ours
}

// Seen tells whether it was seen at the last look who does the task.
func (t *Task) Seen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.away
}

// Runner is the instance that does the task as far as is known, false for nobody.
func (t *Task) Runner() (instance string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.holder.Instance, t.holder != Owner{}
}
