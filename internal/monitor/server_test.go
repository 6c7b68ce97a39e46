package monitor

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are pipes, so that time can be a bubble's.
type pipes struct {
	incoming chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

func newPipes() *pipes { return &pipes{incoming: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.incoming:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// dial opens a connection to the listener; it is closed with the test.
func (p *pipes) dial(t *testing.T) net.Conn {
	t.Helper()
	ours, theirs := net.Pipe()
	p.incoming <- theirs
	t.Cleanup(func() { _ = ours.Close() })
	return ours
}

// serving runs a server on pipes; end stops it and returns its error and how long that took.
func serving(t *testing.T, handler http.Handler) (in *pipes, end func() (time.Duration, error)) {
	t.Helper()
	in = newPipes()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	server := &Server{listener: in, log: slog.New(slog.DiscardHandler)}
	go func() { done <- server.Serve(ctx, handler) }()
	return in, func() (time.Duration, error) {
		begun := time.Now()
		cancel()
		err := <-done
		return time.Since(begun), err
	}
}

// reply200 answers at once.
func reply200(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, map[string]any{}) }

// get sends a request and returns the answer's status line.
func get(t *testing.T, conn net.Conn) string {
	t.Helper()
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.Status
}

// Law: port 0 is a free port, Addr tells which; it answers there until ctx ends, and not after.
func TestServeAndStop(t *testing.T) {
	server, err := Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, http.HandlerFunc(reply200)) }()
	conn, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if status := get(t, conn); status != "200 OK" {
		t.Error(status)
	}
	_ = conn.Close()
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if conn, err := net.Dial("tcp", server.Addr().String()); err == nil {
		_ = conn.Close()
		t.Error("it is stopped, and takes connections")
	}
}

// Law: an address that cannot be had is named, with the reason.
func TestAnAddressThatCannotBeHad(t *testing.T) {
	first, err := Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	address := first.Addr().String()
	_, err = Listen(t.Context(), address, nil)
	if want := "listening on " + address + ": another program has this port: "; !errors.Is(err, syscall.EADDRINUSE) || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v", err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	for _, address := range []string{"127.0.0.1", "127.0.0.1:http:x", "127.0.0.1:70000", "192.0.2.1:0"} {
		server, err := Listen(t.Context(), address, nil)
		if err == nil || !strings.HasPrefix(err.Error(), "listening on "+address+": ") || strings.Contains(err.Error(), "another program") {
			t.Errorf("%s: %v %v", address, server, err)
		}
	}
}

// Law: a listener that breaks ends Serve with an error.
func TestAListenerThatBreaks(t *testing.T) {
	in := newPipes()
	_ = in.Close()
	server := &Server{listener: in, log: slog.New(slog.DiscardHandler)}
	if err := server.Serve(t.Context(), http.NotFoundHandler()); err == nil || !strings.HasPrefix(err.Error(), "serving on 127.0.0.1:1: ") {
		t.Errorf("%v", err)
	}
}

// Law: a request under way comes to its end when the server stops, unless it takes too long.
func TestStoppingWaits(t *testing.T) {
	for takes, status := range map[time.Duration]string{3 * time.Second: "200 OK", time.Hour: ""} {
		synctest.Test(t, func(t *testing.T) {
			in, end := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				select {
				case <-time.After(takes):
					reply200(w, r)
				case <-r.Context().Done():
				}
			}))
			conn, answered := in.dial(t), make(chan string, 1)
			go func() {
				defer close(answered)
				if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
					return
				}
				if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
					answered <- answer.Status
					_, _ = io.Copy(io.Discard, conn)
				}
			}()
			synctest.Wait()
			took, err := end()
			if got := <-answered; got != status || err != nil {
				t.Errorf("a request of %v was answered %q, %v", takes, got, err)
			}
			if took > stopTime+time.Second {
				t.Errorf("with a request of %v stopping took %v", takes, took)
			}
		})
	}
}

// Law: what lasts is told that the server stops, at once; and the server waits for what tidies up behind its request, but
// not for ever.
func TestStoppingTellsAndAwaits(t *testing.T) {
	for _, c := range []struct {
		heeds               bool
		tidies, least, most time.Duration
	}{{true, time.Second, time.Second, 2 * time.Second}, {false, 3 * time.Second, stopTime + 3*time.Second, stopTime + 4*time.Second},
		{false, time.Hour, stopTime + leaveTime, stopTime + leaveTime + time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			tidied := make(chan struct{})
			in, end := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(tidied)
				stopping := Stopping(r.Context())
				if !c.heeds {
					stopping = nil
				}
				select {
				case <-stopping:
				case <-r.Context().Done():
				}
				time.Sleep(c.tidies)
			}))
			conn := in.dial(t)
			go func() {
				_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
				_, _ = io.Copy(io.Discard, conn)
			}()
			synctest.Wait()
			took, err := end()
			if err != nil || took < c.least || took > c.most {
				t.Errorf("%+v: stopping took %v, %v", c, took, err)
			}
			<-tidied
		})
	}
	if Stopping(t.Context()) != nil {
		t.Error("a request of no server hears of its end")
	}
}

// Law: who sends slowly, or nothing, is not waited for.
func TestSlowSenders(t *testing.T) {
	cases := []struct {
		law, sends string
		within     time.Duration
	}{
		{"nothing at all", "", headerTime},
		{"half a header", "GET / HTTP/1.1\r\nHost:", headerTime},
		{"half a body", "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc", readTime},
		{"no second request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", idleTime},
	}
	for _, c := range cases {
		t.Run(c.law, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in, end := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					reply200(w, r)
				}))
				conn, begun := in.dial(t), time.Now()
				go func() { _, _ = io.WriteString(conn, c.sends) }()
				_, _ = io.Copy(io.Discard, conn) // until the server has enough
				if took := time.Since(begun); took < c.within || took > c.within+2*time.Second {
					t.Errorf("closed after %v", took)
				}
				if _, err := end(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// Law: connections above the bound are closed at once, and those below it work; one that ends makes place.
func TestTooManyConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, end := serving(t, http.HandlerFunc(reply200))
		open := make([]net.Conn, connectionsMax)
		for i := range open {
			open[i] = in.dial(t)
			if status := get(t, open[i]); status != "200 OK" {
				t.Fatalf("connection %d: %s", i, status)
			}
		}
		extra := in.dial(t)
		if n, err := extra.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("one too many: %d %v", n, err)
		}
		_ = open[0].Close()
		synctest.Wait()
		if status := get(t, in.dial(t)); status != "200 OK" {
			t.Error(status)
		}
		if _, err := end(); err != nil {
			t.Error(err)
		}
	})
}

// Law: a header above its bound is refused.
func TestALargeHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, end := serving(t, http.HandlerFunc(reply200))
		conn := in.dial(t)
		go func() {
			_, _ = fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", strings.Repeat("a", 2*headerMax))
		}()
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("%v %v", answer, err)
		}
		_ = conn.Close()
		if _, err := end(); err != nil {
			t.Error(err)
		}
	})
}
