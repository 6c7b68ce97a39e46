package fetch

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Client makes requests. It may be used by many goroutines.
type Client struct {
	opts   Options
	policy policy
	hosts  *hosts
	shared *shared
	// near goes wherever the policy allows; public is for redirects to another
	// host. They keep their connections apart, as these are judged when made.
	near, public *http.Transport
}

var _ flows.Fetcher = (*Client)(nil)

// New makes a client. It fails if an entry of the list cannot be read or a limit makes no sense.
func New(opts Options) (*Client, error) {
	opts, err := opts.orDefaults()
	if err != nil {
		return nil, err
	}
	rules, err := parseRules(opts.Allow)
	if err != nil {
		return nil, err
	}
	c := &Client{opts: opts, policy: policy{rules}, hosts: newHosts(opts), shared: newShared()}
	c.near, c.public = c.transport(false), c.transport(true)
	return c, nil
}

func (c *Client) transport(public bool) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	dialer := dialer{policy: c.policy, public: public, resolve: c.opts.Resolve, dial: c.opts.DialContext}
	return &http.Transport{
		Protocols:              protocols,
		Proxy:                  nil, // a proxy of the environment would dial what the policy refuses
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.opts.RootCAs},
		TLSHandshakeTimeout:    dialMost,
		MaxResponseHeaderBytes: headerMax,
		IdleConnTimeout:        idleTime,
		MaxIdleConns:           idleMax,
		MaxIdleConnsPerHost:    idlePerHost,
	}
}

// Fetch makes one request with all that belongs to it. A response of any status
// is no error. It ends at once when ctx does, and with the request's budget at the latest.
func (c *Client) Fetch(ctx context.Context, req flows.Request) (flows.Response, error) {
	began := time.Now()
	p, err := c.plan(req)
	if err != nil {
		c.opts.Observe("", "refused", 0)
		return flows.Response{}, fmt.Errorf("requesting %s: %w", p.label, err)
	}
	var resp flows.Response
	if p.cacheable() {
		resp, err = c.fetchShared(ctx, p)
	} else {
		resp, err = c.fetchAlone(ctx, p)
	}
	resp.Took = time.Since(began)
	if err != nil {
		return flows.Response{Attempts: resp.Attempts, Took: resp.Took}, fmt.Errorf("requesting %s: %w", p.label, err)
	}
	return resp, nil
}

// Close gives up the requests that go on for the cache alone, waits for them,
// and ends idle connections. Other requests end with their contexts.
func (c *Client) Close() {
	c.shared.close()
	c.near.CloseIdleConnections()
	c.public.CloseIdleConnections()
}
