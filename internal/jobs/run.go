package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Run makes the calls of the jobs until ctx ends, and returns when nothing of it
// is under way. Calls that ring then are left to whoever else ends them; their
// attempts count as made.
func (j *Jobs) Run(ctx context.Context) {
	defer j.calls.Wait()
	for ctx.Err() == nil {
		if j.opts.Spool != "" {
			j.scan()
		}
		timer := time.NewTimer(j.turn(ctx))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-j.wake:
		}
		timer.Stop()
	}
}

// turn does what is to be done, and returns how long nothing will be.
func (j *Jobs) turn(ctx context.Context) time.Duration {
	if j.board == nil {
		return j.round(ctx)
	}
	return j.sharedTurn(ctx)
}

// round begins what is due, and returns how long nothing will be.
func (j *Jobs) round(ctx context.Context) time.Duration {
	now := time.Now()
	open := map[string]bool{} // what is asked once in a round, as it may be slow and many jobs may have the same hours
	for {
		idle, asks := j.pass(ctx, now, open)
		switch {
		case asks != nil: // without the lock: others want to know of jobs meanwhile
			open[asks.key()] = j.isOpen(ctx, asks, now)
		case idle > 0:
			return idle
		}
	}
}

// pass begins what is due until it must be asked for a window's hours. It looks at so many jobs only, that
// nobody waits for the lock for long; then it returns 0.
func (j *Jobs) pass(ctx context.Context, now time.Time, open map[string]bool) (idle time.Duration, asks *Window) {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer j.prune(ctx)
	most := windowPoll
	if j.opts.Spool != "" {
		most = scanEvery
	}
	if !j.queue.ripen(now, passMost) {
		return 0, nil
	}
	for range passMost {
		job := j.queue.first()
		if job == nil {
			return max(j.queue.idle(now, most), time.Nanosecond), nil
		}
		opens, asked := true, true
		if w := job.Plan.Window; w != nil {
			opens, asked = open[w.key()]
		}
		switch {
		case j.reign.pause.After(now): // what is changed could not be written down
			return min(most, j.reign.pause.Sub(now)), nil
		case j.late(job, now):
			j.expire(ctx, job, now)
		case !asked:
			return 0, job.Plan.Window
		case !opens:
			job.Next = now.Add(windowPoll)
			j.queue.put(job)
		case j.opts.AtOnce > 0 && j.active >= j.opts.AtOnce:
			return max(j.queue.idle(now, most), time.Nanosecond), nil // the end of a call wakes it
		case j.next.After(now):
			return min(most, j.next.Sub(now)), nil
		default:
			j.begin(ctx, job, now)
		}
	}
	return 0, nil
}

func (j *Jobs) late(job *Job, now time.Time) bool {
	return !job.Plan.NotAfter.IsZero() && !now.Before(job.Plan.NotAfter)
}

// isOpen tells whether one may call in a window now. What is not known is closed.
func (j *Jobs) isOpen(ctx context.Context, w *Window, now time.Time) bool {
	switch {
	case w.Schedule == "":
		return w.open(now)
	case j.opts.Open == nil:
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, scheduleTime)
	defer cancel()
	open, err := j.opts.Open(ctx, w.Schedule, now)
	if err != nil {
		j.log.Warn("jobs wait: a schedule does not answer", "schedule", w.Schedule, "error", err)
	}
	return open && err == nil
}

// begin makes an attempt, which is written down before anybody is called.
func (j *Jobs) begin(ctx context.Context, job *Job, now time.Time) {
	id := job.ID
	j.reign.ringing[id] = now
	work, ok := j.write(ctx, job, now, func(job *Job) {
		job.Status, job.caller = Dialling, j.self()
		job.Attempts = append(job.Attempts, Attempt{At: now})
	})
	if !ok {
		delete(j.reign.ringing, id)
		return
	}
	if j.opts.PerSecond > 0 {
		j.next = now.Add(time.Duration(float64(time.Second) / j.opts.PerSecond))
	}
	j.active++
	j.calls.Go(func() {
		j.attempt(ctx, work, now)
		j.mu.Lock()
		j.active--
		delete(j.reign.ringing, id)
		j.mu.Unlock()
		j.nudge()
	})
}

// expire ends a job for which it is too late.
func (j *Jobs) expire(ctx context.Context, job *Job, now time.Time) {
	work, ok := j.write(ctx, job, now, func(job *Job) { job.end(Expired, "it is too late: not_after has passed") })
	if ok {
		j.tellChange(&work)
	}
}

// write has a job that waits be changed and kept, and returns it as it is then; if that fails it waits on as it was.
func (j *Jobs) write(ctx context.Context, job *Job, now time.Time, do func(job *Job)) (Job, bool) {
	work := job.copy()
	do(&work)
	err := j.aside(func() error { return j.shelf.save(ctx, &work) })
	switch {
	case err == nil && j.board != nil:
		after := work.copy()
		j.learn(&after)
		return work, true
	case err == nil:
		was := job.Status
		*job = work.copy()
		j.place(job, was)
		return work, true
	case !errors.Is(err, cluster.ErrOutrun):
		j.log.Error("a job waits: it cannot be written down", "job", job.ID, "error", err)
	}
	if j.board == nil || j.unsure(job.ID, now, err) { // else all wait for the store
		job.Next = now.Add(brokenWait)
		j.queue.put(job)
	}
	return Job{}, false
}

