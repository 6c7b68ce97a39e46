package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/ariapp/ariapp/flows"
)

// shared is what requests have in common: the cache, and flights, which are
// requests under way that others wait for as well.
type shared struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	wait   sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	cache   *cache
	flights map[string]*flight
}

// flight is one request that several wait for. It belongs to none of them: it
// goes on within its budget though all may hang up, to fill the cache.
type flight struct {
	landed chan struct{}
	resp   flows.Response
	err    error
}

func newShared() *shared {
	s := &shared{cache: newCache(), flights: map[string]*flight{}}
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	return s
}

func (s *shared) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel(errClosed)
	s.wait.Wait()
}

// fetchShared takes the response from the cache, or from a flight.
func (c *Client) fetchShared(ctx context.Context, p plan) (flows.Response, error) {
	if ctx.Err() != nil {
		return flows.Response{}, over(ctx)
	}
	key := p.cacheKey()
	ctx, cancel := context.WithTimeoutCause(ctx, p.budget,
		fmt.Errorf("%w: all attempts may take %v", flows.ErrTimeout, p.budget))
	defer cancel()
	resp, flight, mine := c.board(key, p)
	if flight == nil {
		c.opts.Observe(p.target.String(), "cached", 0)
		return resp, nil
	}
	var err error
	select {
	case <-flight.landed:
		resp, err = copied(flight.resp), flight.err
	case <-ctx.Done():
		if err = over(ctx); errors.Is(err, errGivenUp) {
			return flows.Response{}, err
		}
	}
	if !mine {
		resp.Attempts = 0
	}
	if old, found := c.stale(key, p, resp, err); found {
		c.opts.Observe(p.target.String(), "stale", 0)
		old.Attempts = resp.Attempts
		return old, nil
	}
	return resp, err
}

// board is a fresh response of the cache, or else the flight to wait for: the
// one under way, or a new one, which then is the caller's own.
func (c *Client) board(key string, p plan) (resp flows.Response, under *flight, mine bool) {
	s := c.shared
	s.mu.Lock()
	defer s.mu.Unlock()
	if resp, age, found := s.cache.get(key); found && age < p.cacheFor {
		return resp, nil, false
	}
	if under := s.flights[key]; under != nil {
		return flows.Response{}, under, false
	}
	under = &flight{landed: make(chan struct{})}
	if s.closed {
		under.err = errClosed
		close(under.landed)
		return flows.Response{}, under, true
	}
	s.flights[key] = under
	s.wait.Go(func() { c.fly(key, p, under) })
	return flows.Response{}, under, true
}

// fly makes the request of a flight, and keeps what came if it may be kept.
func (c *Client) fly(key string, p plan, under *flight) {
	s := c.shared
	under.resp, under.err = c.fetchAlone(s.ctx, p)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.flights, key)
	if under.err == nil && under.resp.Status/100 == 2 {
		s.cache.put(key, under.resp)
	}
	close(under.landed)
}

// stale is an old response to give in place of a failure, if the request wants one.
func (c *Client) stale(key string, p plan, resp flows.Response, err error) (flows.Response, bool) {
	failed := resp.Status >= http.StatusInternalServerError || resp.Status == http.StatusTooManyRequests
	if err != nil {
		failed = !errors.Is(err, flows.ErrHostRefused)
	}
	if !failed || !p.staleOnError {
		return flows.Response{}, false
	}
	c.shared.mu.Lock()
	defer c.shared.mu.Unlock()
	old, age, found := c.shared.cache.get(key)
	old.Stale = true
	return old, found && age <= max(staleMost, p.cacheFor)
}
