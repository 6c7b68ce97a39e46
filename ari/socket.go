package ari

import (
	"io"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// A socket is a WebSocket together with what it runs over.
type socket struct {
	*websocket.Conn
	raw io.Closer
}

// hangUp ends the socket with a close frame, since Asterisk logs a warning for one that just vanishes, and
// cuts it if the other side does not answer within CloseTimeout.
func (s *socket) hangUp() {
	cut := time.AfterFunc(CloseTimeout, func() { _ = s.raw.Close() })
	defer cut.Stop()
	_ = s.Close(websocket.StatusNormalClosure, "")
}

// cut ends the socket without a word.
func (s *socket) cut() { _ = s.raw.Close() }

// A tap is a round tripper that keeps hold of the connection behind an upgrade.
type tap struct {
	client *http.Client
	raw    *frameWriter
}

// RoundTrip passes the upgrade on and puts a frameWriter around the connection.
func (t *tap) RoundTrip(request *http.Request) (*http.Response, error) {
	base := t.client.Transport
	if base == nil {
		base = http.DefaultTransport
	}
	answer, err := base.RoundTrip(request)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		return answer, err
	}
	if connection, ok := answer.Body.(io.ReadWriteCloser); ok {
		t.raw = &frameWriter{ReadWriteCloser: connection}
		answer.Body = t.raw
	}
	return answer, nil
}
