package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// reign is what an instance knows as the one that makes the calls of all.
type reign struct {
	// running tells that it does: the jobs have been read.
	running bool
	// ringing are the attempts of this process, by their jobs, with when they began.
	ringing map[string]time.Time
	// others are jobs that ring by another one, with since when we know.
	others map[string]time.Time
	// doubts are jobs of which it is not known whether an attempt was written down, which was not made then.
	doubts map[string]bool
	// pause is until when nothing is begun, as the store does not take anything.
	pause time.Time

	// Only the goroutine of Run uses what follows.
	// bring are jobs of our folder that all shall have; lost are jobs that the store has lost.
	bring, lost []*Job
	// swept is when all jobs were last read, sweepTook how long that took.
	swept     time.Time
	sweepTook time.Duration
	// complaint is what was last wrong with the store, so that it is told once.
	complaint string
}

func newReign() reign {
	return reign{ringing: map[string]time.Time{}, others: map[string]time.Time{}, doubts: map[string]bool{}}
}

// sharedTurn does what is to be done among several instances, and returns how long nothing will be.
func (j *Jobs) sharedTurn(ctx context.Context) time.Duration {
	idle := followEvery
	j.spread(ctx)
	err := errors.Join(j.carry(ctx), j.resolve(ctx))
	switch {
	case !j.opts.Shared.Holds():
		j.resign()
	case err == nil:
		if err = j.follow(ctx); err == nil {
			idle = min(idle, j.round(ctx))
		}
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != "" && j.reign.complaint == "" && ctx.Err() == nil {
		j.log.Warn("jobs wait: they cannot be read or written", "error", err)
	} else if text == "" && j.reign.complaint != "" {
		j.log.Info("jobs can be read and written again")
	}
	j.reign.complaint = text
	return idle
}

// resign forgets the jobs: another instance makes the calls. What rings here is ours yet.
func (j *Jobs) resign() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.reign.running {
		j.log.Info("another instance makes the calls of jobs")
		j.reign.running, j.memory = false, newMemory()
		clear(j.reign.others)
		j.word.mu.Lock()
		j.word.unsaid.merge(j.word.news.take()) // the other one may not know
		j.word.mu.Unlock()
	}
	j.reign.swept, j.reign.lost = time.Time{}, nil
}

// follow learns what others have done.
func (j *Jobs) follow(ctx context.Context) error {
	if err := j.restore(ctx); err != nil {
		return err
	}
	j.word.mu.Lock()
	news := j.word.news.take()
	j.word.mu.Unlock()
	err := error(nil)
	for id := range news.IDs {
		if err = j.refresh(ctx, id); err != nil {
			break
		}
		delete(news.IDs, id)
	}
	between := max(sweepEvery, sweepShare*j.reign.sweepTook)
	if err == nil && (news.All || j.reign.swept.IsZero() || time.Since(j.reign.swept) >= between) {
		err = j.sweep(ctx)
	}
	if err != nil { // all is known when it comes again
		j.word.mu.Lock()
		j.word.news.merge(news)
		j.word.mu.Unlock()
		return err
	}
	return j.inherit(ctx)
}

// unsure is for a job that could not be written. It tells whether somebody else has changed it. The lock is held.
func (j *Jobs) unsure(id string, now time.Time, err error) (changed bool) {
	if changed = errors.Is(err, cluster.ErrOutrun); !changed {
		j.reign.doubts[id] = true
		j.reign.pause = now.Add(followEvery)
	}
	j.word.mu.Lock()
	j.word.news.add(id)
	j.word.mu.Unlock()
	j.nudge()
	return changed
}

// learn takes up a job as it was read or written, unless a later state is known. The lock is held.
func (j *Jobs) learn(job *Job) {
	if !j.reign.running {
		return
	}
	known := j.jobs[job.ID]
	switch {
	case known == nil:
		j.know(job)
	case known.revision >= job.revision:
		return
	default:
		was := known.Status
		*known = *job
		j.place(known, was)
	}
	_, since := j.reign.others[job.ID]
	if _, ours := j.reign.ringing[job.ID]; job.Status != Dialling || ours {
		delete(j.reign.others, job.ID)
	} else if !since {
		j.reign.others[job.ID] = time.Now()
	}
}

// refresh reads one job. One that ought to be there has all be read: the store may have lost them.
func (j *Jobs) refresh(ctx context.Context, id string) error {
	job, err := j.board.get(ctx, id)
	switch {
	case errors.Is(err, errPosted):
		j.log.Error("a job is not done", "error", err)
		return nil
	case err != nil:
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	known := j.jobs[id]
	switch {
	case job != nil:
		j.learn(job)
	case known != nil && known.Status.Over():
		j.drop(known)
	case known != nil:
		j.reign.swept = time.Time{}
	}
	return nil
}

// resolve finds out whether attempts were written down that were not made, and takes them back.
func (j *Jobs) resolve(ctx context.Context) error {
	j.mu.Lock()
	var doubts []string
	for id := range j.reign.doubts {
		doubts = append(doubts, id)
	}
	j.mu.Unlock()
	for _, id := range doubts {
		err := j.amendOnce(ctx, nil, id, func(job *Job) bool {
			j.mu.Lock()
			defer j.mu.Unlock()
			if _, rings := j.reign.ringing[id]; rings || job.Status != Dialling || job.caller != j.self() {
				return false
			}
			job.takeBack("", time.Now())
			return true
		})
		if err != nil && !errors.Is(err, errGone) && !errors.Is(err, errPosted) {
			return err
		}
		j.mu.Lock()
		delete(j.reign.doubts, id)
		j.mu.Unlock()
	}
	return nil
}

// inherit settles what rang when the instance died that made the call: the attempt counts.
func (j *Jobs) inherit(ctx context.Context) error {
	j.mu.Lock()
	var dead []*Job
	for id, since := range j.reign.others {
		job := j.jobs[id]
		switch {
		case job == nil:
			delete(j.reign.others, id)
		case job.caller == j.self():
			j.reign.doubts[id] = true // it was not made, or we would know
		case j.opts.Shared.Dead(job.caller) || time.Since(since) > job.patience():
			c := job.copy()
			dead = append(dead, &c)
		}
	}
	j.mu.Unlock()
	for chunk := range slices.Chunk(dead, batchMost) {
		for _, job := range chunk {
			job.settle(interrupted, fmt.Sprintf("the instance %s ended while it rang", job.caller.Instance))
		}
		if err := j.saved(ctx, chunk, j.tellChange); err != nil {
			return err
		}
	}
	return nil
}

// patience is how long another instance may take for an attempt.
func (job *Job) patience() time.Duration {
	return time.Duration(job.Plan.WaitTime)*time.Second + 2*answerGrace
}

// saved writes jobs, learns those that are kept and tells of them; those that others have changed are read anew.
func (j *Jobs) saved(ctx context.Context, jobs []*Job, tell func(job *Job)) error {
	errs := j.board.saveAll(ctx, jobs)
	j.mu.Lock()
	defer j.mu.Unlock()
	for i, err := range errs {
		if err == nil {
			tell(jobs[i])
			j.learn(jobs[i])
			continue
		}
		if !j.unsure(jobs[i].ID, time.Now(), err) {
			return err
		}
	}
	return nil
}
