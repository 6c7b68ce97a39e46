package jobs

import "time"

// outcome is what came of an attempt.
type outcome struct {
	// at is when the attempt began, which is its name.
	at time.Time
	// result, call and reason are written down.
	result, call, reason string
	// answered ends the job; never too, as a failure. None tells that nothing was
	// dialled, and that it is tried again at next.
	answered, never, none bool
	next                  time.Time
}

// apply has a job be what it is after the attempt. It is false when that changes nothing.
func (o outcome) apply(job *Job) bool {
	n := job.attempt(o.at)
	if n < 0 {
		return false
	}
	if !job.rings(o.at) {
		return o.late(job, n)
	}
	job.Attempts[n].Call = o.call
	switch {
	case o.none:
		job.takeBack(o.reason, o.next)
	case o.answered:
		job.Attempts[n].Result = o.result
		job.end(Completed, "")
	case o.never:
		job.Attempts[n].Result = o.result
		job.end(Failed, o.reason)
	default:
		job.settle(o.result, o.reason)
	}
	return true
}

// late is for an attempt of which another instance believed that it was
// interrupted. Who has answered is not called again, unless that has begun.
func (o outcome) late(job *Job, n int) bool {
	attempt := &job.Attempts[n]
	if attempt.Result != interrupted {
		return false
	}
	attempt.Call, attempt.Result = o.call, o.result
	if o.answered && n == len(job.Attempts)-1 && (job.Status == Waiting || job.Status == Expired) {
		job.end(Completed, "")
	}
	return true
}

// interrupted is what came of an attempt whose process ended.
const interrupted = "interrupted"
