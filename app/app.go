package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/hand"
	"github.com/ariapp/ariapp/internal/jobs"
	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/lockfile"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/monitor/lag"
	"github.com/ariapp/ariapp/internal/monitor/metrics"
	"github.com/ariapp/ariapp/internal/outbound"
	"github.com/ariapp/ariapp/internal/prompts"
	"github.com/ariapp/ariapp/internal/records"
	"github.com/ariapp/ariapp/internal/rooms"
	"github.com/ariapp/ariapp/internal/store"
	"github.com/ariapp/ariapp/internal/store/filestore"
	"github.com/ariapp/ariapp/internal/versions"
)

// App is one daemon. Make it with New.
type App struct {
	opts     Options
	log      *slog.Logger
	handlers *digits.Table[Handler]
	links    []*link
	now      atomic.Pointer[generation]
	keeper   keeper
	metrics  *metrics.Metrics
	lag      *lag.Watcher
	server   server
	sounds   prompts.Server
	started  time.Time
	calls    *table
	claims   *claims
	// board knows where each call is.
	board *board
	// expecting are the calls of ours that ring.
	expecting *expectations
	walks     walks
	texts     texts

	reloading sync.Mutex // held while a generation is made
	// pin tells that an earlier version is in use instead of the file on disk; reloading guards it.
	pin *versions.Pin
	// disk is the file as it was last read well from disk.
	disk atomic.Pointer[File]
	// versions keeps what was in use, nil for nothing.
	versions *versions.Store
	// journal is written of calls, nil for none.
	journal *journal.Journal
	// journalLock keeps others from writing it.
	journalLock *lockfile.Lock
	// rooms are where calls meet, in all versions of the file.
	rooms *rooms.Rooms
	// ledger counts whom one calls, memory is its store where the file keeps none.
	ledger   *outbound.Ledger
	memory   *store.Memory
	counting counting
	// queues are where callers wait for agents, nil as long as no file in use has any.
	queues atomic.Pointer[queueing]
	// jobs are calls that are made later, nil for none.
	jobs *jobs.Jobs
	// jobsWait is why no job is done.
	jobsWait outages
	// fetching takes recordings from Asterisk, nil for nothing.
	fetching *fetching
	// posting keeps messages for mailboxes, nil where there are none.
	posting *posting
	// records are kept of calls, nil for none.
	records *records.Records
	// recordsLock keeps others from their folder.
	recordsLock *lockfile.Lock
	ownCalls    *filestore.Bucket // nil where calls are kept elsewhere
	// instances are those that share our calls, nil for none; own is the Stasis application of what is ours alone, boot
	// tells this life of the instance from others.
	instances *instances
	own, boot string
	// unended are supervisors who could not be let go of.
	unended hand.Unended
	// keeping writes the calls down for who comes after us, nil for nobody.
	keeping *keeping
	// revived are versions that were made for calls that were taken up; reloading guards them.
	revived map[int]*generation
	// publishing is held while prompts are told to who serves them.
	publishing sync.Mutex
	// trial is the canary, nil for none.
	trial atomic.Pointer[trial]

	mu       sync.Mutex
	running  bool
	draining bool
	stop     context.CancelFunc
	// listening ends when the App stops; nil before Run.
	listening  context.Context
	lastReload reloadResult
	taken      versions.Use
	wrong      wrong
	sentBack   *monitor.Returned
	done       chan struct{}
	begun      chan struct{}
	ready      chan struct{}
	isReady    bool
}

// ErrStopped is what Run returns when the App has run before.
var ErrStopped = errors.New("the app has run already; make a new one")

