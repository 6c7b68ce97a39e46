package ari

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ariapp/ariapp/ari/internal/jsonpull"
)

// An invocation is an operation with the values of one call. Generated methods fill it.
type invocation struct {
	operation *Operation
	ids       []string
	query     query
	body      any // marshalled to JSON; nil means no body
}

// void calls an operation whose answer says nothing.
func (c *core) void(ctx context.Context, in invocation) error {
	_, err := c.call(ctx, in, ResponseBytesMax, c.options.RequestTimeout)
	return err
}

// file calls an operation that answers with a file.
func (c *core) file(ctx context.Context, in invocation) ([]byte, error) {
	return c.call(ctx, in, FileBytesMax, max(FileTimeout, c.options.RequestTimeout))
}

// callModel calls an operation that answers with an object.
func callModel[T any, P interface {
	*T
	decodable
}](ctx context.Context, c *core, in invocation) (*T, error) {
	body, err := c.call(ctx, in, ResponseBytesMax, c.options.RequestTimeout)
	if err != nil {
		return nil, err
	}
	var r jsonpull.Reader
	r.Reset(string(body))
	m := new(T)
	P(m).decode(&r)
	return m, c.answered(in, r.End())
}

// callModels calls an operation that answers with a list.
func callModels[T any, P interface {
	*T
	decodable
}](ctx context.Context, c *core, in invocation) ([]T, error) {
	body, err := c.call(ctx, in, ResponseBytesMax, c.options.RequestTimeout)
	if err != nil {
		return nil, err
	}
	var r jsonpull.Reader
	r.Reset(string(body))
	list := decodeModels[T, P](&r)
	return list, c.answered(in, r.End())
}

// call sends the request and returns the body of an answer below 300.
func (c *core) call(
	ctx context.Context, in invocation, bytesMax int64, timeout time.Duration,
) ([]byte, error) {
	request, err := in.request()
	if err != nil {
		return nil, in.fault(request.Path, 0, "", err)
	}
	request.ResponseMax = bytesMax
	ctx, cancel := withDeadline(ctx, timeout)
	defer cancel()
	response, err := c.transport.RoundTrip(ctx, request)
	switch {
	case err != nil:
		return nil, in.fault(request.Path, 0, "", err)
	case response.Status < 200 || response.Status > 299:
		return nil, in.fault(request.Path, response.Status, errorMessage(response.Body), nil)
	}
	return response.Body, nil
}

func (in *invocation) request() (*Request, error) {
	request := &Request{Method: in.operation.Method, Path: in.operation.Path, Query: in.query}
	path, err := expandPath(in.operation.Path, in.ids)
	if err != nil {
		return request, err
	}
	request.Path = path
	if in.body != nil {
		request.Body, err = json.Marshal(in.body)
	}
	return request, err
}

// answered wraps what is wrong with the body of a good answer.
func (c *core) answered(in invocation, err error) error {
	if err == nil {
		return nil
	}
	return in.fault(in.operation.Path, http.StatusOK, "", fmt.Errorf("%w: %w", ErrResponse, err))
}

func (in *invocation) fault(path string, status int, message string, err error) error {
	return &Error{
		Operation: in.operation.Name, Method: in.operation.Method, Path: path,
		Status: status, Message: message, Err: err,
	}
}

// errorMessage finds Asterisk's message in the body of a failure, {"message": "..."} or {"error": "..."}.
func errorMessage(body []byte) string {
	var r jsonpull.Reader
	r.Reset(string(body))
	for _, name := range []string{"message", "error"} {
		if text, found := r.Find(name); found {
			return text[:min(len(text), MessageBytesMax)]
		}
	}
	return ""
}

// errBodyTooLarge reports an answer that was not read to its end.
func errBodyTooLarge(limit int64) error {
	return fmt.Errorf("%w: body is larger than %d bytes", ErrResponse, limit)
}

// cause prefers why a context ended over that it ended.
func cause(ctx context.Context, err error) error {
	if ctx.Err() == nil || errors.Is(err, ErrClosed) {
		return err
	}
	if why := context.Cause(ctx); why != nil && !errors.Is(err, why) {
		return fmt.Errorf("%w: %w", why, err)
	}
	return err
}
