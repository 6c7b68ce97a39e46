package ari

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
)

// HTTPTransport sends each request over a bounded pool of kept connections.
type HTTPTransport struct {
	root   string
	header func() http.Header
	client *http.Client
}

var _ Transport = (*HTTPTransport)(nil)

// NewHTTPTransport makes a transport from the same options as a Client. New does it by itself.
func NewHTTPTransport(options Options) (*HTTPTransport, error) {
	options = options.withDefaults()
	if err := options.validate(); err != nil {
		return nil, err
	}
	client, err := newHTTPClient(options, options.MaxConns)
	if err != nil {
		return nil, err
	}
	return &HTTPTransport{root: options.URL + "/", header: basicHeader(options), client: client}, nil
}

// RoundTrip sends one request. It fails with ErrInvalid if Asterisk would not read the whole request, with
// ErrResponse if the answer is larger than ResponseMax, and with the context's error.
func (t *HTTPTransport) RoundTrip(ctx context.Context, request *Request) (*Response, error) {
	target := t.root + request.Path
	if len(request.Query) > 0 {
		target += "?" + encodeQuery(request.Query)
	}
	if len(target) > RequestLineMax || len(request.Body) > RequestBodyMax {
		return nil, fmt.Errorf("%w: larger than Asterisk reads", ErrInvalid)
	}
	var body io.Reader
	if request.Body != nil {
		body = bytes.NewReader(request.Body)
	}
	r, err := http.NewRequestWithContext(ctx, request.Method, target, body)
	if err != nil {
		return nil, fmt.Errorf("%w: request cannot be built", ErrInvalid) // the cause repeats the query
	}
	r.Header = t.header()
	if request.Body != nil {
		r.Header["Content-Type"] = []string{"application/json"}
	}
	answer, err := t.client.Do(r)
	if err != nil {
		return nil, cause(ctx, nameCause(err))
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(answer.Body, request.ResponseMax+1))
	switch {
	case err != nil:
		return nil, cause(ctx, fmt.Errorf("reading the response: %w", err))
	case int64(len(content)) > request.ResponseMax:
		return nil, errBodyTooLarge(request.ResponseMax)
	}
	return &Response{Status: answer.StatusCode, Body: content}, nil
}

// Close closes the idle connections.
func (t *HTTPTransport) Close() error {
	t.client.CloseIdleConnections()
	return nil
}