// New checks options and wires an App; nothing is connected yet.
func New(opts Options) (*App, error) {
	if err := opts.validate(); err != nil {
		return nil, fmt.Errorf("app options: %w", err)
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	a := &App{opts: opts, log: opts.Logger, handlers: opts.handlerTable(), calls: newTable(), claims: newClaims(),
		board: newBoard(), expecting: newExpectations(), metrics: metrics.New(opts.Version), started: time.Now(),
		boot: rand.Text(), done: make(chan struct{}), begun: make(chan struct{}), ready: make(chan struct{})}
	a.own, a.rooms = a.entryApp(), rooms.New(stampOf(a.boot))
	a.memory, a.ledger = store.NewMemory(), a.newLedger()
	measures := opts.measures
	measures.Observe, measures.Changed = a.metrics.Lag, a.tellLoad
	a.sounds.Logger = a.log
	a.lag = lag.New(measures)
	for _, server := range opts.File.Config.Asterisk {
		l, err := newLink(a, server)
		if err != nil {
			a.closeLinks()
			return nil, fmt.Errorf("asterisk %s: %w", server.Name, err)
		}
		a.links = append(a.links, l)
	}
	return a, nil
}

// Run listens and takes calls until ctx ends or Stop is called; then it drains
// as Stop does. It returns when everything it began has ended.
func (a *App) Run(ctx context.Context) error {
	listening, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.mu.Lock()
	if a.running {
		a.mu.Unlock()
		stop()
		return ErrStopped
	}
	a.running, a.stop = true, stop
	a.mu.Unlock()
	defer close(a.done)
	defer a.closeLinks()
	defer stop()
	switch err := a.begin(ctx, listening); {
	case err != nil && (ctx.Err() != nil || listening.Err() != nil):
		a.log.Info("stopped before anything began", "reason", err)
		return nil
	case err != nil:
		return err
	}
	defer a.finish()
	close(a.begun)

	var links sync.WaitGroup
	for _, l := range a.links {
		links.Go(func() {
			l.run(listening)
			l.farewell(listening)
		})
	}
	if a.opts.Watch && a.opts.File.path != "" {
		links.Go(func() { a.watch(listening) })
	}
	leave := a.instances.join()
	if a.instances != nil {
		links.Go(func() { a.instances.inherit(listening) })
	}
	if a.opts.Serve {
		links.Go(func() { a.lag.Run(listening) })
		links.Go(func() { a.server.serve(listening, a) })
		if a.jobs != nil {
			links.Go(func() { a.runJobs(listening) })
		}
	}
	select {
	case <-ctx.Done():
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.config().App.DrainTimeout)
		a.drain(drain)
		cancel()
	case <-listening.Done():
	}
	stop()
	links.Wait()
	a.walks.end()
	for _, c := range a.calls.all() { // those that entered while the drain looked away
		c.Detach()
	}
	a.walks.wait()
	a.closeQueues()
	leave()
	return nil
}

// begin takes the store and the addresses and makes the first generation, unless ctx ends
// meanwhile: texts may be long in being spoken.
func (a *App) begin(ctx, listening context.Context) error {
	a.reloading.Lock()
	defer a.reloading.Unlock()
	defer a.keeper.begins()()
	if _, err := a.storeFor(a.opts.File); err != nil { // before anybody is told that this one listens
		return err
	}
	if err := a.openRecordings(listening); err != nil {
		return errors.Join(err, a.keeper.close())
	}
	if err := a.openVoicemail(listening); err != nil {
		a.closeRecordings()
		return errors.Join(err, a.keeper.close())
	}
	if err := a.listen(listening); err != nil {
		a.closeVoicemail()
		a.closeRecordings()
		return errors.Join(err, a.keeper.close())
	}
	preparing, cancel := context.WithCancel(listening)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	a.mu.Lock()
	a.listening = listening
	a.mu.Unlock()
	a.openVersions()
	a.openJournal()
	a.metrics.JournalLost(a.journal.Lost)
	a.openRecords()
	a.openKeeping(listening)
	a.disk.Store(a.opts.File)
	err := a.openInstances()
	var first *generation
	var note string
	var pin *versions.Pin
	if err == nil {
		first, note, pin, err = a.first(preparing)
	}
	if err != nil {
		a.closeQueues()
		a.closeInstances()
		a.mu.Lock()
		a.listening = nil
		a.mu.Unlock()
		a.closeKeeping()
		a.closeRecords()
		a.closeJournal()
		a.closeVersions()
		a.server.close()
		a.closeVoicemail()
		a.closeRecordings()
		return errors.Join(err, a.keeper.close())
	}
	a.beginRecordings(listening)
	a.beginVoicemail(listening)
	_ = a.took(first, note, pin) // what is not written down is in the log, and no reason not to begin
	a.reloadedFine()
	a.openJobs()
	a.beginCanary(preparing)
	return nil
}

