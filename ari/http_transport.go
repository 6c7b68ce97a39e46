package ari

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// HTTPTransport sends each request over a bounded pool of kept connections.
type HTTPTransport struct {
	origin string // scheme and host, which no request's first line has
	path   string // that of the root, with a slash at its end
	header func() http.Header
	client *http.Client // nil where pool is there
	pool   *connPool
	gate   *turnstile // nil where the pool is somebody else's
}

var _ Transport = (*HTTPTransport)(nil)

// NewHTTPTransport makes a transport from the same options as a Client. New does it by itself.
func NewHTTPTransport(options Options) (*HTTPTransport, error) {
	options = options.withDefaults()
	if err := options.validate(); err != nil {
		return nil, err
	}
	root, err := url.Parse(options.URL)
	if err != nil { // not after validate, and it may hold a password
		return nil, fmt.Errorf("%w: URL cannot be parsed", ErrOptions)
	}
	path := root.EscapedPath() + "/"
	if pool := newConnPool(options, root); pool != nil {
		return &HTTPTransport{path: path, pool: pool, gate: newTurnstile(options.MaxConns)}, nil
	}
	client, err := newHTTPClient(options, options.MaxConns)
	if err != nil {
		return nil, err
	}
	origin := url.URL{Scheme: root.Scheme, Host: root.Host}
	t := &HTTPTransport{origin: origin.String(), path: path, header: basicHeader(options), client: client}
	if options.HTTPClient == nil {
		t.gate = newTurnstile(options.MaxConns)
	}
	return t, nil
}

// Wait is [Client.Wait]. It is always 0 with Options.HTTPClient, whose pool nobody can look into.
func (t *HTTPTransport) Wait() time.Duration {
	if t.gate == nil {
		return 0
	}
	return t.gate.wait()
}

// RoundTrip sends one request. It fails with ErrInvalid if Asterisk would not read the whole request, with
// ErrResponse if the answer is larger than ResponseMax, and with the context's error.
func (t *HTTPTransport) RoundTrip(ctx context.Context, request *Request) (*Response, error) {
	target := t.path + request.Path
	if len(request.Query) > 0 {
		target += "?" + encodeQuery(request.Query)
	}
	line := len(request.Method) + len(" ") + len(target) + len(version)
	if line > RequestLineMax || len(request.Body) > RequestBodyMax {
		return nil, fmt.Errorf("%w: larger than Asterisk reads", ErrInvalid)
	}
	if t.gate != nil {
		if err := t.gate.enter(ctx); err != nil {
			return nil, cause(ctx, fmt.Errorf("waiting for a connection: %w", err))
		}
		defer t.gate.leave()
	}
	if t.pool == nil {
		return t.byClient(ctx, request, target)
	}
	if !isMethod(request.Method) || !isTarget(target) {
		return nil, fmt.Errorf("%w: request cannot be built", ErrInvalid) // it may hold what nobody should see
	}
	response, err := t.pool.roundTrip(ctx, request, target)
	if err != nil {
		return nil, cause(ctx, ownError(ctx, err))
	}
	return response, nil
}

// byClient has net/http send a request.
func (t *HTTPTransport) byClient(ctx context.Context, request *Request, target string) (*Response, error) {
	var body io.Reader
	if request.Body != nil {
		body = bytes.NewReader(request.Body)
	}
	sending, done := withoutCause(ctx)
	defer done()
	r, err := http.NewRequestWithContext(sending, request.Method, t.origin+target, body)
	if err != nil {
		return nil, fmt.Errorf("%w: request cannot be built", ErrInvalid) // the cause repeats the query
	}
	r.Header = t.header()
	if request.Body != nil {
		r.Header["Content-Type"] = []string{"application/json"}
	}
	answer, err := t.client.Do(r)
	if foreign(ctx, err) && replayable(request.Method) {
		r.Body = nil
		if body != nil {
			r.Body = io.NopCloser(bytes.NewReader(request.Body))
		}
		answer, err = t.client.Do(r)
	}
	if err != nil {
		return nil, cause(ctx, ownError(ctx, err))
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := readBody(answer, request.ResponseMax)
	if err != nil {
		return nil, cause(ctx, err)
	}
	return &Response{Status: answer.StatusCode, Body: content}, nil
}

// withoutCause is ctx with the same end but no cause. A request that is
// cancelled takes its connection with it, and net/http hands the cause to
// whichever request was put on that connection at the same moment: it must not
// learn why another one was given up.
func withoutCause(ctx context.Context) (context.Context, func()) {
	plain, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	return plain, func() { stop(); cancel() }
}

// foreign tells that a request failed by the cancellation of another.
func foreign(ctx context.Context, err error) bool {
	return errors.Is(err, context.Canceled) && ctx.Err() == nil
}

// replayable tells that a request may be sent twice without doing its work twice.
func replayable(method string) bool { return method != http.MethodPost }

// ownError names an error; a foreign one becomes the lost connection that it is.
func ownError(ctx context.Context, err error) error {
	switch {
	case foreign(ctx, err):
		return errConnectionLost
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return nameCause(err)
}

// errConnectionLost says that the connection ended before the answer.
var errConnectionLost = errors.New("the connection was closed before the answer")

// Close closes the idle connections, and those of requests under way when these have ended.
func (t *HTTPTransport) Close() error {
	if t.pool != nil {
		t.pool.close()
		return nil
	}
	t.client.CloseIdleConnections()
	return nil
}
