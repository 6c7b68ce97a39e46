package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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
	j.mu.Lock()
	defer j.mu.Unlock()
	now := time.Now()
	idle := windowPoll
	if j.opts.Spool != "" {
		idle = scanEvery
	}
	schedules := map[string]bool{} // each is asked once, as it may be slow
	due, idle := j.due(now, idle)
	for _, job := range due {
		switch {
		case j.late(job, now):
			j.end(job, Expired, "it is too late: not_after has passed")
			continue
		case !j.inWindow(ctx, job, now, schedules):
			job.Next = now.Add(windowPoll)
			continue
		case j.opts.AtOnce > 0 && j.active >= j.opts.AtOnce:
			return idle // the end of a call wakes it
		case j.next.After(now):
			return min(idle, j.next.Sub(now))
		}
		j.begin(ctx, job, now)
	}
	j.prune()
	return idle
}

// due are the jobs whose time has come, the oldest first, and how long it is at
// most until that of another one comes.
func (j *Jobs) due(now time.Time, idle time.Duration) ([]*Job, time.Duration) {
	var list []*Job
	for _, job := range j.jobs {
		switch {
		case job.Status != Waiting:
		case job.Next.After(now):
			idle = min(idle, job.Next.Sub(now))
		default:
			list = append(list, job)
		}
	}
	slices.SortFunc(list, func(a, b *Job) int {
		return cmp.Or(a.Created.Compare(b.Created), strings.Compare(a.ID, b.ID))
	})
	return list, idle
}

func (j *Jobs) late(job *Job, now time.Time) bool {
	return !job.Plan.NotAfter.IsZero() && !now.Before(job.Plan.NotAfter)
}

// inWindow tells whether the job may call now. What is not known is closed.
func (j *Jobs) inWindow(ctx context.Context, job *Job, now time.Time, schedules map[string]bool) bool {
	w := job.Plan.Window
	switch {
	case w == nil:
		return true
	case w.Schedule == "":
		return w.open(now)
	case j.opts.Open == nil:
		return false
	}
	if open, asked := schedules[w.Schedule]; asked {
		return open
	}
	ctx, cancel := context.WithTimeout(ctx, scheduleTime)
	defer cancel()
	open, err := j.opts.Open(ctx, w.Schedule, now)
	if err != nil {
		j.log.Warn("jobs wait: a schedule does not answer", "schedule", w.Schedule, "error", err)
	}
	schedules[w.Schedule] = open && err == nil
	return schedules[w.Schedule]
}

// begin makes an attempt, which is on the disk before anybody is called.
func (j *Jobs) begin(ctx context.Context, job *Job, now time.Time) {
	before := job.copy()
	job.Status = Dialling
	job.Attempts = append(job.Attempts, Attempt{At: now})
	if err := j.folder.save(job); err != nil {
		*job = before
		job.Next = now.Add(brokenWait)
		j.log.Error("a job waits: it cannot be written down", "job", job.ID, "error", err)
		return
	}
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
		j.keep(job)
		j.log.Info("a job is tried again", "job", job.ID, "why", reason, "next", job.Next)
	}
}

// end gives a job its last status.
func (j *Jobs) end(job *Job, status Status, reason string) {
	job.Status, job.Reason, job.Ended, job.Next = status, reason, time.Now(), time.Time{}
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

// prune deletes the oldest of the jobs that are over.
func (j *Jobs) prune() {
	if j.opts.Keep <= 0 {
		return
	}
	var over []*Job
	for _, job := range j.jobs {
		if job.Status.Over() {
			over = append(over, job)
		}
	}
	if len(over) <= j.opts.Keep {
		return
	}
	slices.SortFunc(over, func(a, b *Job) int { return a.Ended.Compare(b.Ended) })
	for _, job := range over[:len(over)-j.opts.Keep] {
		if err := j.folder.forget(job.ID); err != nil {
			j.log.Warn("a job that is over stays", "job", job.ID, "error", err)
			continue
		}
		delete(j.jobs, job.ID)
	}
}
