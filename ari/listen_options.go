package ari

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ListenOptions say which applications to listen for. Apps and OnEvent are needed.
type ListenOptions struct {
	// Apps are the applications of the socket. A second socket for one of them takes it over. An event filter
	// on one must let ChannelUserevent pass, or the self-test fails.
	Apps []string
	// OnEvent gets every event, in order, always from the same goroutine. It must not block.
	OnEvent func(Event)
	// SubscribeAll asks for the events of everything. Better not: after a lost socket Asterisk then forgets
	// the applications, and with them the end of their calls; and on 22.10.1 a closing socket was seen to
	// lock up every request about applications until Asterisk was restarted.
	SubscribeAll bool
	// PingInterval, PingTimeout, SelfTestTimeout, BackoffMin and BackoffMax replace the package's limits.
	PingInterval    time.Duration
	PingTimeout     time.Duration
	SelfTestTimeout time.Duration
	BackoffMin      time.Duration
	BackoffMax      time.Duration
}

func (o ListenOptions) withDefaults() ListenOptions {
	for _, limit := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&o.PingInterval, PingInterval},
		{&o.PingTimeout, PingTimeout},
		{&o.SelfTestTimeout, SelfTestTimeout},
		{&o.BackoffMin, BackoffMin},
		{&o.BackoffMax, BackoffMax},
	} {
		if *limit.value == 0 {
			*limit.value = limit.fallback
		}
	}
	o.Apps = slices.Clone(o.Apps)
	return o
}

// validate returns every fault at once under ErrOptions.
func (o ListenOptions) validate() error {
	var faults []error
	if len(o.Apps) == 0 || len(o.Apps) > AppsMax {
		faults = append(faults, fmt.Errorf("Apps holds %d names, it must hold 1 to %d", len(o.Apps), AppsMax))
	}
	for i, app := range o.Apps {
		if app == "" || strings.Contains(app, ",") {
			faults = append(faults, fmt.Errorf("Apps holds %q, a name must not be empty or hold a comma", app))
		}
		if slices.Contains(o.Apps[:i], app) {
			faults = append(faults, fmt.Errorf("Apps holds %q twice", app))
		}
	}
	if o.OnEvent == nil {
		faults = append(faults, errors.New("OnEvent is nil"))
	}
	if min(o.PingInterval, o.PingTimeout, o.SelfTestTimeout, o.BackoffMin) < 0 || o.BackoffMax < o.BackoffMin {
		faults = append(faults, errors.New("a time is negative, or BackoffMax is below BackoffMin"))
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("%w: %w", ErrOptions, err)
	}
	return nil
}
