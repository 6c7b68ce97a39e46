package fakeari

import (
	"net"
	"net/http"
	"sync"
)

// connKey finds the connection of a request in its context.
type connKey struct{}

// conn is the server's side of a connection, which a fault can stall: it then
// neither reads nor writes, while the other side sees it open.
type conn struct {
	net.Conn
	server *Server
	once   sync.Once
	closed chan struct{}

	mu   sync.Mutex
	gate chan struct{} // not nil while stalled, closed by release
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.pass()
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	c.pass()
	return c.Conn.Write(p)
}

func (c *conn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

func (c *conn) pass() {
	c.mu.Lock()
	gate := c.gate
	c.mu.Unlock()
	if gate == nil {
		return
	}
	select {
	case <-gate:
	case <-c.closed:
	}
}

func (c *conn) stall() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gate == nil {
		c.gate = make(chan struct{})
	}
}

func (c *conn) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gate != nil {
		close(c.gate)
		c.gate = nil
	}
}

// adopt wraps an accepted connection, or closes it when the server is away.
func (s *Server) adopt(raw net.Conn) *conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.isDown() {
		_ = raw.Close()
		return nil
	}
	c := &conn{Conn: raw, server: s, closed: make(chan struct{})}
	s.conns[c] = struct{}{}
	return c
}

// trackConn lets Close wait for the http.Server's own goroutines. A hijacked
// connection is from then on its handler's to wait for and to give up.
func (s *Server) trackConn(raw net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.work.Add(1)
	case http.StateHijacked:
		s.work.Done()
	case http.StateClosed:
		s.drop(raw)
		s.work.Done()
	}
}

func (s *Server) drop(raw net.Conn) {
	if c, ok := raw.(*conn); ok {
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
		_ = c.Close()
	}
}
