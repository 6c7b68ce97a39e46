package ari_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// scripted are connections in memory of which each does what a script says, by their number from 1 on.
type scripted struct {
	script func(n int, conn net.Conn, requests *bufio.Reader)
	dialed atomic.Int64
	over   sync.WaitGroup
}

func (s *scripted) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	n := int(s.dialed.Add(1))
	s.over.Go(func() {
		s.script(n, there, bufio.NewReader(there))
		_ = there.Close()
	})
	return here, nil
}

// scriptedClient makes a client of such connections, which ends with the bubble.
func scriptedClient(t *testing.T, script func(n int, conn net.Conn, requests *bufio.Reader)) (*ari.Client, *scripted) {
	t.Helper()
	s := &scripted{script: script}
	c, err := ari.New(ari.Options{URL: "http://asterisk/ari", APIKey: "u:p", DialContext: s.dial})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		s.over.Wait()
	})
	return c, s
}

// takes reads one request, "" when the other side is gone.
func takes(requests *bufio.Reader) string {
	r, err := http.ReadRequest(requests)
	if err != nil {
		return ""
	}
	_, _ = io.Copy(io.Discard, r.Body)
	return r.Method
}

func says(conn net.Conn, answer string) { _, _ = conn.Write([]byte(answer)) }

const nothing = "HTTP/1.1 204 No Content\r\n\r\n"

// Law: a connection that Asterisk has ended while nobody used it carries no request, not even one that must not be
// sent twice.
func TestEndedConnectionIsNotUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := scriptedClient(t, func(_ int, conn net.Conn, requests *bufio.Reader) {
			if takes(requests) != "" {
				says(conn, nothing)
			}
		})
		for range 3 {
			if err := c.Channels.Answer(t.Context(), "c"); err != nil {
				t.Error(err)
			}
			synctest.Wait()
		}
		if n := s.dialed.Load(); n != 3 {
			t.Errorf("%d connections", n)
		}
	})
}

// Law: the same over TCP, where the kernel is asked.
func TestEndedConnectionIsNotUsedOverTCP(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan bool, 3)
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			requests := bufio.NewReader(conn)
			for range 2 { // each connection is kept for one more
				if takes(requests) != "" {
					says(conn, nothing)
				}
			}
			_ = conn.Close()
			ended <- true
		}
	})
	c, err := ari.New(ari.Options{URL: "http://" + listener.Addr().String() + "/ari", APIKey: "u:p"})
	if err != nil {
		t.Fatal(err)
	}
	defer served.Wait()
	defer listener.Close()
	defer c.Close()
	for range 3 {
		for range 2 {
			if err := c.Channels.Answer(t.Context(), "c"); err != nil {
				t.Fatal(err)
			}
		}
		<-ended
	}
}

// Law: what comes unasked over a connection that nobody uses is not the answer to the next request.
func TestUnaskedAnswerIsNotTaken(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	read, said := make(chan bool), make(chan bool, 2)
	var served sync.WaitGroup
	served.Go(func() {
		for _, value := range []string{"first", "other"} {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			if takes(bufio.NewReader(conn)) != "" {
				says(conn, "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"value\":\""+value+"\"}")
			}
			<-read
			says(conn, "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"value\":\"stray\"}")
			said <- true
		}
	})
	c, err := ari.New(ari.Options{URL: "http://" + listener.Addr().String() + "/ari", APIKey: "u:p"})
	if err != nil {
		t.Fatal(err)
	}
	defer served.Wait()
	defer listener.Close()
	defer close(read)
	defer c.Close()
	for _, want := range []string{"first", "other"} {
		v, err := c.Asterisk.GetGlobalVar(t.Context(), ari.AsteriskGetGlobalVarParams{Variable: "V"})
		if err != nil || v.Value != want {
			t.Fatalf("%v, %v, want %s", v, err, want)
		}
		read <- true
		<-said
	}
}

