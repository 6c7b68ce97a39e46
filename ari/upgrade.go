package ari

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/coder/websocket"
)

// upgrade opens a socket for the applications. Cancelling ctx afterwards does nothing to the socket.
func (c *core) upgrade(ctx context.Context, apps []string, subscribeAll bool) (*socket, error) {
	ctx, cancel := withDeadline(ctx, c.options.RequestTimeout)
	defer cancel()
	values := query{{"app", strings.Join(apps, ",")}}
	if subscribeAll {
		values.text("subscribeAll", strconv.FormatBool(true))
	}
	client := *c.upgrader
	behind := &tap{client: c.upgrader}
	client.Transport = behind
	target := c.options.URL + "/events?" + encodeQuery(values)
	conn, answer, err := websocket.Dial(ctx, target, &websocket.DialOptions{
		HTTPClient:   &client,
		HTTPHeader:   c.header(),
		Subprotocols: []string{"ari"},
	})
	if err == nil {
		return &socket{Conn: conn, raw: behind.raw}, nil
	}
	in := invocation{operation: &opEventsEventWebsocket}
	if answer == nil {
		return nil, in.fault("events", 0, "", cause(ctx, nameCause(err)))
	}
	if answer.StatusCode == http.StatusSwitchingProtocols {
		return nil, in.fault("events", answer.StatusCode, "", fmt.Errorf("%w: %w", ErrResponse, err))
	}
	body, _ := io.ReadAll(io.LimitReader(answer.Body, MessageBytesMax)) // what of it came is enough
	return nil, in.fault("events", answer.StatusCode, errorMessage(body), nil)
}