// finish closes what the calls reached; there are none any more.
func (a *App) finish() {
	a.reloading.Lock()
	defer a.reloading.Unlock()
	a.mu.Lock()
	a.listening = nil
	a.mu.Unlock()
	a.closeJobs()
	a.closeInstances()
	a.endTrial(a.trial.Load(), "")
	for _, g := range a.revived {
		g.retire(a)
	}
	a.now.Swap(nil).retire(a)
	a.closeKeeping()
	a.closeRecords()
	a.closeJournal()
	a.closeVersions()
	a.closeVoicemail()
	a.closeRecordings()
	if err := a.keeper.close(); err != nil {
		a.log.Warn("closing the store", "error", err)
	}
}

// config is the outer configuration at present.
func (a *App) config() *config.Config {
	if g := a.now.Load(); g != nil {
		return &g.file.Config
	}
	return &a.opts.File.Config
}

// Stop takes no further calls, lets those under way come to their end until ctx
// ends, sends the rest back to the dialplan, and waits for Run to return. An
// App that was never run is stopped at once.
func (a *App) Stop(ctx context.Context) error {
	a.mu.Lock()
	began, stop := a.running, a.stop
	a.running = true
	a.mu.Unlock()
	if stop == nil {
		if !began {
			a.closeLinks()
			close(a.done)
		}
		return nil
	}
	a.drain(ctx)
	stop()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer cancel()
	select {
	case <-a.done:
		return nil
	case <-grace.Done():
		return fmt.Errorf("stopping: %d calls did not end", a.calls.len())
	}
}

func (a *App) closeLinks() {
	for _, l := range a.links {
		l.close()
	}
}

// Begun is closed when Run has all that it needs of this machine: the file's
// tables and prompts, the store, its addresses. It connects to Asterisk then.
func (a *App) Begun() <-chan struct{} { return a.begun }

// Ready is closed when every Asterisk has been connected once, and among several instances somebody hears of new calls.
func (a *App) Ready() <-chan struct{} { return a.ready }

// Alive is an error when the process stands still and should be started anew.
func (a *App) Alive() error { return a.lag.Alive() }

// Calls is how many calls are under way.
func (a *App) Calls() int { return a.calls.len() }

// drain waits for the calls until ctx ends, then takes the rest off their walks.
func (a *App) drain(ctx context.Context) {
	a.mu.Lock()
	a.draining = true
	a.mu.Unlock()
	a.expecting.close()
	if n := a.calls.len(); n > 0 {
		a.log.Info("draining", "calls", n)
	}
	a.instances.goAway(ctx)
	a.leave()
	select {
	case <-a.calls.idle():
	case <-ctx.Done():
		for _, c := range a.calls.all() {
			c.Detach()
		}
	}
	select {
	case <-a.texts.idle():
	case <-ctx.Done():
	}
}

// connected notes that a link is up; when all are, the App is ready.
func (a *App) connected() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, l := range a.links {
		if !l.wasUp.Load() || a.instances != nil && !l.door.isKept.Load() {
			return
		}
	}
	if !a.isReady {
		a.isReady = true
		close(a.ready)
	}
}

// since is the time that has passed, for logs.
func since(begin time.Time) time.Duration { return time.Since(begin).Round(time.Millisecond) }
