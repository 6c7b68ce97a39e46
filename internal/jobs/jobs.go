package jobs

import (
	"cmp"
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

// Options are what Jobs are made of. Folder and Caller are needed.
type Options struct {
	// Folder is where jobs are kept.
	Folder string
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

// Jobs are all jobs of a folder. Make them with Open.
type Jobs struct {
	opts   Options
	folder folder
	lock   *lockfile.Lock
	log    *slog.Logger
	wake   chan struct{}
	calls  sync.WaitGroup

	mu   sync.Mutex
	jobs map[string]*Job
	// queue are those that wait, over those that are over, the oldest first; open is how many are not.
	queue *queue
	over  []*Job
	open  int
	// active is how many are being called.
	active int
	// next is when the next call may begin, by the pace.
	next  time.Time
	spool spool
}

// Open reads the jobs of a folder. Attempts that another process left count as made.
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
	j := &Jobs{opts: opts, folder: folder{opts.Folder}, log: opts.Logger, wake: make(chan struct{}, 1),
		jobs: map[string]*Job{}, queue: newQueue(), spool: spool{seen: map[string]sighting{}, stuck: map[string]bool{}}}
	if err := j.folder.make(); err != nil {
		return nil, err
	}
	var err error
	if j.lock, err = lockfile.Take(opts.Folder); err != nil {
		return nil, fmt.Errorf("opening the jobs: %w", err)
	}
	loaded, put, err := j.folder.load()
	if err != nil {
		j.lock.Release()
		return nil, err
	}
	for _, path := range put {
		j.log.Error("a file holds no job, and is put aside", "file", path)
	}
	slices.SortFunc(loaded, func(a, b *Job) int { return a.Ended.Compare(b.Ended) })
	for _, job := range loaded {
		j.know(job)
		if job.Status == Dialling {
			j.settle(job, "interrupted", "the daemon ended while it rang")
		}
	}
	return j, nil
}

// know takes up a job as it is.
func (j *Jobs) know(job *Job) {
	j.jobs[job.ID] = job
	switch {
	case job.Status.Over():
		j.over = append(j.over, job)
		return
	case job.Status == Waiting:
		j.queue.put(job)
	}
	j.open++
}

// Close gives the folder back; Run must have returned.
func (j *Jobs) Close() { j.lock.Release() }

// Add takes a job: when it returns, the job is on the disk.
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
	j.mu.Lock()
	defer j.mu.Unlock()
	if known := j.jobs[id]; known != nil {
		return known.copy(), nil
	}
	if j.open >= jobsMost {
		j.opts.Refused()
		return Job{}, fmt.Errorf("%w: %d", ErrFull, j.open)
	}
	now := time.Now()
	job := &Job{ID: id, Status: Waiting, By: by, Created: now, Next: now, Order: order, Plan: plan}
	if job.Next.Before(plan.NotBefore) {
		job.Next = plan.NotBefore
	}
	if err := j.folder.save(job); err != nil {
		return Job{}, err
	}
	j.know(job)
	j.log.Info("a job is taken", "job", id, "endpoint", order.Endpoint, "by", by, "next", job.Next)
	j.nudge()
	return job.copy(), nil
}

func (j *Job) copy() Job {
	c := *j
	c.Attempts = slices.Clone(j.Attempts)
	return c
}

// nudge has Run look at the jobs now.
func (j *Jobs) nudge() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// List are the jobs of a status, all for "": the youngest first.
func (j *Jobs) List(status Status) []Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	var found []*Job
	for _, job := range j.jobs {
		if status == "" || job.Status == status {
			found = append(found, job)
		}
	}
	slices.SortFunc(found, func(a, b *Job) int {
		return cmp.Or(b.Created.Compare(a.Created), strings.Compare(a.ID, b.ID))
	})
	list := make([]Job, 0, len(found))
	for _, job := range found {
		list = append(list, job.copy())
	}
	return list
}

// Get is one job.
func (j *Jobs) Get(id string) (Job, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	job := j.jobs[id]
	if job == nil {
		return Job{}, false
	}
	return job.copy(), true
}

// Cancel ends a job that waits. One that rings is not tried again.
func (j *Jobs) Cancel(id, by string) (Job, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	job := j.jobs[id]
	switch {
	case job == nil:
		return Job{}, fmt.Errorf("%w: %s", ErrUnknown, id)
	case job.Status.Over():
		return job.copy(), fmt.Errorf("%w: it is %s", ErrOver, job.Status)
	case job.Status == Dialling:
		job.Cancel = true
		return job.copy(), j.folder.save(job)
	}
	before := *job
	job.Status, job.Reason, job.Ended, job.Next = Cancelled, "cancelled by "+by, time.Now(), time.Time{}
	if err := j.folder.save(job); err != nil {
		*job = before
		return Job{}, err
	}
	j.isOver(job)
	j.log.Info("a job is cancelled", "job", id, "by", by)
	return job.copy(), nil
}