// aside does what may take long. The lock is held, but for several instances not meanwhile:
// others change no job that waits here, and what they changed elsewhere is found by its revision.
func (j *Jobs) aside(do func() error) error {
	if j.board != nil {
		j.mu.Unlock()
		defer j.mu.Lock()
	}
	return do()
}

// attempt calls once, and writes down what came of it. It returns when the call is over.
func (j *Jobs) attempt(ctx context.Context, job Job, at time.Time) {
	ring := time.Duration(job.Plan.WaitTime) * time.Second
	ringing, err := j.opts.Caller.Call(ctx, job.Order, ring, "job "+job.ID+" of "+job.By)
	if err != nil {
		j.notCalled(ctx, job.ID, at, err)
		return
	}
	j.note(ctx, job.ID, at, ringing.ID)
	waiting, cancel := context.WithTimeout(ctx, ring+answerGrace)
	answered, cause, err := ringing.Wait(waiting)
	cancel()
	if err != nil && ctx.Err() == nil && ringing.GiveUp != nil { // else two telephones would ring after the next attempt
		ringing.GiveUp()
		answered, cause, err = ringing.Wait(ctx)
	}
	came := outcome{at: at, call: ringing.ID}
	switch {
	case err != nil && ctx.Err() != nil:
		return // it is kept as dialling; who goes on with the jobs finds it
	case err != nil:
		came.result, came.reason = "failed", err.Error()
	case !answered:
		came.result, came.reason = cause, "nobody answered: "+cause
	default:
		came.result, came.answered = "answered", true
	}
	j.change(ctx, job.ID, came.apply)
	if !came.answered {
		return
	}
	select {
	case <-ringing.Ended:
	case <-ctx.Done():
	}
}

// notCalled is for an attempt that came to nothing before a telephone rang.
func (j *Jobs) notCalled(ctx context.Context, id string, at time.Time, err error) {
	later := (*LaterError)(nil)
	came := outcome{at: at, result: "failed", reason: err.Error()}
	switch {
	case errors.As(err, &later): // nothing was dialled, so the attempt was none
		came.none, came.next = true, time.Now().Add(laterLeast)
		if later.After.After(came.next) {
			came.next = later.After
		}
	case errors.Is(err, ErrNever):
		came.result, came.never = "refused", true
		j.opts.Refused()
	case ctx.Err() != nil: // Asterisk may have heard of it; who goes on with the jobs finds it as it is kept
		return
	}
	j.change(ctx, id, came.apply)
}

// change has a job be changed and kept, if do changes it. Do may be called
// several times, each time with the job as it is then.
func (j *Jobs) change(ctx context.Context, id string, do func(job *Job) bool) {
	if j.board != nil {
		j.amend(ctx, id, do)
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	job := j.jobs[id]
	if was := job.Status; do(job) {
		j.place(job, was)
		j.keep(ctx, job)
		j.tellChange(job)
	}
}

// note tells which call an attempt is, for who asks while it rings.
func (j *Jobs) note(ctx context.Context, id string, at time.Time, call string) {
	do := func(job *Job) bool {
		if !job.rings(at) {
			return false
		}
		job.Attempts[len(job.Attempts)-1].Call = call
		return true
	}
	if j.board != nil {
		_ = j.amendOnce(ctx, j.known(id), id, do) // if it fails it is told with what comes of the attempt
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	do(j.jobs[id])
}

// tellChange logs what has become of a job.
func (j *Jobs) tellChange(job *Job) {
	if job.Status.Over() {
		j.log.Info("a job has ended", "job", job.ID, "status", job.Status, "attempts", len(job.Attempts), "why", job.Reason)
		return
	}
	j.log.Info("a job is tried again", "job", job.ID, "why", job.Reason, "next", job.Next)
}

// keep writes a job down. If the disk does not take it, the attempt that stands
// there counts as made after a restart, so nobody is called too often.
func (j *Jobs) keep(ctx context.Context, job *Job) {
	if err := j.shelf.save(ctx, job); err != nil {
		j.log.Error("what became of a job is not on the disk", "job", job.ID, "error", err)
	}
}

// prune deletes the oldest of the jobs that are over.
func (j *Jobs) prune(ctx context.Context) {
	if j.opts.Keep <= 0 {
		return
	}
	for pruned := 0; len(j.over) > j.opts.Keep; pruned++ {
		if j.board != nil && (pruned >= pruneMost || j.reign.pause.After(time.Now())) {
			return
		}
		job := j.over[0]
		gone := job.copy()
		err := j.aside(func() error { return j.shelf.forget(ctx, &gone) })
		if err != nil && j.board != nil {
			j.unsure(job.ID, time.Now(), err)
			return
		}
		if j.board != nil {
			j.drop(job)
			continue
		}
		j.over[0], j.over = nil, j.over[1:]
		if err != nil {
			j.log.Warn("a job that is over stays until the next start", "job", job.ID, "error", err)
			continue
		}
		delete(j.jobs, job.ID)
	}
}
