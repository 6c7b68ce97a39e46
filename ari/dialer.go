package ari

import (
	"context"
	"net"
)

// A dialer opens connections.
type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// dialerOf is that of the options, or the system's.
func dialerOf(o Options) dialer {
	if o.DialContext != nil {
		return o.DialContext
	}
	return new(net.Dialer).DialContext
}
