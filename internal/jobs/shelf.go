package jobs

import "context"

// shelf is where jobs are kept: a [folder] of one process, or the [board] of several instances.
type shelf interface {
	// save has a job be kept as it is: when it returns nil, it is. Of a shelf of
	// several it is errOutrun when the job has been changed by somebody else; after any other error it is kept or not.
	save(ctx context.Context, job *Job) error
	// forget deletes a job that is over; one that is not there is no fault.
	forget(ctx context.Context, job *Job) error
}
