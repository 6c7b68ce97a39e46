package acd

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Hall has the queues of one process. Make it with New.
type Hall struct {
	opts Options
	log  *slog.Logger
	// apart tells that time is what callers say, and nothing outlives them.
	apart bool
	// Each has one token when there is something to do for that goroutine.
	clockwork, writing, telling, asking chan struct{}
	// orderers are those who ask for orders of agents, at most orderersMost.
	orderers sync.WaitGroup
	ordering chan struct{}
	// running is the context of Run, which bounds what it began; nil before and behind it. mu guards it, and all that
	// follows.
	running context.Context

	// asker has one token while the owner is told of our places: what comes first is told first.
	asker chan struct{}
	// pen has one token while something is written down: of two writes of one record the older one would stay otherwise.
	pen chan struct{}

	mu sync.Mutex
	// file are the rules of the file, rules these with the agents who were made.
	file, rules *Rules
	// made are those agents; only who reigns knows them.
	made map[string]Made
	// barred are agents who are not rung, with the endpoints where that is not allowed; only who reigns knows them.
	barred map[string]string
	// wrote is closed when something was written down, and made anew.
	wrote chan struct{}
	// changes are members that were added or taken away while we run.
	changes map[memberKey]memberChange
	// places are those of this process's calls.
	places map[string]*place
	// promises are those of places that wait to be written down, by their ids.
	promises map[string]*place
	// reign is what the owner knows, nil for another one.
	reign *reign
	// beginning tells that a reign is about to begin, ending that what it leaves is written down.
	beginning, ending bool
	// leftBehind are places whose calls went out of sight here, of which the owner is not told yet.
	leftBehind []string
	// hush ends the round that is under way, nil without one.
	hush context.CancelFunc
	// asked is of which reign the owner is to whom we have told, 0 for nobody.
	asked int
	// pending is what is to be done when the lock is not held any more.
	pending []func()
	// last is the latest time that was told where time is what callers say, count the number of ids that were given.
	last  time.Time
	count int
}

// New is a hall without anybody in it. A hall that is alone reigns when it is opened, see [Hall.Open].
func New(opts Options) *Hall {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	h := &Hall{opts: opts, log: opts.Log, file: &opts.Rules, rules: &opts.Rules,
		made: map[string]Made{}, barred: map[string]string{}, wrote: make(chan struct{}),
		changes: map[memberKey]memberChange{},
		places:  map[string]*place{}, promises: map[string]*place{}, ordering: make(chan struct{}, orderersMost),
		asker: make(chan struct{}, 1), pen: make(chan struct{}, 1)}
	for _, token := range []*chan struct{}{&h.clockwork, &h.writing, &h.telling, &h.asking} {
		*token = make(chan struct{}, 1)
	}
	return h
}

var _ flows.Queues = (*Hall)(nil)

// Apart is a hall of its own under the same rules, in virtual time, where every agent is logged in but those of whom
// out says that they are not.
func (h *Hall) Apart(out func(agent string) bool) flows.Queues {
	h.mu.Lock()
	rules := h.rules
	h.mu.Unlock()
	apart := New(Options{Rules: *rules.here(out), Seed: h.opts.Seed})
	apart.apart = true
	return apart
}

// Rules are what a step needs to know of a queue.
func (h *Hall) Rules(name string) (flows.QueueRules, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	rules, known := h.rules.Queues[name]
	return rules, known || h.rules.hasQueue(name)
}

// External is who is asked for the order of agents of a queue.
func (h *Hall) External(name string) External {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rules.External[name]
}

// Configure puts other rules in force, for those who wait already too.
func (h *Hall) Configure(rules Rules) {
	h.act(time.Time{}, func(now time.Time) {
		h.file = &rules
		h.useRules()
		if h.reign != nil {
			h.employ(now)
		}
	})
}

// Reigns tells whether this hall decides.
func (h *Hall) Reigns() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.reign != nil
}

// Known tells whether there is somebody who decides, as far as is known here.
func (h *Hall) Known() bool {
	if h.Reigns() || h.opts.Peers == nil {
		return true
	}
	runner, known := h.opts.Peers.Runner()
	return known && runner != h.opts.Self.Instance
}

// act does something with the lock held. What is to be told is told afterwards. at is the time where that is the
// callers' to say.
func (h *Hall) act(at time.Time, do func(now time.Time)) {
	for _, tell := range h.locked(at, do) {
		tell()
	}
}

// locked does something with the lock held, and has what is to be told. A panic leaves the lock free: whoever recovers
// from it must not hold up all the others. What was to be told by then is told with the next that is done.
func (h *Hall) locked(at time.Time, do func(now time.Time)) (pending []func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do(h.now(at))
	pending, h.pending = h.pending, nil
	return pending
}

// later has something done when the lock is not held any more; it is held.
func (h *Hall) later(do func()) { h.pending = append(h.pending, do) }

// now is the time; the lock is held.
func (h *Hall) now(at time.Time) time.Time {
	if !h.apart {
		return time.Now()
	}
	if h.reign == nil {
		h.last = at
		h.reign = newReign(h.merged(), h.opts.Seed, at, 1)
	}
	if at.After(h.last) {
		h.last = at
	}
	return h.last
}

// catchUp has happen what is due; the lock is held.
func (h *Hall) catchUp(now time.Time) {
	for range ticksMost {
		due := h.reign.engine.Due()
		if due.IsZero() || due.After(now) {
			return
		}
		if !h.apart { // all at once: nobody knows any more what was to be when
			due = now
		}
		h.apply(due, queue.Tick{})
	}
}

// entryID names an entry for good; the lock is held.
func (h *Hall) entryID() string {
	if h.apart {
		h.count++
		return "entry-" + strconv.Itoa(h.count)
	}
	return strings.ToLower(rand.Text()[:entryIDSize])
}

// poke leaves a token unless there is one.
func poke(tokens chan struct{}) {
	select {
	case tokens <- struct{}{}:
	default:
	}
}
