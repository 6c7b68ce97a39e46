package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/sony/gobreaker/v2"

	"github.com/ariapp/ariapp/flows"
)

// hosts are those that requests go to.
type hosts struct {
	slots    int
	settings gobreaker.Settings

	mu    sync.Mutex
	known map[string]*host
}

// host is one of them: how many requests are under way, and whether it answers.
type host struct {
	slots   chan struct{}
	breaker *gobreaker.TwoStepCircuitBreaker[struct{}]
	// users is how many requests hold or await a slot.
	users int
}

// errFailing is what the breaker is told of a response of 500 and above.
var errFailing = errors.New("the host answers that it fails")

func newHosts(opts Options) *hosts {
	return &hosts{
		slots: opts.MaxPerHost,
		known: map[string]*host{},
		settings: gobreaker.Settings{
			MaxRequests: 1,
			Timeout:     opts.BreakerPause,
			ReadyToTrip: func(counts gobreaker.Counts) bool {
				return counts.ConsecutiveFailures >= uint32(opts.BreakerFailures)
			},
			IsExcluded: func(err error) bool {
				return errors.Is(err, errGivenUp) || errors.Is(err, flows.ErrHostRefused)
			},
			IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, flows.ErrTooLarge) },
		},
	}
}

// enter waits for a slot of the host; leave must be told what came of the request.
func (h *hosts) enter(ctx context.Context, name string) (leave func(status int, err error), err error) {
	host := h.take(name)
	if host.breaker.State() == gobreaker.StateOpen {
		h.drop(host)
		return nil, flows.ErrBreakerOpen
	}
	select {
	case host.slots <- struct{}{}:
	case <-ctx.Done():
		h.drop(host)
		return nil, fmt.Errorf("waiting for one of %d requests to the host: %w", h.slots, over(ctx))
	}
	done, err := host.breaker.Allow()
	if err != nil {
		<-host.slots
		h.drop(host)
		return nil, flows.ErrBreakerOpen
	}
	return func(status int, err error) {
		if err == nil && status >= http.StatusInternalServerError {
			err = errFailing
		}
		done(err)
		<-host.slots
		h.drop(host)
	}, nil
}

// open tells whether the host is left alone now.
func (h *hosts) open(name string) bool {
	host := h.take(name)
	defer h.drop(host)
	return host.breaker.State() == gobreaker.StateOpen
}

func (h *hosts) take(name string) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.known[name]
	if one == nil {
		if len(h.known) >= hostsMax {
			h.forget()
		}
		one = &host{
			slots:   make(chan struct{}, h.slots),
			breaker: gobreaker.NewTwoStepCircuitBreaker[struct{}](h.settings),
		}
		h.known[name] = one
	}
	one.users++
	return one
}

func (h *hosts) drop(one *host) {
	h.mu.Lock()
	defer h.mu.Unlock()
	one.users--
}

// forget makes room: hosts that nobody talks to and that did not fail go first,
// then any that nobody talks to. Those in use are as few as the calls.
func (h *hosts) forget() {
	for name, one := range h.known {
		if one.users == 0 && one.breaker.Counts().ConsecutiveFailures == 0 &&
			one.breaker.State() == gobreaker.StateClosed {
			delete(h.known, name)
		}
	}
	for name, one := range h.known {
		if len(h.known) >= hostsMax && one.users == 0 {
			delete(h.known, name)
		}
	}
}
