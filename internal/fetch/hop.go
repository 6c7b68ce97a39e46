package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// hop is one request as it is sent: the flow's, or what a redirect makes of it.
type hop struct {
	method string
	url    *url.URL
	target target
	header http.Header
	body   []byte
	// key is the idempotency key, sign what signs; both stay with the flow's own host.
	key  string
	sign *flows.Secret
	// public tells a redirect to another host, which may not lead into private networks.
	public bool
}

// The idempotency key is written in small letters: by the other spelling net/http
// would take it as leave to send a request again that may have arrived.
const (
	headerKey     = "Idempotency-Key"
	headerKeySent = "idempotency-key"
)

// exchange makes one request of the hop, when its host has a slot and its
// breaker is closed. reached tells whether the request may have arrived.
func (c *Client) exchange(ctx context.Context, h hop) (resp flows.Response, reached bool, err error) {
	leave, err := c.hosts.enter(ctx, h.target.String())
	if err != nil {
		return flows.Response{}, false, err
	}
	resp, reached, err = c.roundTrip(ctx, h)
	leave(resp.Status, err)
	return resp, reached, err
}

func (c *Client) roundTrip(ctx context.Context, h hop) (flows.Response, bool, error) {
	var connected atomic.Bool
	asked, cancel := context.WithCancel(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}))
	defer cancel()
	req, err := h.request(asked)
	if err != nil {
		return flows.Response{}, false, err
	}
	transport := c.near
	if h.public {
		transport = c.public
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return flows.Response{}, connected.Load(), broken(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusSwitchingProtocols { // its body is the bare connection, which nothing would end
		return flows.Response{}, true, &failure{"the host switched protocols", nil}
	}
	got := flows.Response{Status: resp.StatusCode, Header: make(map[string]string, len(resp.Header))}
	for name, values := range resp.Header {
		got.Header[name] = values[0]
	}
	got.Body, err = c.read(ctx, h, resp)
	if err != nil {
		cancel() // what is left is not read by anybody: the connection ends
	}
	return got, true, err
}

// read reads the body, at most as much as may be.
func (c *Client) read(ctx context.Context, h hop, resp *http.Response) ([]byte, error) {
	tooLarge := fmt.Errorf("%w: more than %d bytes", flows.ErrTooLarge, c.opts.MaxResponse)
	if h.method != http.MethodHead && resp.ContentLength > c.opts.MaxResponse {
		return nil, tooLarge
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.opts.MaxResponse+1))
	switch {
	case int64(len(body)) > c.opts.MaxResponse:
		return nil, tooLarge
	case err != nil:
		return nil, broken(ctx, err)
	}
	return body, nil
}

func (h hop) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, h.method, h.url.String(), bytes.NewReader(h.body))
	if err != nil {
		return nil, errors.New("the request cannot be written")
	}
	req.Header = h.header.Clone()
	if h.key != "" && !harmlessMethod(h.method) {
		req.Header[headerKeySent] = []string{h.key}
	}
	if h.sign != nil {
		timestamp, signature := Sign(*h.sign, time.Now(), h.body)
		req.Header.Set(HeaderTimestamp, timestamp)
		req.Header.Set(HeaderSignature, signature)
	}
	return req, nil
}

// follow is the hop that a response redirects to; false when it does not
// redirect, or in a way that is left to the flow.
func (h hop) follow(resp flows.Response) (hop, bool, error) {
	location := resp.Header["Location"]
	next := h
	switch {
	case location == "":
		return h, false, nil
	case resp.Status == http.StatusTemporaryRedirect || resp.Status == http.StatusPermanentRedirect:
	case resp.Status == http.StatusMovedPermanently || resp.Status == http.StatusFound ||
		resp.Status == http.StatusSeeOther:
		if h.method != http.MethodHead {
			next.method = http.MethodGet
		}
		next.body, next.key, next.header = nil, "", h.header.Clone()
		next.header.Del("Content-Type")
	default:
		return h, false, nil
	}
	u, err := h.url.Parse(location)
	if err != nil {
		return h, false, fmt.Errorf("%w: it leads to no URL", errRedirect)
	}
	if u, err = readURL(u.String()); err != nil {
		return h, false, fmt.Errorf("%w: %w", errRedirect, err)
	}
	if h.url.Scheme == "https" && u.Scheme == "http" {
		return h, false, fmt.Errorf("%w: it leads from https to http", errRedirect)
	}
	if next.url, next.target, err = settle(u); err != nil {
		return h, false, fmt.Errorf("following a redirect: %w", err)
	}
	if h.sameOwner(next) {
		return next, true, nil
	}
	if len(next.body) > 0 {
		return h, false, nil // what callers entered goes to no host that the flow does not name
	}
	next.key, next.sign, next.header = "", nil, harmless(next.header)
	next.public = next.public || !h.target.sameHost(next.target)
	return next, true, nil
}

// sameOwner tells whether a redirect stays where the flow sent the request: the same
// host and port, or the same host's https instead of its http.
func (h hop) sameOwner(next hop) bool {
	upgrade := h.url.Scheme == "http" && next.url.Scheme == "https" && h.target.port == 80 && next.target.port == 443
	same := h.target.port == next.target.port && h.url.Scheme == next.url.Scheme
	return h.target.sameHost(next.target) && (upgrade || same)
}

// harmlessMethod tells the methods that change nothing, and so need no key.
func harmlessMethod(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// harmless are the headers that another host may see.
func harmless(header http.Header) http.Header {
	kept := maps.Clone(header)
	maps.DeleteFunc(kept, func(name string, _ []string) bool {
		return name != "User-Agent" && !strings.HasPrefix(name, "Accept")
	})
	return kept
}
