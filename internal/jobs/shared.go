package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Shared has several instances keep their jobs together. All are needed.
type Shared struct {
	// Bucket is where the jobs are.
	Bucket cluster.Bucket
	// Self is this instance.
	Self cluster.Owner
	// Holds tells whether this instance makes the calls, Runner which one does as far as is known.
	Holds  func() bool
	Runner func() (instance string, ok bool)
	// Dead tells whether an instance is dead for certain.
	Dead func(owner cluster.Owner) bool
	// Ask sends word to another instance, whose [Jobs.Heard] answers.
	Ask func(ctx context.Context, instance string, request []byte) ([]byte, error)
}

// share has the jobs be those of several instances; those of the folder are brought to them.
func (j *Jobs) share(loaded []*Job) {
	j.board = &board{bucket: j.opts.Shared.Bucket, log: j.log}
	j.reign.bring = loaded
	j.shelf = j.board
}

// self is who we are among several instances.
func (j *Jobs) self() cluster.Owner {
	if j.opts.Shared == nil {
		return cluster.Owner{}
	}
	return j.opts.Shared.Self
}

// post adds a job to those of all. One that is there already is not added again.
func (j *Jobs) post(job *Job) (Job, error) {
	ctx := context.Background()
	if open := j.openOfAll(ctx); open >= jobsMost {
		j.opts.Refused()
		return Job{}, fmt.Errorf("%w: %d", ErrFull, open)
	}
	err := j.board.save(ctx, job)
	if err != nil { // it may be there all the same, or have been there before
		known, unread := j.board.get(ctx, job.ID)
		if unread != nil || known == nil {
			return Job{}, fmt.Errorf("%w: %w", ErrNotKept, err)
		}
		job = known
	}
	j.tellTaken(job)
	j.say(job.ID)
	return job.copy(), nil
}

// strike cancels one of the jobs of all.
func (j *Jobs) strike(id, by string) (Job, error) {
	ctx := context.Background()
	for range turnsMost {
		job, err := j.board.get(ctx, id)
		switch {
		case err != nil:
			return Job{}, err
		case job == nil:
			return Job{}, fmt.Errorf("%w: %s", ErrUnknown, id)
		}
		if err := job.cancel(by); err != nil {
			return job.copy(), err
		}
		err = j.board.save(ctx, job)
		switch {
		case errors.Is(err, cluster.ErrOutrun):
			continue
		case err != nil:
			return Job{}, fmt.Errorf("%w: %w", ErrNotKept, err)
		}
		j.tellCancelled(job, by)
		j.say(id)
		return job.copy(), nil
	}
	return Job{}, fmt.Errorf("cancelling the job %s: %w", id, cluster.ErrOutrun)
}

// known is a copy of a job as it is in memory, nil when it is not there.
func (j *Jobs) known(id string) *Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	if job := j.jobs[id]; job != nil {
		c := job.copy()
		return &c
	}
	return nil
}

// errGone tells that a job is not there any more.
var errGone = errors.New("the job is gone")

// amend has a job be changed and kept, by whoever makes the calls: it is tried
// until the store takes it, or ctx ends and it does not take it then either.
func (j *Jobs) amend(ctx context.Context, id string, do func(job *Job) bool) {
	job, begun, told := j.known(id), time.Now(), false
	for {
		err := j.amendOnce(ctx, job, id, do)
		job = nil // it is read anew
		switch {
		case err == nil, errors.Is(err, errPosted):
			return
		case errors.Is(err, cluster.ErrOutrun) && ctx.Err() == nil:
			continue // somebody else has made progress
		case ctx.Err() != nil, errors.Is(err, errGone) && time.Since(begun) > goneTime:
			j.log.Error("what became of a job is not kept", "job", id, "error", err)
			return
		case !told:
			told = true
			j.log.Warn("what became of a job waits: it cannot be written down", "job", id, "error", err)
		}
		timer := time.NewTimer(followEvery)
		select {
		case <-timer.C:
		case <-ctx.Done(): // once more
		}
		timer.Stop()
	}
}

// amendOnce has a job be changed that is as we know it; nil reads it.
func (j *Jobs) amendOnce(ctx context.Context, job *Job, id string, do func(job *Job) bool) error {
	if job == nil {
		var err error
		if job, err = j.board.get(context.WithoutCancel(ctx), id); err != nil {
			return err
		}
		if job == nil {
			return errGone
		}
	}
	was := job.Status
	if !do(job) {
		return nil
	}
	if err := j.board.save(ctx, job); err != nil {
		return err
	}
	if job.Status != was {
		j.tellChange(job)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.learn(job); !j.reign.running {
		j.say(id) // who makes the calls now waits for it
	}
	return nil
}
