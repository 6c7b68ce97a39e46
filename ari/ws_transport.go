package ari

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/coder/websocket"
)

// WebSocketTransport sends requests over a WebSocket of its own, which it opens at the first request and
// again after a failure. Asterisk works off one socket's requests strictly one after the other, and some wait
// for a channel: one slow request delays all others. It serves tools and small systems; a busy one is better
// off with the HTTP pool. Files cannot be fetched over it (status 406).
//
// Asterisk gives a socket to applications only, so it registers one of a random name, subscribed to nothing.
// A request that gets no answer in time retires its socket: later ones go over a new one.
type WebSocketTransport struct {
	core *core
	app  string
	done chan struct{} // closed by Close

	closing sync.Once
	readers sync.WaitGroup

	turn    chan struct{} // held while the fields below are used
	current *exchange
	opened  int
}

var _ Transport = (*WebSocketTransport)(nil)

// NewWebSocketTransport makes a transport from the same options as a Client, for Options.Transport. It
// connects to nothing yet.
func NewWebSocketTransport(options Options) (*WebSocketTransport, error) {
	options = options.withDefaults()
	if err := options.validate(); err != nil {
		return nil, err
	}
	upgrader, err := newUpgrader(options)
	if err != nil {
		return nil, err
	}
	return &WebSocketTransport{
		core: newCore(options, upgrader, nil),
		app:  fmt.Sprintf("ari-rest-%016x", options.Rand()),
		done: make(chan struct{}),
		turn: make(chan struct{}, 1),
	}, nil
}

// RoundTrip sends one request and waits for its answer. It fails with ErrInvalid if Asterisk would not read
// the whole request, with ErrClosed after Close, and with the context's error.
func (t *WebSocketTransport) RoundTrip(ctx context.Context, request *Request) (*Response, error) {
	x, id, answer, err := t.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer x.forget(id)
	frame, err := restFrame(id, request)
	if err != nil {
		return nil, err
	}
	writing, written := whole(ctx)
	err = x.socket.Write(writing, websocket.MessageText, frame)
	written()
	if err != nil {
		x.retire()
		return nil, cause(ctx, fmt.Errorf("sending the request: %w", err))
	}
	select {
	case response := <-answer:
		if int64(len(response.Body)) > request.ResponseMax {
			return nil, errBodyTooLarge(request.ResponseMax)
		}
		return response, nil
	case <-x.ended:
		if t.isClosed() {
			return nil, ErrClosed
		}
		return nil, fmt.Errorf("waiting for the response: %w", x.err)
	case <-t.done:
		return nil, ErrClosed
	case <-ctx.Done():
		// A caller who lost interest says nothing about the socket.
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			x.retire()
		}
		return nil, cause(ctx, fmt.Errorf("waiting for the response: %w", ctx.Err()))
	}
}

// begin returns an open socket that expects an answer.
func (t *WebSocketTransport) begin(ctx context.Context) (*exchange, string, <-chan *Response, error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
	}
	if ctx.Err() != nil { // it may have been its turn in the same moment
		return nil, "", nil, cause(ctx, fmt.Errorf("waiting for a socket: %w", ctx.Err()))
	}
	if t.isClosed() {
		return nil, "", nil, ErrClosed
	}
	if t.current != nil {
		if id, answer, ok := t.current.expect(); ok {
			return t.current, id, answer, nil
		}
	}
	x, err := t.open(ctx)
	if err != nil {
		return nil, "", nil, err
	}
	id, answer, _ := x.expect()
	return x, id, answer, nil
}

// whole is a context for writing a frame, which ends with the request's deadline and not with the interest in it: of a
// frame that is broken off nobody could read the next, and the socket with all who wait on it would be lost.
func whole(ctx context.Context) (context.Context, context.CancelFunc) {
	if until, bounded := ctx.Deadline(); bounded {
		return context.WithDeadline(context.WithoutCancel(ctx), until)
	}
	return context.WithCancel(context.WithoutCancel(ctx))
}

// open makes a new socket the current one.
func (t *WebSocketTransport) open(ctx context.Context) (*exchange, error) {
	t.opened++
	socket, err := t.core.upgrade(ctx, []string{t.app + "-" + strconv.Itoa(t.opened)}, false)
	if err != nil {
		return nil, fmt.Errorf("opening a socket: %w", err)
	}
	socket.SetReadLimit(ResponseBytesMax)
	t.current = newExchange(socket)
	t.readers.Go(t.current.read)
	return t.current, nil
}

func (t *WebSocketTransport) isClosed() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// Close ends the socket and waits for its reader. Requests under way fail with ErrClosed.
func (t *WebSocketTransport) Close() error {
	t.turn <- struct{}{} // begin holds it for the deadline of a request at most
	defer func() { <-t.turn }()
	t.closing.Do(func() { close(t.done) })
	if t.current != nil {
		t.current.socket.hangUp()
	}
	t.readers.Wait()
	t.core.upgrader.CloseIdleConnections()
	return nil
}

// restFrame writes the message that carries a request.
func restFrame(id string, request *Request) ([]byte, error) {
	message := RESTRequest{
		Type: "RESTRequest", TransactionID: id, RequestID: id, Method: request.Method, URI: request.Path,
	}
	for _, v := range request.Query {
		message.QueryStrings = append(message.QueryStrings, RESTQueryStringParameter(v))
	}
	if request.Body != nil {
		message.ContentType = Ptr("application/json")
		message.MessageBody = Ptr(string(request.Body))
	}
	frame, err := json.Marshal(message)
	if err == nil && len(frame) > RequestFrameMax {
		err = fmt.Errorf("%w: larger than Asterisk reads", ErrInvalid)
	}
	return frame, err
}
