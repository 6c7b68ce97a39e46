package queue

import "time"

// DefaultQueue are the rules of a queue of which nothing is said. Where they differ from app_queue's the table of its
// test says why.
func DefaultQueue() Queue {
	empty := func() []Condition { return []Condition{Unavailable, Invalid, LoggedOut} }
	return Queue{
		Strategy:           LongestIdle,
		RingTimeout:        15 * time.Second,
		Retry:              time.Second,
		ServiceLevel:       20 * time.Second,
		JoinEmpty:          empty(),
		LeaveEmpty:         empty(),
		LeaveEmptyAfter:    30 * time.Second,
		RingSimultaneously: 1,
		ProgressiveDelay:   10 * time.Second,
		Backoff:            Backoff{Busy: 10 * time.Second, Reject: 10 * time.Second, Unavailable: 10 * time.Second},
		Callback:           Callbacks{Attempts: 3, RetryDelay: 5 * time.Minute, Expires: 4 * time.Hour},
	}
}
