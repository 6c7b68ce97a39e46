package jobs

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// sweep reads all jobs, and makes this instance the one that makes the calls.
func (j *Jobs) sweep(ctx context.Context) error {
	begun, known := time.Now(), j.highest()
	items, err := j.board.items(ctx)
	if err != nil {
		return err
	}
	if known > 0 && !slices.ContainsFunc(items, func(item cluster.Item) bool { return item.Revision >= known }) {
		j.bereaved()
		return j.restore(ctx)
	}
	jobs := j.changed(items)
	missing := j.adopt(items, jobs)
	j.reign.swept, j.reign.sweepTook = time.Now(), time.Since(begun)
	for _, id := range missing { // a list that is read while it changes may lack one
		if err := j.discard(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// changed are the jobs of items that are not known as they are.
func (j *Jobs) changed(items []cluster.Item) []*Job {
	j.mu.Lock()
	fresh := slices.Clone(items)
	fresh = slices.DeleteFunc(fresh, func(item cluster.Item) bool {
		known := j.jobs[item.Key]
		return known != nil && known.revision >= item.Revision
	})
	j.mu.Unlock()
	var jobs []*Job
	for _, item := range fresh { // without the lock: there may be many
		job, err := readItem(item)
		if err != nil {
			j.log.Error("a job is not done", "error", err)
			continue
		}
		jobs = append(jobs, job)
	}
	slices.SortFunc(jobs, endedFirst)
	return jobs
}

// adopt takes up jobs, and returns those that are known and not among the items.
func (j *Jobs) adopt(items []cluster.Item, jobs []*Job) (missing []string) {
	there := make(map[string]bool, len(items))
	for _, item := range items {
		there[item.Key] = true
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.reign.running {
		j.reign.running = true
		j.log.Info("this instance makes the calls of jobs", "jobs", len(jobs))
	}
	for _, job := range jobs {
		j.learn(job)
	}
	for id := range j.jobs {
		if !there[id] {
			missing = append(missing, id)
		}
	}
	return missing
}

// discard forgets a job that is not there any more.
func (j *Jobs) discard(ctx context.Context, id string) error {
	job, err := j.board.get(ctx, id)
	if errors.Is(err, errPosted) {
		return nil
	}
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	known := j.jobs[id]
	switch {
	case job != nil:
		j.learn(job)
	case known != nil:
		if !known.Status.Over() {
			j.log.Error("a job has vanished from the store", "job", id)
		}
		j.drop(known)
		delete(j.reign.others, id)
	}
	return nil
}

// highest is the highest revision of a job that is not over.
func (j *Jobs) highest() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	known := uint64(0)
	for _, job := range j.jobs {
		if !job.Status.Over() {
			known = max(known, job.revision)
		}
	}
	return known
}

// bereaved is for a store that has lost all that it had and counts anew, as one
// without a disk does: what we know is written again, as nobody else can. What
// is there all the same stays as it is.
func (j *Jobs) bereaved() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.log.Error("the store has lost the jobs: they are written again", "jobs", j.open)
	for _, job := range j.jobs {
		if job.Status.Over() {
			j.drop(job)
			continue
		}
		job.revision = 0
		again := job.copy()
		j.reign.lost = append(j.reign.lost, &again)
	}
}

// restore writes jobs again that the store has lost. Who else was faster knows better.
func (j *Jobs) restore(ctx context.Context) error {
	for len(j.reign.lost) > 0 {
		chunk := j.reign.lost[:min(batchMost, len(j.reign.lost))]
		if err := j.saved(ctx, chunk, func(*Job) {}); err != nil {
			return err
		}
		j.reign.lost = j.reign.lost[len(chunk):]
	}
	return nil
}

// carry brings the jobs of our folder to those of all. Once they are there, they are in the folder no more.
func (j *Jobs) carry(ctx context.Context) error {
	for len(j.reign.bring) > 0 {
		job := j.reign.bring[0]
		if job.Status == Dialling {
			job.settle(interrupted, "the daemon ended while it rang")
		}
		if err := j.board.save(ctx, job); err != nil && !errors.Is(err, cluster.ErrOutrun) {
			return err
		}
		for _, below := range []string{".", archive} {
			err := os.Remove(filepath.Join(j.opts.Folder, below, job.ID+suffix))
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				j.log.Error("a job stays in the folder that all instances have", "job", job.ID, "error", err)
			}
		}
		j.say(job.ID)
		j.reign.bring = j.reign.bring[1:]
		if len(j.reign.bring) == 0 {
			j.log.Info("the jobs of this folder are those of all instances now")
		}
	}
	return nil
}
