package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/ariapp/ariapp/internal/cluster"
)

// board keeps the jobs of several instances. Each change of a job is a
// compare-and-set: of two who make an attempt at once one is refused.
type board struct {
	bucket cluster.Bucket
	log    *slog.Logger
}

// posted is a job as it stands on the board.
type posted struct {
	Format int `json:"format"`
	// Caller is who makes the attempt, while it rings.
	Caller cluster.Owner `json:"caller,omitzero"`
	Job    *Job          `json:"job"`
}

// errPosted tells that what stands in the place of a job is none, or one of a later version.
var errPosted = errors.New("a job cannot be read")

// parsePosted reads a job.
func parsePosted(data []byte) (*Job, error) {
	var p posted
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("%w: %w", errPosted, err)
	}
	switch {
	case p.Format < formatOldest || p.Format > formatNow:
		return nil, fmt.Errorf("%w: its format is %d, this program reads %d to %d", errPosted, p.Format, formatOldest,
			formatNow)
	case p.Job == nil || p.Job.ID == "":
		return nil, fmt.Errorf("%w: there is none", errPosted)
	}
	if err := errors.Join(p.Job.Order.check(), p.Job.Plan.fill()); err != nil {
		return nil, fmt.Errorf("%w: %w", errPosted, err)
	}
	p.Job.caller = p.Caller
	return p.Job, nil
}

func readItem(item cluster.Item) (*Job, error) {
	job, err := parsePosted(item.Value)
	if err != nil {
		return nil, fmt.Errorf("the job %s: %w", item.Key, err)
	}
	if job.ID != item.Key {
		return nil, fmt.Errorf("the job %s: %w: it is called %s", item.Key, errPosted, job.ID)
	}
	job.revision = item.Revision
	return job, nil
}

// changeOf is what writes a job.
func changeOf(job *Job) (cluster.Change, error) {
	p := posted{Format: formatNow, Job: job}
	if job.Status == Dialling {
		p.Caller = job.caller
	}
	data, err := json.Marshal(p)
	return cluster.Change{Key: job.ID, Value: data, Revision: job.revision}, err
}

// save has a job be kept, if nobody has changed it since it was read.
func (b *board) save(ctx context.Context, job *Job) error {
	return b.saveAll(ctx, []*Job{job})[0]
}

// saveAll keeps several, each on its own.
func (b *board) saveAll(ctx context.Context, jobs []*Job) []error {
	// What was begun is ended: a write that is broken off is made or not, and nobody knows.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer cancel()
	errs := make([]error, len(jobs))
	changes := make([]cluster.Change, 0, len(jobs))
	for i, job := range jobs {
		change, err := changeOf(job)
		if err != nil {
			errs[i] = fmt.Errorf("writing a job: %w", err)
			continue
		}
		changes = append(changes, change)
	}
	written := b.bucket.Write(ctx, changes)
	for i, job := range jobs {
		if errs[i] != nil {
			continue
		}
		if err := written[0].Err; err != nil {
			errs[i] = fmt.Errorf("writing a job: %w", err)
		} else {
			job.revision = written[0].Revision
		}
		written = written[1:]
	}
	return errs
}

// forget deletes a job, if nobody has changed it since it was read.
func (b *board) forget(ctx context.Context, job *Job) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer cancel()
	change := cluster.Change{Key: job.ID, Delete: true, Revision: job.revision}
	if err := b.bucket.Write(ctx, []cluster.Change{change})[0].Err; err != nil {
		return fmt.Errorf("deleting a job: %w", err)
	}
	return nil
}

// get is one job, nil for none.
func (b *board) get(ctx context.Context, id string) (*Job, error) {
	if id == "" || len(id) > idMax {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	item, err := b.bucket.Get(ctx, id)
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading a job: %w", err)
	case item.Revision == 0:
		return nil, nil
	}
	return readItem(item)
}

func (b *board) items(ctx context.Context) ([]cluster.Item, error) {
	ctx, cancel := context.WithTimeout(ctx, sweepTime)
	defer cancel()
	items, err := b.bucket.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the jobs: %w", err)
	}
	return items, nil
}

// list are the jobs of a status, all for "", in no order.
func (b *board) list(ctx context.Context, status Status) ([]Job, error) {
	items, err := b.items(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Job, 0, len(items))
	for _, item := range items {
		job, err := readItem(item)
		if err != nil {
			b.log.Warn("a job is not listed", "error", err)
			continue
		}
		if status == "" || job.Status == status {
			list = append(list, *job)
		}
	}
	return list, nil
}
