package jobs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// All are the jobs of a status, all for "": the youngest first. Those of several
// instances are read from where they are kept.
func (j *Jobs) All(ctx context.Context, status Status) ([]Job, error) {
	list, err := j.collect(ctx, status)
	slices.SortFunc(list, func(a, b Job) int {
		return cmp.Or(b.Created.Compare(a.Created), strings.Compare(a.ID, b.ID))
	})
	return list, err
}

func (j *Jobs) collect(ctx context.Context, status Status) ([]Job, error) {
	if j.board != nil {
		return j.board.list(ctx, status)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.list(status), nil
}

// One is one job; without it the error is [ErrUnknown].
func (j *Jobs) One(ctx context.Context, id string) (Job, error) {
	job := (*Job)(nil)
	if j.board != nil {
		var err error
		if job, err = j.board.get(ctx, id); err != nil {
			return Job{}, err
		}
	} else {
		j.mu.Lock()
		defer j.mu.Unlock()
		job = j.jobs[id]
	}
	if job == nil {
		return Job{}, fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	return job.copy(), nil
}

// Cancel ends a job that waits. One that rings is not tried again.
func (j *Jobs) Cancel(id, by string) (Job, error) {
	if j.board != nil {
		return j.strike(id, by)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	job := j.jobs[id]
	if job == nil {
		return Job{}, fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	before := job.copy()
	if err := job.cancel(by); err != nil {
		return before, err
	}
	if err := j.shelf.save(context.Background(), job); err != nil {
		*job = before
		return Job{}, fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	j.place(job, before.Status)
	j.tellCancelled(job, by)
	return job.copy(), nil
}

func (j *Jobs) tellCancelled(job *Job, by string) {
	if job.Status.Over() {
		j.log.Info("a job is cancelled", "job", job.ID, "by", by)
	}
}