// Law: when a kept connection ends under a request, one that changes nothing is asked again; one that does something
// is not, and its error says that there was no answer.
func TestConnectionEndsUnderRequest(t *testing.T) {
	for _, changes := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var seen []string
			c, _ := scriptedClient(t, func(n int, conn net.Conn, requests *bufio.Reader) {
				for i := 0; ; i++ {
					method := takes(requests)
					if method == "" {
						return
					}
					if seen = append(seen, method); n == 1 && i == 1 {
						return
					}
					says(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
				}
			})
			if _, err := c.Asterisk.GetInfo(t.Context(), ari.AsteriskGetInfoParams{}); err != nil {
				t.Fatal(err)
			}
			if !changes {
				if _, err := c.Asterisk.GetInfo(t.Context(), ari.AsteriskGetInfoParams{}); err != nil {
					t.Error(err)
				}
			} else if err := c.Channels.Answer(t.Context(), "c"); err == nil || errors.Is(err, ari.ErrTimeout) ||
				!strings.Contains(err.Error(), "closed before the answer") {
				t.Error(err)
			}
			if want := map[bool]string{false: "GET GET GET", true: "GET POST"}[changes]; strings.Join(seen, " ") != want {
				t.Errorf("seen: %v, want %s", seen, want)
			}
		})
	}
}

// Law: what Asterisk says to a request that was given up, or that nobody made, is never the answer to another one.
func TestAnswersAreNotMixed(t *testing.T) {
	const foreign = "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"value\":\"other\"}"
	const own = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"value\":\"own\"}"
	for name, test := range map[string]struct {
		first func(conn net.Conn)
		limit time.Duration
	}{
		"given up": {func(conn net.Conn) {
			time.Sleep(2 * time.Second)
			says(conn, foreign)
		}, time.Second},
		"unasked": {func(conn net.Conn) { says(conn, foreign+foreign) }, time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := scriptedClient(t, func(n int, conn net.Conn, requests *bufio.Reader) {
				for takes(requests) != "" {
					if n == 1 {
						test.first(conn)
					} else {
						says(conn, own)
					}
				}
			})
			ask := func(ctx context.Context) (string, error) {
				v, err := c.Asterisk.GetGlobalVar(ctx, ari.AsteriskGetGlobalVarParams{Variable: "V"})
				if err != nil {
					return "", err
				}
				return v.Value, nil
			}
			ctx, cancel := context.WithTimeout(t.Context(), test.limit)
			_, err := ask(ctx)
			cancel()
			if gaveUp := errors.Is(err, context.DeadlineExceeded); gaveUp != (name == "given up") {
				t.Errorf("%s: %v", name, err)
			}
			time.Sleep(3 * time.Second)
			if got, err := ask(t.Context()); got != "own" || err != nil {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		})
	}
}

// Law: a connection that is not used is closed after a while, and Close closes what is idle.
func TestIdleConnectionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var gone atomic.Int64
		c, _ := scriptedClient(t, func(_ int, conn net.Conn, requests *bufio.Reader) {
			for takes(requests) != "" {
				says(conn, nothing)
			}
			gone.Add(1)
		})
		ask := func() {
			if err := c.Channels.Answer(t.Context(), "c"); err != nil {
				t.Error(err)
			}
			synctest.Wait()
		}
		ask()
		time.Sleep(ari.IdleConnTimeout / 2)
		ask()
		time.Sleep(ari.IdleConnTimeout - time.Second)
		if synctest.Wait(); gone.Load() != 0 {
			t.Error("it was closed too soon")
		}
		time.Sleep(2 * time.Second)
		if synctest.Wait(); gone.Load() != 1 {
			t.Errorf("a second after its time %d connections were closed", gone.Load())
		}
		ask()
		_ = c.Close()
		if synctest.Wait(); gone.Load() != 2 {
			t.Errorf("after Close %d were closed", gone.Load())
		}
	})
}

