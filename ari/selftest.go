package ari

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
)

// A selfTest proves that a new socket brings events: a user event sent to each application must come back.
// Asterisk may accept a socket and yet leave the application without one, if an older socket of it is being
// torn down in that moment.
type selfTest struct {
	name    string // of the user events
	waiting map[string]bool
	apps    atomic.Pointer[map[string]*Application]
	passed  chan struct{}
}

func newSelfTest(l *listener) *selfTest {
	test := &selfTest{
		name:    l.testName + strconv.Itoa(l.sessions),
		waiting: make(map[string]bool, len(l.options.Apps)),
		passed:  make(chan struct{}),
	}
	for _, app := range l.options.Apps {
		test.waiting[app] = true
	}
	return test
}

// run lists the applications, sends the user events and waits for the reader to hear them. The list is older
// than the events, so that it is there when they arrive.
func (t *selfTest) run(ctx context.Context, c *Client, options ListenOptions) error {
	ctx, cancel := context.WithTimeoutCause(ctx, options.SelfTestTimeout, ErrDeaf)
	defer cancel()
	apps := make(map[string]*Application, len(options.Apps))
	for _, app := range options.Apps {
		listed, err := c.Applications.Get(ctx, app)
		if err != nil {
			return t.fault(ctx, err)
		}
		apps[app] = listed
	}
	t.apps.Store(&apps)
	for _, app := range options.Apps {
		if err := c.Events.UserEvent(ctx, t.name, EventsUserEventParams{Application: app}); err != nil {
			return t.fault(ctx, err)
		}
	}
	select {
	case <-t.passed:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("self-test: %w", context.Cause(ctx))
	}
}

func (t *selfTest) fault(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, ErrDeaf) {
		return cause
	}
	return fmt.Errorf("self-test: %w: %w", ErrDeaf, err)
}

// heard takes note of a user event that came back, and says whether it was the last one missing.
// Only the reader calls it.
func (t *selfTest) heard(event *ChannelUserevent) bool {
	if event.EventName != t.name || !t.waiting[event.Application] {
		return false
	}
	delete(t.waiting, event.Application)
	if len(t.waiting) > 0 {
		return false
	}
	close(t.passed)
	return true
}

// listed is what run learnt before it sent the user events.
func (t *selfTest) listed() map[string]*Application {
	if apps := t.apps.Load(); apps != nil {
		return *apps
	}
	return nil
}
