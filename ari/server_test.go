package ari_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/coder/websocket"
)

// pipes is a listener whose connections stay in memory, so that a synctest bubble sees them.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
	gone   atomic.Int64 // connections up to this number are silent
	dialed atomic.Int64
}

// A mutable is the server's end of a connection, which can be made to say nothing any more.
type mutable struct {
	net.Conn
	number int64
	gone   *atomic.Int64
}

func (m mutable) Write(p []byte) (int, error) {
	if m.number <= m.gone.Load() {
		return len(p), nil
	}
	return m.Conn.Write(p)
}

// vanish makes the server's end of every open connection silent, as if the machine were gone.
func (p *pipes) vanish() { p.gone.Store(p.dialed.Load()) }

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- mutable{there, p.dialed.Add(1), &p.gone}:
		return here, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }

// A server is as much of Asterisk as these tests need: the event socket, its self-test, and a handler.
type server struct {
	*pipes
	http    *http.Server
	handler http.HandlerFunc // requests other than those below; nil is 404

	opening sync.Mutex
	busy    atomic.Bool // pings are not answered

	mu       sync.Mutex
	upgrades int
	open     int
	openMost int
	faults   map[string]int                       // statuses by the beginning of method and path
	deaf     bool                                 // the self-test's event is not sent
	refuse   func(upgrade int) int                // status instead of the upgrade; 0 upgrades
	onOpen   func(n int, s *websocket.Conn)       // called when the n-th socket is open
	onText   func(s *websocket.Conn, text []byte) // called for each message
	sockets  map[string]*websocket.Conn           // by application
}

// newServer starts a server that ends with the test.
func newServer(t *testing.T) *server {
	s := &server{pipes: newPipes(), sockets: map[string]*websocket.Conn{}}
	s.http = &http.Server{Handler: s}
	var served sync.WaitGroup
	served.Go(func() { _ = s.http.Serve(s.pipes) })
	t.Cleanup(func() {
		_ = s.http.Close()
		s.cut()
		served.Wait()
	})
	return s
}

// options are those of a client of this server.
func (s *server) options() ari.Options {
	return ari.Options{
		URL: "http://asterisk/ari", Username: "user", Password: "secret", DialContext: s.Dial,
		Rand: seeded(),
	}
}

// seeded is a source of random bits that is the same in every run.
func seeded() func() uint64 {
	var mu sync.Mutex
	source := rand.New(rand.NewPCG(1, 2))
	return func() uint64 {
		mu.Lock()
		defer mu.Unlock()
		return source.Uint64()
	}
}

func (s *server) client(t *testing.T) *ari.Client {
	t.Helper()
	c, err := ari.New(s.options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	path := strings.TrimPrefix(r.URL.Path, "/ari/")
	app, listed := strings.CutPrefix(path, "applications/")
	event, sent := strings.CutPrefix(path, "events/user/")
	s.mu.Lock()
	fault := 0
	for begin, status := range s.faults {
		if strings.HasPrefix(r.Method+" "+path, begin) {
			fault = status
		}
	}
	s.mu.Unlock()
	switch {
	case fault != 0:
		w.WriteHeader(fault)
	case !authorized(r):
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"message":"Authentication required"}`))
	case path == "events" && r.Method == http.MethodGet:
		s.upgrade(w, r)
	case listed && r.Method == http.MethodGet && s.socket(app) != nil:
		_, _ = w.Write([]byte(`{"name":"` + app + `","channel_ids":["1.1"],"bridge_ids":[],"endpoint_ids":[],` +
			`"device_names":[],"events_allowed":[],"events_disallowed":[]}`))
	case sent && r.Method == http.MethodPost:
		s.userEvent(w, r, event)
	case s.handler != nil:
		s.handler(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"message":"Resource not found"}`))
	}
}

func authorized(r *http.Request) bool {
	user, password, _ := r.BasicAuth()
	return user == "user" && password == "secret"
}

func (s *server) upgrade(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.upgrades++
	n, refuse := s.upgrades, s.refuse
	s.mu.Unlock()
	if refuse != nil {
		if status := refuse(n); status != 0 {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"message":"refused"}`))
			return
		}
	}
	s.opening.Lock() // Asterisk knows the application before it answers the upgrade
	socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"ari"},
		OnPingReceived: func(context.Context, []byte) bool { return !s.busy.Load() }})
	if err != nil {
		s.opening.Unlock()
		return
	}
	s.mu.Lock()
	s.open++
	s.openMost = max(s.openMost, s.open)
	for app := range strings.SplitSeq(r.URL.Query().Get("app"), ",") {
		s.sockets[app] = socket
	}
	onOpen, onText := s.onOpen, s.onText
	s.mu.Unlock()
	s.opening.Unlock()
	if onOpen != nil {
		onOpen(n, socket)
	}
	for {
		_, text, err := socket.Read(context.Background())
		if err != nil {
			break
		}
		if onText != nil {
			onText(socket, text)
		}
	}
	_ = socket.CloseNow()
	s.mu.Lock()
	s.open--
	s.mu.Unlock()
}

func (s *server) userEvent(w http.ResponseWriter, r *http.Request, name string) {
	var body struct{ Application string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || s.socket(body.Application) == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.mu.Lock()
	deaf := s.deaf
	s.mu.Unlock()
	if !deaf {
		send(s.socket(body.Application), `{"type":"ChannelUserevent","eventname":"`+name+`","userevent":{},`+
			`"application":"`+body.Application+`","timestamp":"`+sampleTime+`"}`)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) socket(app string) *websocket.Conn {
	s.opening.Lock()
	defer s.opening.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sockets[app]
}

// cut drops all sockets without a goodbye.
func (s *server) cut() {
	s.mu.Lock()
	sockets := s.sockets
	s.sockets = map[string]*websocket.Conn{}
	s.mu.Unlock()
	for _, socket := range sockets {
		_ = socket.CloseNow()
	}
}

// set changes the server's behaviour.
func (s *server) set(change func(*server)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func send(socket *websocket.Conn, text string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = socket.Write(ctx, websocket.MessageText, []byte(text))
}
