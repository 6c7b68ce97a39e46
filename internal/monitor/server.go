package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
)

// Server listens for an administrator. Make it with Listen.
type Server struct {
	listener net.Listener
	log      *slog.Logger
	open     atomic.Int64
}

// Listen takes the address, such as 127.0.0.1:9091; nothing is answered yet.
// log gets what goes wrong with connections, nil is silence.
func Listen(ctx context.Context, address string, log *slog.Logger) (*Server, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("listening on %s: another program has this port: %w", address, err)
	case err != nil:
		return nil, fmt.Errorf("listening on %s: %w", address, err)
	}
	return &Server{listener: listener, log: log}, nil
}

// Addr is the address that was taken, with the port that the system chose if it was to.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Close gives the address back; for a server whose Serve is not called.
func (s *Server) Close() error { return s.listener.Close() }

// Serve answers until ctx ends; requests under way then have a while to come to
// their end, after which their connections are closed and their contexts over.
// What lasts until its reader is gone hears of the end by [Stopping]. Serve returns
// when what was made for requests is tidied up, or takes far too long.
// It runs once, and its error is none when ctx has ended it.
func (s *Server) Serve(ctx context.Context, handler http.Handler) error {
	under := &handling{Handler: handler}
	server := &http.Server{Handler: under, BaseContext: func(net.Listener) context.Context {
		return context.WithValue(context.WithoutCancel(ctx), stoppingKey{}, ctx.Done())
	}, ReadHeaderTimeout: headerTime, ReadTimeout: readTime,
		WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: headerMax, ConnState: s.count,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}
	served := make(chan error, 1)
	go func() { served <- server.Serve(s.listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving on %s: %w", s.Addr(), err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if server.Shutdown(stop) != nil { // somebody takes too long
		_ = server.Close()
	}
	<-served
	under.await(leaveTime)
	return nil
}

type stoppingKey struct{}

// Stopping is closed when the server of a request begins to stop; nil, and so never, for a request of no [Server].
func Stopping(ctx context.Context) <-chan struct{} {
	stopping, _ := ctx.Value(stoppingKey{}).(<-chan struct{})
	return stopping
}

// count closes connections that are too many: those of calls must not go without a file descriptor.
func (s *Server) count(connection net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if s.open.Add(1) > connectionsMax {
			_ = connection.Close()
		}
	case http.StateClosed, http.StateHijacked:
		s.open.Add(-1)
	}
}
