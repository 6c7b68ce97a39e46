package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/lockfile"
)

// Options are what Jobs are made of. Caller is needed, and Folder or Shared.
type Options struct {
	// Folder is where jobs are kept. With Shared those that are in it are brought to the others once.
	Folder string
	// Shared has several instances keep their jobs together; nil for jobs of one process.
	Shared *Shared
	// Spool is where call files are dropped, "" for nowhere.
	Spool string
	// App is the name of our Stasis application, for call files.
	App string
	// Caller makes the calls.
	Caller Caller
	// Allowed tells why an order is refused for ever, before it is taken; nil for never.
	Allowed func(Order) error
	// Open tells whether a schedule is open; nil for no schedules.
	Open func(ctx context.Context, schedule string, at time.Time) (bool, error)
	// AtOnce is how many jobs may call at once, PerSecond how many calls may begin in a second.
	AtOnce    int
	PerSecond float64
	// Keep is how many jobs are kept that are over.
	Keep int
	// Refused is told of each job and each call file that is refused; nil for nobody.
	Refused func()
	// Note is told of those that were refused before anybody was called: an endpoint or a call file, who wanted it,
	// and why; nil for nobody.
	Note func(what, by, why string)
	// Logger gets what became of jobs; nil is silence.
	Logger *slog.Logger
}

// Caller makes calls.
type Caller interface {
	// Call has a telephone ring that long. A [LaterError] says
	// that nothing was dialled, and to try again; [ErrNever] that nothing ever will be.
	Call(ctx context.Context, order Order, ring time.Duration, by string) (Ringing, error)
}

// Ringing is a call that rings.
type Ringing struct {
	ID string
	// Wait waits until somebody has answered, or nobody will; then the cause says why.
	Wait func(ctx context.Context) (answered bool, cause string, err error)
	// GiveUp ends a call that rings still; after it Wait returns at once. nil for one that cannot be ended.
	GiveUp func()
	// Ended is closed when the call is over.
	Ended <-chan struct{}
}

// Errors of [Caller] and of [Jobs].
var (
	// ErrNever: the call is refused for ever.
	ErrNever = errors.New("the call is refused")
	// ErrUnknown: there is no such job.
	ErrUnknown = errors.New("there is no such job")
	// ErrOver: the job has ended already.
	ErrOver = errors.New("the job has ended already")
	// ErrFull: too many jobs wait.
	ErrFull = errors.New("too many jobs wait")
	// ErrNotKept: the disk or the store does not take it, or did not say so.
	ErrNotKept = errors.New("it cannot be kept")
	// ErrStopped: the jobs have been closed.
	ErrStopped = errors.New("no jobs are taken any more")
)

// LaterError tells that nothing was dialled, and when to try again.
type LaterError struct {
	After time.Time
	Err   error
}

// Error is why.
func (e *LaterError) Error() string { return e.Err.Error() }

// Unwrap is why.
func (e *LaterError) Unwrap() error { return e.Err }

// Jobs are all jobs of a folder, or of several instances. Make them with Open.
type Jobs struct {
	opts  Options
	shelf shelf
	lock  *lockfile.Lock // nil where nothing is kept in a folder
	log   *slog.Logger
	wake  chan struct{}
	calls sync.WaitGroup
	spool spool
	// board is the shelf of several instances, nil for one process; word is what they tell one another.
	board *board
	word  word

	mu sync.Mutex
	memory
	// active is how many are being called.
	active int
	// next is when the next call may begin, by the pace.
	next  time.Time
	reign reign
}

// Open reads the jobs of a folder; attempts that another process left count as
// made. Jobs of several instances are read by Run.
func Open(opts Options) (*Jobs, error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if opts.Refused == nil {
		opts.Refused = func() {}
	}
	if opts.Note == nil {
		opts.Note = func(string, string, string) {}
	}
	j := &Jobs{opts: opts, log: opts.Logger, wake: make(chan struct{}, 1), memory: newMemory(), reign: newReign(),
		spool: spool{seen: map[string]sighting{}, stuck: map[string]bool{}}}
	loaded, err := j.openFolder()
	if err != nil {
		return nil, err
	}
	if opts.Shared != nil {
		j.share(loaded)
		return j, nil
	}
	for _, job := range loaded {
		j.know(job)
		if job.Status == Dialling {
			job.settle(interrupted, "the daemon ended while it rang")
			j.place(job, Dialling)
			j.keep(context.Background(), job)
		}
	}
	return j, nil
}

// openFolder makes the folder ours and reads it.
func (j *Jobs) openFolder() ([]*Job, error) {
	if j.opts.Folder == "" {
		return nil, nil
	}
	f := folder{j.opts.Folder}
	err := f.make()
	if err != nil {
		return nil, err
	}
	if j.lock, err = lockfile.Take(j.opts.Folder); err != nil {
		return nil, fmt.Errorf("opening the jobs: %w", err)
	}
	loaded, put, err := f.load()
	if err != nil {
		j.lock.Release()
		return nil, err
	}
	for _, path := range put {
		j.log.Error("a file holds no job, and is put aside", "file", path)
	}
	slices.SortFunc(loaded, endedFirst)
	j.shelf = f
	return loaded, nil
}

// Close gives the folder back; Run must have returned.
func (j *Jobs) Close() {
	if j.lock != nil {
		j.lock.Release()
	}
}

// Add takes a job: when it returns, the job is kept.
func (j *Jobs) Add(order Order, plan Plan, by string) (Job, error) {
	return j.add("job-"+strings.ToLower(rand.Text()[:16]), order, plan, by)
}

// add takes a job under an id; one that is there already is not taken again.
func (j *Jobs) add(id string, order Order, plan Plan, by string) (Job, error) {
	err := errors.Join(order.check(), plan.fill())
	if err == nil && plan.Window != nil && plan.Window.Schedule != "" && j.opts.Open == nil {
		err = fmt.Errorf("%w: there are no schedules", ErrJob)
	}
	if err == nil && j.opts.Allowed != nil {
		err = j.opts.Allowed(order)
	}
	if err != nil {
		j.opts.Refused()
		j.log.Warn("a job is refused", "endpoint", order.Endpoint, "by", by, "why", err)
		j.opts.Note(order.Endpoint, by, err.Error())
		return Job{}, err
	}
	now := time.Now()
	job := &Job{ID: id, Status: Waiting, By: by, Created: now, Next: now, Order: order, Plan: plan}
	if job.Next.Before(plan.NotBefore) {
		job.Next = plan.NotBefore
	}
	if j.board != nil {
		return j.post(job)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if known := j.jobs[id]; known != nil {
		return known.copy(), nil
	}
	if j.open >= jobsMost {
		j.opts.Refused()
		return Job{}, fmt.Errorf("%w: %d", ErrFull, j.open)
	}
	if err := j.shelf.save(context.Background(), job); err != nil {
		return Job{}, fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	j.know(job)
	j.tellTaken(job)
	j.nudge()
	return job.copy(), nil
}

func (j *Jobs) tellTaken(job *Job) {
	j.log.Info("a job is taken", "job", job.ID, "endpoint", job.Order.Endpoint, "by", job.By, "next", job.Next)
}

// nudge has Run look at the jobs now.
func (j *Jobs) nudge() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}
