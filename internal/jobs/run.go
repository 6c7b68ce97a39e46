package jobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
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
		timer := time.NewTimer(j.round(ctx))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-j.wake:
		}
		timer.Stop()
	}
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
	defer j.prune()
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
		case j.late(job, now):
			j.end(job, Expired, "it is too late: not_after has passed")
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

// begin makes an attempt, which is on the disk before anybody is called.
func (j *Jobs) begin(ctx context.Context, job *Job, now time.Time) {
	before := job.copy()
	job.Status = Dialling
	job.Attempts = append(job.Attempts, Attempt{At: now})
	if err := j.folder.save(job); err != nil {
		*job = before
		job.Next = now.Add(brokenWait)
		j.queue.put(job)
		j.log.Error("a job waits: it cannot be written down", "job", job.ID, "error", err)
		return
	}
	j.queue.drop(job)
	if j.opts.PerSecond > 0 {
		j.next = now.Add(time.Duration(float64(time.Second) / j.opts.PerSecond))
	}
	j.active++
	work := job.copy()
	j.calls.Go(func() {
		j.attempt(ctx, job.ID, work)
		j.mu.Lock()
		j.active--
		j.mu.Unlock()
		j.nudge()
	})
}

// attempt calls once, and writes down what came of it. It returns when the call is over.
func (j *Jobs) attempt(ctx context.Context, id string, job Job) {
	ring := time.Duration(job.Plan.WaitTime) * time.Second
	ringing, err := j.opts.Caller.Call(ctx, job.Order, ring, "job "+id+" of "+job.By)
	if err != nil {
		j.notCalled(ctx, id, err)
		return
	}
	j.with(id, func(job *Job) { job.Attempts[len(job.Attempts)-1].Call = ringing.ID })
	waiting, cancel := context.WithTimeout(ctx, ring+answerGrace)
	answered, cause, err := ringing.Wait(waiting)
	cancel()
	if err != nil && ctx.Err() == nil && ringing.GiveUp != nil { // else two telephones would ring after the next attempt
		ringing.GiveUp()
		answered, cause, err = ringing.Wait(ctx)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return // it stands on the disk as dialling; who opens the jobs next finds it
	case err != nil:
		j.with(id, func(job *Job) { j.settle(job, "failed", err.Error()) })
	case !answered:
		j.with(id, func(job *Job) { j.settle(job, cause, "nobody answered: "+cause) })
		return
	default:
		j.with(id, func(job *Job) {
			job.Attempts[len(job.Attempts)-1].Result = "answered"
			j.end(job, Completed, "")
		})
	}
	select {
	case <-ringing.Ended:
	case <-ctx.Done():
	}
}

func (j *Jobs) with(id string, do func(job *Job)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	do(j.jobs[id])
}

// notCalled is for an attempt that came to nothing before a telephone rang.
func (j *Jobs) notCalled(ctx context.Context, id string, err error) {
	later := (*LaterError)(nil)
	j.with(id, func(job *Job) {
		switch {
		case errors.As(err, &later):
			// Nothing was dialled, so the attempt was none.
			job.Attempts = job.Attempts[:len(job.Attempts)-1]
			job.Status, job.Reason = Waiting, err.Error()
			if job.Next = time.Now().Add(laterLeast); later.After.After(job.Next) {
				job.Next = later.After
			}
			if job.Cancel {
				j.end(job, Cancelled, "cancelled")
				return
			}
			j.queue.put(job)
			j.keep(job)
		case errors.Is(err, ErrNever):
			job.Attempts[len(job.Attempts)-1].Result = "refused"
			j.opts.Refused()
			j.end(job, Failed, err.Error())
		case ctx.Err() != nil: // Asterisk may have heard of it; who opens the jobs next finds it as it stands on the disk
		default:
			j.settle(job, "failed", err.Error())
		}
	})
}

// settle writes down what came of the last attempt, and whether there is another one.
func (j *Jobs) settle(job *Job, result, reason string) {
	now := time.Now()
	if n := len(job.Attempts); n > 0 {
		job.Attempts[n-1].Result = result
	}
	job.Reason = reason
	switch {
	case job.Cancel:
		j.end(job, Cancelled, "cancelled")
	case len(job.Attempts) > job.Plan.MaxRetries:
		j.end(job, Expired, fmt.Sprintf("%d attempts are used up; the last: %s", len(job.Attempts), reason))
	default:
		job.Status, job.Next = Waiting, now.Add(time.Duration(job.Plan.RetryTime)*time.Second)
		j.queue.put(job)
		j.keep(job)
		j.log.Info("a job is tried again", "job", job.ID, "why", reason, "next", job.Next)
	}
}

// end gives a job its last status.
func (j *Jobs) end(job *Job, status Status, reason string) {
	job.Status, job.Reason, job.Ended, job.Next = status, reason, time.Now(), time.Time{}
	j.isOver(job)
	j.keep(job)
	j.log.Info("a job has ended", "job", job.ID, "status", status, "attempts", len(job.Attempts), "why", reason)
}

// keep writes a job down. If the disk does not take it, the attempt that stands
// there counts as made after a restart, so nobody is called too often.
func (j *Jobs) keep(job *Job) {
	if err := j.folder.save(job); err != nil {
		j.log.Error("what became of a job is not on the disk", "job", job.ID, "error", err)
	}
}

// isOver has a job wait no more.
func (j *Jobs) isOver(job *Job) {
	j.queue.drop(job)
	j.open--
	j.over = append(j.over, job)
}

// prune deletes the oldest of the jobs that are over.
func (j *Jobs) prune() {
	if j.opts.Keep <= 0 {
		return
	}
	for len(j.over) > j.opts.Keep {
		job := j.over[0]
		j.over[0], j.over = nil, j.over[1:]
		if err := j.folder.forget(job.ID); err != nil && !errors.Is(err, fs.ErrNotExist) {
			j.log.Warn("a job that is over stays until the next start", "job", job.ID, "error", err)
			continue
		}
		delete(j.jobs, job.ID)
	}
}
