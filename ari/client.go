package ari

import (
	"context"
	"net/http"
	"time"
)

// A Client talks to one Asterisk. It is safe for concurrent use. Its services hold the operations; Listen
// brings the events.
type Client struct {
	services
	core *core
}

// core is what services and listeners share.
type core struct {
	options   Options
	header    func() http.Header // with the credentials, which options no longer have
	upgrader  *http.Client
	transport Transport
}

// New checks the options, reads the CA file and returns a client. It connects to nothing. The error wraps
// ErrOptions, or ErrTLS for an unusable CA file.
func New(options Options) (*Client, error) {
	options = options.withDefaults()
	if err := options.validate(); err != nil {
		return nil, err
	}
	upgrader, err := newUpgrader(options)
	if err != nil {
		return nil, err
	}
	transport := options.Transport
	if transport == nil {
		if transport, err = NewHTTPTransport(options); err != nil {
			return nil, err
		}
	}
	core := newCore(options, upgrader, transport)
	return &Client{services: newServices(core), core: core}, nil
}

// newCore keeps the credentials in one closure only, where no printing finds them.
func newCore(options Options, upgrader *http.Client, transport Transport) *core {
	header := basicHeader(options)
	options.Username, options.Password, options.APIKey = "", "", ""
	return &core{options: options, header: header, upgrader: upgrader, transport: transport}
}

// Close ends the transport: connections, and for a WebSocket transport its socket and goroutines.
// It does not end Listen; the context given to Listen does.
func (c *Client) Close() error {
	c.core.upgrader.CloseIdleConnections()
	return c.core.transport.Close()
}

// Wait is how long a request that is made now has to wait for a connection, as far as can be told: more is asked of
// Asterisk than it, or this process, deals with. It is 0 while one is free, and with a transport that has no bound, as
// the WebSocket's.
func (c *Client) Wait() time.Duration {
	if bounded, is := c.core.transport.(interface{ Wait() time.Duration }); is {
		return bounded.Wait()
	}
	return 0
}

// String names the server, without credentials.
func (c *Client) String() string { return "ari client of " + c.core.options.URL }

// GoString is String, so that %#v does not descend into the options.
func (c *Client) GoString() string { return c.String() }

// withDeadline gives the context a deadline unless it has an earlier one.
func withDeadline(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, timeout, ErrTimeout)
}
