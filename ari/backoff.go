package ari

import (
	"context"
	"time"
)

// backoff is the wait after a number of failures in a row: a random time up to a bound that doubles with each
// failure ("full jitter"), so that clients that lost the same server do not come back together.
func backoff(failures int, least, most time.Duration, random uint64) time.Duration {
	bound := least
	for i := 1; i < failures && bound < most; i++ {
		bound *= 2
	}
	bound = min(bound, most)
	if bound <= BackoffFloor {
		return bound
	}
	return BackoffFloor + time.Duration(random%uint64(bound-BackoffFloor+1))
}

// pause waits and says whether the context still stands.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
