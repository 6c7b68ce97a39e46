package fakeari

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// ErrClosed is what every wait gives once the Server is closed.
var ErrClosed = errors.New("fake Asterisk is closed")

// Server is one fake Asterisk. Make it with New, end it with Close; its methods
// may be called from any goroutine.
type Server struct {
	options Options
	missing map[string]bool
	routes  *routeNode
	http    *http.Server
	pipes   *pipeListener
	work    sync.WaitGroup // listeners, handlers, connections, alarms
	closing chan struct{}
	// ahead is by how much the clock was put forward, in nanoseconds.
	ahead atomic.Int64

	mu         sync.Mutex
	closed     bool
	started    time.Time
	downUntil  time.Time
	channels   map[string]*channel
	bridges    map[string]*bridge
	playbacks  map[string]*playback
	apps       map[string]*application
	recordings map[string]*recording // that have not ended
	devices    map[string]string
	// devicesTold are the states of telephones' devices that were published last.
	devicesTold map[string]string
	messages    []Message
	stored      map[string]*Recorded
	phones      map[string]*Endpoint      // who can be dialled, by name
	everything  map[*application]struct{} // applications subscribed to all
	endpoints   map[string]map[*application]struct{}
	globals     map[string]string
	sessions    map[*session]struct{}
	conns       map[*conn]struct{}
	alarms      map[*alarm]struct{}
	faults      []*armedFault
	requests    []*Request
	forgotten   int // requests that the log held before
	serial      int
	changed     chan struct{}
}

// New makes a server that already accepts in-memory connections by DialContext.
func New(options Options) *Server {
	s := &Server{
		options: options.withDefaults(),
		missing: map[string]bool{},
		closing: make(chan struct{}),
		started: time.Now(),
		conns:   map[*conn]struct{}{},
		alarms:  map[*alarm]struct{}{},
		phones:  map[string]*Endpoint{},
		devices: map[string]string{}, devicesTold: map[string]string{},
		stored: map[string]*Recorded{},
	}
	for _, name := range options.Missing {
		s.missing[name] = true
	}
	for name, length := range s.options.Recordings {
		kept := &Recorded{Name: name, Format: "wav"}
		kept.Length, kept.Talking = length, length
		kept.tapes = []loudness{{length, true}}
		s.stored[name] = kept
	}
	s.forget()
	s.routes = buildRoutes()
	s.http = &http.Server{
		Handler:     http.HandlerFunc(s.serve),
		IdleTimeout: idleMax,
		ErrorLog:    log.New(io.Discard, "", 0),
		ConnState:   s.trackConn,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, c)
		},
	}
	s.pipes = newPipeListener()
	s.acceptFrom(s.pipes)
	return s
}

// forget empties the world, as a restart of the process does.
func (s *Server) forget() {
	s.channels = map[string]*channel{}
	s.bridges = map[string]*bridge{}
	s.playbacks = map[string]*playback{}
	s.recordings = map[string]*recording{}
	s.apps = map[string]*application{}
	s.everything = map[*application]struct{}{}
	s.endpoints = map[string]map[*application]struct{}{}
	s.globals = map[string]string{}
	s.sessions = map[*session]struct{}{}
}

// Close ends every call, connection and timer and waits until all of them are
// gone. A second Close does nothing.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	close(s.closing)
	s.wipe(EndClosed)
	s.notify()
	s.mu.Unlock()
	_ = s.http.Close()
	s.work.Wait()
}

// wipe ends all that lives without an event: calls, timers, sockets.
func (s *Server) wipe(how EndKind) {
	for a := range maps.Clone(s.alarms) {
		a.cancel()
	}
	for _, app := range s.apps {
		app.session = nil // nobody hears of what ends now
	}
	for _, ch := range s.channels {
		ch.commands.flush()
		ch.gone = true
		if ch.call != nil {
			ch.call.finish(Ending{How: how})
		}
	}
	for c := range s.conns {
		_ = c.Close()
	}
	s.forget()
}

// Channels are the ids of the channels that live, sorted.
func (s *Server) Channels() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.channels))
}

// Bridges are the ids of the bridges that live, sorted.
func (s *Server) Bridges() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.bridges))
}

// Playbacks are the ids of the playbacks that are queued or playing, sorted.
func (s *Server) Playbacks() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.playbacks))
}

// Apps are the names of the applications that a socket serves now, sorted.
func (s *Server) Apps() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for name, app := range s.apps {
		if app.session != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// AwaitApp waits until a socket serves the application.
func (s *Server) AwaitApp(ctx context.Context, name string) error {
	err := s.await(ctx, func() bool { app := s.apps[name]; return app != nil && app.session != nil })
	if err != nil {
		return fmt.Errorf("awaiting application %q: %w", name, err)
	}
	return nil
}

// await waits until the condition, looked at under the lock, is true.
func (s *Server) await(ctx context.Context, holds func() bool) error {
	for {
		s.mu.Lock()
		if holds() {
			s.mu.Unlock()
			return nil
		}
		if s.changed == nil {
			s.changed = make(chan struct{})
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.closing:
			return ErrClosed
		}
	}
}

// notify wakes every await of the server.
func (s *Server) notify() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// nextID is a number that is used once: part of channel names and made-up ids.
func (s *Server) nextID() int {
	s.serial++
	return s.serial
}