// Law: Close lets a request under way have its answer, and closes its connection then.
func TestCloseUnderRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var gone atomic.Int64
		c, _ := scriptedClient(t, func(_ int, conn net.Conn, requests *bufio.Reader) {
			for takes(requests) != "" {
				time.Sleep(time.Second)
				says(conn, nothing)
			}
			gone.Add(1)
		})
		done := make(chan error)
		go func() { done <- c.Channels.Answer(t.Context(), "c") }()
		synctest.Wait()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if synctest.Wait(); gone.Load() != 1 {
			t.Errorf("%d connections were closed", gone.Load())
		}
	})
}

// Law: answers are read in each form that HTTP has, and their connections are kept where they can be.
func TestFormsOfAnswers(t *testing.T) {
	const body = `{"value":"v"}`
	for name, test := range map[string]struct {
		answer string
		conns  int64 // for two requests
	}{
		"with a length": {"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + body, 1},
		"in pieces": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
			"5\r\n" + body[:5] + "\r\n8\r\n" + body[5:] + "\r\n0\r\n\r\n", 1},
		"to the end":       {"HTTP/1.1 200 OK\r\n\r\n" + body, 2},
		"and then no more": {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 13\r\n\r\n" + body, 2},
		"after a word":     {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + body, 1},
		"of HTTP/1.0":      {"HTTP/1.0 200 OK\r\nContent-Length: 13\r\n\r\n" + body, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, s := scriptedClient(t, func(_ int, conn net.Conn, requests *bufio.Reader) {
				for takes(requests) != "" {
					if says(conn, test.answer); test.conns > 1 {
						return
					}
				}
			})
			for range 2 {
				v, err := c.Asterisk.GetGlobalVar(t.Context(), ari.AsteriskGetGlobalVarParams{Variable: "V"})
				if err != nil || v.Value != "v" {
					t.Errorf("%s: %v, %v", name, v, err)
				}
			}
			if n := s.dialed.Load(); n != test.conns {
				t.Errorf("%s: %d connections", name, n)
			}
		})
	}
}

// Law: a connection that ends before the answer or within it is io.EOF or io.ErrUnexpectedEOF, as it is with net/http:
// that is how others know a server that hangs up.
func TestLostConnectionIsEOF(t *testing.T) {
	for name, answer := range map[string]string{
		"without a word": "", "after a line": "HTTP/1.1 200 OK\r\n",
		"in the body": "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{",
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := scriptedClient(t, func(_ int, conn net.Conn, requests *bufio.Reader) {
				if takes(requests) != "" {
					says(conn, answer)
				}
			})
			err := c.Channels.Answer(t.Context(), "c")
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// Law: what is no answer is an error, never a wait without end or a memory without one.
func TestNoAnswers(t *testing.T) {
	for name, answer := range map[string]string{
		"cut off in the head": "HTTP/1.1 200 OK\r\nContent-",
		"cut off in the body": "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{",
		"no HTTP":             "SIP/2.0 200 OK\r\n\r\n",
		"words only":          strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 100),
		"a head without end":  "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2*ari.ResponseBytesMax+2*ari.AnswerHeadMax),
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := scriptedClient(t, func(_ int, conn net.Conn, requests *bufio.Reader) {
				if takes(requests) != "" {
					says(conn, answer)
				}
			})
			fault := (*ari.Error)(nil)
			if err := c.Channels.Answer(t.Context(), "c"); !errors.As(err, &fault) || fault.Status != 0 {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// Law: a request that would be two is never sent.
func TestRequestsAreNotSplit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		s.handler = func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }
		web, err := ari.NewHTTPTransport(s.options())
		if err != nil {
			t.Fatal(err)
		}
		for _, request := range []ari.Request{
			{Method: "GET", Path: "x HTTP/1.1\r\n\r\nDELETE"}, {Method: "GET", Path: "x y"}, {Method: "GET", Path: "ä"},
			{Method: "", Path: "x"}, {Method: "GET /", Path: "x"},
		} {
			if _, err := web.RoundTrip(t.Context(), &request); !errors.Is(err, ari.ErrInvalid) {
				t.Errorf("%+v: %v", request, err)
			}
		}
		_ = web.Close()
	})
}
