package ari

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Listen keeps one event socket for the applications open until ctx ends, then returns nil. It calls OnEvent
// from the goroutine that called Listen, and none of its own outlives it.
//
// Until the first socket is proven, what only a person can mend ends it with an error: ErrOptions,
// ErrUnauthorized, ErrForbidden (the user is read-only), ErrNotFound (no such interface at the URL), ErrTLS,
// ErrUnknownHost. Everything else, and later everything, is retried for ever, each failure reported as *Lost.
//
// If another socket takes one of the applications, OnEvent gets Asterisk's *Replaced and a *Lost with
// ErrReplaced; the next try waits BackoffMax, and then takes the application back.
func (c *Client) Listen(ctx context.Context, options ListenOptions) error {
	options = options.withDefaults()
	if err := options.validate(); err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	l := &listener{
		client:   c,
		options:  options,
		testName: fmt.Sprintf("ari-self-test-%016x-", c.core.options.Rand()),
		reports:  reports{logger: c.core.options.Logger},
	}
	for {
		err := l.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if !l.everProven && permanent(err) {
			return fmt.Errorf("listening: %w", err)
		}
		if !pause(ctx, l.lose(err)) {
			return nil
		}
	}
}

// A listener is one Listen. All of it belongs to the goroutine of that call.
type listener struct {
	client     *Client
	options    ListenOptions
	testName   string // beginning of the user events that are self-tests
	reports    reports
	sessions   int
	failures   int // in a row
	everProven bool
	provenAt   time.Time // of the current session, zero if it is not
	lostAt     time.Time
}

// lose reports the end of a session and returns how long to wait.
func (l *listener) lose(err error) time.Duration {
	now := time.Now()
	if !l.provenAt.IsZero() {
		l.lostAt = now
		// A socket that works for a moment, again and again, must not be retried as if each were the first.
		if now.Sub(l.provenAt) >= l.options.BackoffMax {
			l.failures = 0
		}
	}
	l.failures++
	retry := backoff(l.failures, l.options.BackoffMin, l.options.BackoffMax, l.client.core.options.Rand())
	if errors.Is(err, ErrReplaced) {
		retry = l.options.BackoffMax
	}
	l.deliver(&Lost{EventHeader: EventHeader{Type: "Lost"}, Err: err, Attempt: l.failures, Retry: retry})
	return retry
}

// prove reports that the current session works.
func (l *listener) prove(apps map[string]*Application) {
	l.provenAt = time.Now()
	if !l.everProven {
		l.everProven = true
		l.deliver(&Connected{EventHeader: EventHeader{Type: "Connected"}, Apps: apps})
		return
	}
	l.deliver(&Back{EventHeader: EventHeader{Type: "Back"}, Apps: apps, Away: l.provenAt.Sub(l.lostAt)})
}

func (l *listener) deliver(event Event) {
	event.Header().Received = time.Now()
	l.options.OnEvent(event)
}
