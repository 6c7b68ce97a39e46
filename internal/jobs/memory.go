package jobs

import "slices"

// memory is the jobs as this process knows them. Who uses it holds the lock.
type memory struct {
	jobs map[string]*Job
	// queue are those that wait, over those that are over, the oldest first; open is how many are not.
	queue *queue
	over  []*Job
	open  int
}

func newMemory() memory { return memory{jobs: map[string]*Job{}, queue: newQueue()} }

// endedFirst has what ended first come first.
func endedFirst(a, b *Job) int { return a.Ended.Compare(b.Ended) }

// know takes up a job as it is.
func (m *memory) know(job *Job) {
	m.jobs[job.ID] = job
	switch {
	case job.Status.Over():
		m.over = append(m.over, job)
		return
	case job.Status == Waiting:
		m.queue.put(job)
	}
	m.open++
}

// place puts a job where it belongs by its status, which was another one before, or is the same.
func (m *memory) place(job *Job, was Status) {
	switch {
	case job.Status == Waiting:
		m.queue.put(job)
		return
	case job.Status.Over() && !was.Over():
		m.open--
		m.over = append(m.over, job)
	}
	m.queue.drop(job)
}

// drop forgets a job.
func (m *memory) drop(job *Job) {
	delete(m.jobs, job.ID)
	m.queue.drop(job)
	if !job.Status.Over() {
		m.open--
	} else if at := slices.Index(m.over, job); at >= 0 {
		m.over = slices.Delete(m.over, at, at+1)
	}
}

// list are the jobs of a status, all for "", in no order.
func (m *memory) list(status Status) []Job {
	list := make([]Job, 0, len(m.jobs))
	for _, job := range m.jobs {
		if status == "" || job.Status == status {
			list = append(list, job.copy())
		}
	}
	return list
}
