package jobs

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Status is what has become of a job.
type Status string

// A job waits, rings, and then has one of the other four for ever.
const (
	Waiting   Status = "waiting"
	Dialling  Status = "dialling"
	Completed Status = "completed"
	Expired   Status = "expired"
	Failed    Status = "failed"
	Cancelled Status = "cancelled"
)

// Statuses are all that a job may have.
func Statuses() []string {
	return []string{string(Waiting), string(Dialling), string(Completed), string(Expired), string(Failed),
		string(Cancelled)}
}

// Over tells whether nothing more will become of it.
func (s Status) Over() bool { return s != Waiting && s != Dialling }

// Order is the call that a job makes.
type Order struct {
	Endpoint     string            `json:"endpoint" doc:"Who is called."`
	Asterisk     string            `json:"asterisk,omitempty" doc:"Which one calls; the first without it."`
	CallerName   string            `json:"caller_name,omitempty" doc:"The name of who it says that calls."`
	CallerNumber string            `json:"caller_number,omitempty" doc:"The number of who it says that calls."`
	Variables    map[string]string `json:"variables,omitempty" doc:"Variables of the channel."`
	Vars         map[string]any    `json:"vars,omitempty" doc:"Variables of the flow."`
	Flow         string            `json:"flow,omitempty" doc:"The flow that is walked with who answers."`
	Connect      string            `json:"connect,omitempty" doc:"Who is called then."`
	Context      string            `json:"context,omitempty" doc:"Where the call goes in the dialplan."`
	Extension    string            `json:"extension,omitempty" doc:"The extension there."`
	Priority     string            `json:"priority,omitempty" doc:"The priority there."`
}

// Plan is when and how often a call is made.
type Plan struct {
	MaxRetries int       `json:"max_retries" doc:"How often it is tried again."`
	RetryTime  int       `json:"retry_time" doc:"How long after a failure it is tried again, in seconds."`
	WaitTime   int       `json:"wait_time" doc:"How long it rings, in seconds."`
	NotBefore  time.Time `json:"not_before,omitzero" doc:"When it may be called first."`
	NotAfter   time.Time `json:"not_after,omitzero" doc:"When it is too late."`
	Window     *Window   `json:"window,omitempty" doc:"The hours in which it may be called."`
}

// Job is a call that is to be made.
type Job struct {
	ID       string    `json:"id" doc:"The job's id."`
	Status   Status    `json:"status" doc:"waiting, dialling, completed, expired, failed or cancelled."`
	Reason   string    `json:"reason,omitempty" doc:"Why, in a sentence."`
	By       string    `json:"by" doc:"Who wants it: a token, or the name of a call file."`
	Created  time.Time `json:"created" doc:"When it was taken."`
	Next     time.Time `json:"next,omitzero" doc:"When it is looked at next."`
	Ended    time.Time `json:"ended,omitzero" doc:"When it ended."`
	Attempts []Attempt `json:"attempts,omitempty" doc:"What was tried."`
	Order    Order     `json:"order" doc:"The call."`
	Plan     Plan      `json:"plan" doc:"When and how often."`
	// Cancel tells that it is not tried again.
	Cancel bool `json:"cancel,omitempty" doc:"Whether it is not tried again."`

	// revision is that of its item on the board of several instances, caller who of them makes the attempt that rings.
	revision uint64
	caller   cluster.Owner
}

// Attempt is one call that a job made.
type Attempt struct {
	At     time.Time `json:"at" doc:"When it began."`
	Result string    `json:"result,omitempty" doc:"answered, interrupted, failed, or a cause of Q.850."`
	Call   string    `json:"call,omitempty" doc:"The call's id."`
}

// ErrJob is wrapped where a job makes no sense.
var ErrJob = errors.New("not a job that can be done")

func (job *Job) copy() Job {
	c := *job
	c.Attempts = slices.Clone(job.Attempts)
	return c
}

// end gives a job its last status.
func (job *Job) end(status Status, reason string) {
	job.Status, job.Reason, job.Ended, job.Next = status, reason, time.Now(), time.Time{}
}

// settle is what came of the last attempt, and whether there is another one.
func (job *Job) settle(result, reason string) {
	if n := len(job.Attempts); n > 0 {
		job.Attempts[n-1].Result = result
	}
	job.Reason = reason
	switch {
	case job.Cancel:
		job.end(Cancelled, "cancelled")
	case len(job.Attempts) > job.Plan.MaxRetries:
		job.end(Expired, fmt.Sprintf("%d attempts are used up; the last: %s", len(job.Attempts), reason))
	default:
		job.Status, job.Next = Waiting, time.Now().Add(time.Duration(job.Plan.RetryTime)*time.Second)
	}
}

// takeBack is for an attempt of which nothing was dialled: it was none.
func (job *Job) takeBack(reason string, next time.Time) {
	job.Attempts = job.Attempts[:len(job.Attempts)-1]
	job.Status, job.Reason, job.Next = Waiting, reason, next
	if job.Cancel {
		job.end(Cancelled, "cancelled")
	}
}

// cancel ends a job that waits; one that rings is not tried again.
func (job *Job) cancel(by string) error {
	switch {
	case job.Status.Over():
		return fmt.Errorf("%w: it is %s", ErrOver, job.Status)
	case job.Status == Dialling:
		job.Cancel = true
	default:
		job.end(Cancelled, "cancelled by "+by)
	}
	return nil
}

// attempt is the index of the attempt that began then, -1 when there is none.
func (job *Job) attempt(at time.Time) int {
	return slices.IndexFunc(job.Attempts, func(a Attempt) bool { return a.At.Equal(at) })
}

// rings tells whether that attempt is under way.
func (job *Job) rings(at time.Time) bool {
	n := len(job.Attempts)
	return job.Status == Dialling && n > 0 && job.Attempts[n-1].At.Equal(at)
}

// fill puts the defaults in, and says what is wrong.
func (p *Plan) fill() error {
	if p.WaitTime == 0 {
		p.WaitTime = int(waitTime / time.Second)
	}
	if p.RetryTime == 0 {
		p.RetryTime = int(retryTime / time.Second)
	}
	switch {
	case p.MaxRetries < 0 || p.MaxRetries > retriesMost:
		return fmt.Errorf("%w: max_retries is %d, from 0 to %d are possible", ErrJob, p.MaxRetries, retriesMost)
	case p.WaitTime < 1 || p.WaitTime > int(waitMost/time.Second):
		return fmt.Errorf("%w: wait_time is %d, from 1 to %d seconds are possible", ErrJob, p.WaitTime,
			int(waitMost/time.Second))
	case p.RetryTime < int(retryLeast/time.Second) || p.RetryTime > int(retryMost/time.Second):
		return fmt.Errorf("%w: retry_time is %d, from %d to %d seconds are possible", ErrJob, p.RetryTime,
			int(retryLeast/time.Second), int(retryMost/time.Second))
	case !p.NotAfter.IsZero() && !p.NotAfter.After(p.NotBefore):
		return fmt.Errorf("%w: not_after is not after not_before", ErrJob)
	case p.Window != nil:
		return p.Window.check()
	}
	return nil
}

// check says what is wrong with an order.
func (o Order) check() error {
	ways := 0
	for _, one := range []string{o.Flow, o.Connect, o.Context + o.Extension} {
		if one != "" {
			ways++
		}
	}
	switch {
	case o.Endpoint == "":
		return fmt.Errorf("%w: nobody is to be called", ErrJob)
	case ways != 1:
		return fmt.Errorf("%w: it needs one of a flow, somebody to connect, and a place in the dialplan", ErrJob)
	}
	return nil
}
