package fakeari_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// patience is how long a test waits for what must happen; in a bubble it costs nothing.
const patience = 10 * time.Second

// client speaks to the fake with nothing but net/http and a WebSocket.
type client struct {
	t    *testing.T
	srv  *fakeari.Server
	http *http.Client
	user string
	pass string
}

func newClient(t *testing.T, options fakeari.Options) *client {
	t.Helper()
	srv := fakeari.New(options)
	transport := &http.Transport{DialContext: srv.DialContext, IdleConnTimeout: 10 * time.Second}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		srv.Close()
	})
	return &client{
		t: t, srv: srv, http: &http.Client{Transport: transport}, user: options.User, pass: options.Password,
	}
}

// answer is a reply of the server.
type answer struct {
	status int
	header http.Header
	body   map[string]any
	text   string
}

func (c *client) do(method, path, body string) answer {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Hour)
	defer cancel()
	got, err := c.try(ctx, method, path, body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

func (c *client) try(ctx context.Context, method, path, body string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://fake/ari"+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.user != "" {
		req.SetBasicAuth(c.user, c.pass)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	text, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	got := answer{status: resp.StatusCode, header: resp.Header, text: string(text)}
	_ = json.Unmarshal(text, &got.body)
	return got, err
}

// want checks a status.
func (c *client) want(status int, method, path, body string) answer {
	c.t.Helper()
	got := c.do(method, path, body)
	if got.status != status {
		c.t.Errorf("%s %s %s: got %d %s, want %d", method, path, body, got.status, got.text, status)
	}
	return got
}

// socket is an event socket.
type socket struct {
	t  *testing.T
	ws *websocket.Conn
}

func (c *client) socket(query string) *socket {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	header := http.Header{}
	if c.user != "" {
		req := &http.Request{Header: header}
		req.SetBasicAuth(c.user, c.pass)
	}
	ws, _, err := websocket.Dial(ctx, "ws://fake/ari/events?"+query, &websocket.DialOptions{
		HTTPClient: c.http, HTTPHeader: header, Subprotocols: []string{"ari"},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	ws.SetReadLimit(1 << 20)
	c.t.Cleanup(func() { _ = ws.CloseNow() })
	return &socket{c.t, ws}
}

// message is an event or response as it came.
type message map[string]any

func (m message) kind() string { kind, _ := m["type"].(string); return kind }

// next is the next message; it fails when none comes.
func (s *socket) next() message {
	s.t.Helper()
	m, err := s.read(patience)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *socket) read(wait time.Duration) (message, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	_, text, err := s.ws.Read(ctx)
	if err != nil {
		return nil, err
	}
	var m message
	return m, json.Unmarshal(text, &m)
}

// kinds are the types of the next n messages.
func (s *socket) kinds(n int) []string {
	s.t.Helper()
	var kinds []string
	for range n {
		kinds = append(kinds, s.next().kind())
	}
	return kinds
}

func (s *socket) write(text string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.ws.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		s.t.Fatal(err)
	}
}

// soon is a context that ends when something has taken too long.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}
