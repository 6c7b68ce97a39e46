package fetch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// outcome is what came of one attempt.
type outcome struct {
	resp flows.Response
	err  error
	// reached tells that the request may have arrived at the host.
	reached bool
}

// attempt makes the request once, with the redirects that it leads to.
func (c *Client) attempt(ctx context.Context, p plan) outcome {
	began := time.Now()
	ctx, cancel := context.WithTimeoutCause(ctx, p.timeout,
		fmt.Errorf("%w: an attempt may take %v", flows.ErrTimeout, p.timeout))
	defer cancel()
	got := c.walk(ctx, p.hop)
	c.opts.Observe(p.target.String(), named(got), time.Since(began))
	return got
}

func (c *Client) walk(ctx context.Context, h hop) outcome {
	var all outcome
	for redirects := 0; ; redirects++ {
		resp, reached, err := c.exchange(ctx, h)
		all.resp, all.err, all.reached = resp, err, all.reached || reached
		if err != nil {
			return all
		}
		next, follows, err := h.follow(resp)
		switch {
		case err != nil:
			all.err = err
			return all
		case !follows:
			return all
		case redirects == redirectsMax:
			all.err = fmt.Errorf("%w: it is one of more than %d", errRedirect, redirectsMax)
			return all
		}
		if err := c.policy.host(next.target); err != nil {
			all.err = fmt.Errorf("following a redirect: %w", err)
			return all
		}
		h = next
	}
}

// named is the outcome's name for Options.Observe.
func named(got outcome) string {
	for _, one := range []struct {
		err  error
		name string
	}{
		{errGivenUp, "given_up"},
		{flows.ErrTimeout, "timeout"},
		{flows.ErrBreakerOpen, "breaker_open"},
		{flows.ErrHostRefused, "refused"},
		{flows.ErrTooLarge, "too_large"},
	} {
		if errors.Is(got.err, one.err) {
			return one.name
		}
	}
	if got.err != nil {
		return "failed"
	}
	return fmt.Sprintf("%dxx", got.resp.Status/100)
}
