package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// idempotent tells the methods that may be repeated whatever became of the request.
func idempotent(method string) bool {
	return slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete,
		http.MethodOptions}, method)
}

// fetchAlone makes the request, again and again if need be, within its budget.
func (c *Client) fetchAlone(ctx context.Context, p plan) (flows.Response, error) {
	if ctx.Err() != nil {
		return flows.Response{}, over(ctx)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, p.budget,
		fmt.Errorf("%w: all attempts may take %v", flows.ErrTimeout, p.budget))
	defer cancel()
	got := c.attempt(ctx, p)
	if errors.Is(got.err, flows.ErrBreakerOpen) && !got.reached {
		return flows.Response{}, got.err
	}
	got.resp.Attempts = 1
	for retry := range p.retries {
		pause, again := c.pause(ctx, p, got, retry)
		if !again {
			break
		}
		if !sleep(ctx, pause) {
			return got.resp, over(ctx)
		}
		next := c.attempt(ctx, p)
		if errors.Is(next.err, flows.ErrBreakerOpen) {
			break // the last answer of the host says more
		}
		next.resp.Attempts = got.resp.Attempts + 1
		got = next
	}
	return got.resp, got.err
}

// pause is how long to wait before another attempt, false when there should be
// none: the request may not be repeated, the host is left alone from now on, or
// the budget would be over.
func (c *Client) pause(ctx context.Context, p plan, got outcome, retry int) (time.Duration, bool) {
	if !repeatable(p, got) || c.hosts.open(p.target.String()) {
		return 0, false
	}
	pause := backoff(retry, c.opts.Rand())
	if wish, told := retryAfter(got.resp.Header["Retry-After"], time.Now()); told {
		pause = max(pause, wish)
	}
	deadline, _ := ctx.Deadline()
	return pause, pause < time.Until(deadline)
}

// repeatable tells whether the same request may be made once more.
func repeatable(p plan, got outcome) bool {
	status := got.resp.Status
	if got.err == nil {
		if idempotent(p.method) {
			return slices.Contains([]int{http.StatusTooManyRequests, http.StatusBadGateway,
				http.StatusServiceUnavailable, http.StatusGatewayTimeout}, status)
		}
		return p.key != "" && (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable)
	}
	for _, lasting := range []error{errGivenUp, errRedirect, flows.ErrHostRefused, flows.ErrBreakerOpen,
		flows.ErrTooLarge} {
		if errors.Is(got.err, lasting) {
			return false
		}
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(got.err, &certificate) {
		return false
	}
	return idempotent(p.method) || !got.reached
}

// backoff is the pause before a retry, the first being number 0; chance is from 0 to 1.
func backoff(retry int, chance float64) time.Duration {
	pause := min(backoffFirst<<min(retry, RetriesMax), backoffMost)
	return time.Duration(float64(pause) * (1 - backoffSpread + 2*backoffSpread*chance))
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(value string, now time.Time) (time.Duration, bool) {
	seconds, err := strconv.ParseUint(value, 10, 31)
	if err == nil || errors.Is(err, strconv.ErrRange) { // beyond the range it is the most that can be said
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0), true
	}
	return 0, false
}

// sleep waits; false when ctx ends before.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
