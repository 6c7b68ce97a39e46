package fakeari

import (
	"context"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"
)

// ListenTCP also serves on a TCP address such as "127.0.0.1:0" and gives the URL
// of the REST interface, "http://127.0.0.1:PORT/ari".
func (s *Server) ListenTCP(address string) (string, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", fmt.Errorf("listening on %s: %w", address, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = l.Close()
		return "", fmt.Errorf("listening on %s: %w", address, ErrClosed)
	}
	s.acceptFrom(l)
	return "http://" + l.Addr().String() + "/ari", nil
}

// acceptFrom serves a listener until the server is closed, which closes it.
func (s *Server) acceptFrom(l net.Listener) {
	s.work.Go(func() { _ = s.http.Serve(&adoptingListener{Listener: l, server: s}) })
}

// DialContext opens an in-memory connection to the server, whatever address is
// asked for. While the server is away after a restart fault it is refused.
func (s *Server) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	s.mu.Lock()
	away := s.closed || s.isDown()
	s.mu.Unlock()
	if away {
		return nil, refused(address)
	}
	near, far := newPipe(address)
	select {
	case s.pipes.accepted <- far:
		return near, nil
	case <-ctx.Done():
		_, _ = near.Close(), far.Close()
		return nil, fmt.Errorf("dialling %s: %w", address, ctx.Err())
	case <-s.closing:
		_, _ = near.Close(), far.Close()
		return nil, refused(address)
	}
}

func refused(address string) error {
	return &net.OpError{Op: "dial", Net: "pipe", Addr: pipeAddr(address), Err: syscall.ECONNREFUSED}
}

// isDown tells whether a restart is still under way. The caller holds the lock.
func (s *Server) isDown() bool { return time.Now().Before(s.downUntil) }

// adoptingListener puts every connection under the server's care.
type adoptingListener struct {
	net.Listener
	server *Server
}

func (l *adoptingListener) Accept() (net.Conn, error) {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c := l.server.adopt(raw); c != nil {
			return c, nil
		}
	}
}

// pipeListener accepts the far ends of in-memory connections.
type pipeListener struct {
	accepted chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{accepted: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.accepted:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr("pipe") }
