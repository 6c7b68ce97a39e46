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
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// A wrapped is a connection that nobody can ask the kernel about.
type wrapped struct{ net.Conn }

func dialWrapped(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return wrapped{conn}, nil
}

// tcpServer has a script deal with each connection over TCP, by their number from 1 on, and closes it afterwards.
func tcpServer(t *testing.T, script func(n int, conn net.Conn, requests *bufio.Reader)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		for n := 1; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			served.Go(func() {
				defer conn.Close()
				script(n, conn, bufio.NewReader(conn))
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		served.Wait()
	})
	return "http://" + listener.Addr().String() + "/ari"
}

// tcpClient makes a client of such a server, before which it ends.
func tcpClient(t *testing.T, options ari.Options) *ari.Client {
	t.Helper()
	options.APIKey = "u:p"
	c, err := ari.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// Law: a connection that somebody has put something around carries one request: that it has ended, or that something
// came unasked, could not be seen before the next, and that may be one that must not be sent twice.
func TestWrappedConnectionIsNotKept(t *testing.T) {
	for name, then := range map[string]func(conn net.Conn){
		"ended":   func(conn net.Conn) { _ = conn.Close() },
		"unasked": func(conn net.Conn) { says(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") },
	} {
		read, over := make(chan bool, 3), make(chan bool, 3)
		url := tcpServer(t, func(_ int, conn net.Conn, requests *bufio.Reader) {
			if takes(requests) != "" {
				says(conn, nothing)
			}
			<-read
			then(conn)
			over <- true
			takes(requests)
		})
		c := tcpClient(t, ari.Options{URL: url, DialContext: dialWrapped})
		for range 3 {
			err := c.Channels.Answer(t.Context(), "c")
			read <- true
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			<-over
		}
		_ = c.Close()
	}
}

// A timeless is a connection that takes deadlines and does not keep to them.
type timeless struct{ net.Conn }

func (timeless) SetDeadline(time.Time) error      { return nil }
func (timeless) SetReadDeadline(time.Time) error  { return nil }
func (timeless) SetWriteDeadline(time.Time) error { return nil }

// Law: a context ends its request over a connection without deadlines, too, while it is written and while the answer is
// waited for.
func TestContextEndsRequestWithoutDeadlines(t *testing.T) {
	for name, script := range map[string]func(conn net.Conn, requests *bufio.Reader){
		"no answer":       func(_ net.Conn, requests *bufio.Reader) { takes(requests) },
		"nothing is read": func(net.Conn, *bufio.Reader) {},
		"half an answer": func(conn net.Conn, requests *bufio.Reader) {
			takes(requests)
			says(conn, "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{")
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &scripted{script: func(_ int, conn net.Conn, requests *bufio.Reader) {
				script(conn, requests)
				time.Sleep(time.Minute)
			}}
			c, err := ari.New(ari.Options{URL: "http://asterisk/ari", APIKey: "u:p",
				DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
					conn, err := s.dial(ctx, network, address)
					return timeless{conn}, err
				}})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			begin := time.Now()
			err = c.Channels.Answer(ctx, "c")
			if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
				t.Errorf("%s: %v after %v", name, err, took)
			}
			_ = c.Close()
			s.over.Wait()
		})
	}
}

// Law: a context that ends while a request is being written against a full socket ends it.
func TestContextEndsWriting(t *testing.T) {
	written, drained := make(chan int64, 1), make(chan int64, 1)
	url := tcpServer(t, func(_ int, _ net.Conn, requests *bufio.Reader) {
		before := <-written
		n, _ := io.Copy(io.Discard, requests)
		drained <- n - before
	})
	full := int64(0)
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		filling := make([]byte, 1<<10)
		err = conn.(*net.TCPConn).SetWriteBuffer(len(filling)) // the kernel makes it some more, yet less than a request
		for err == nil {                                       // until nobody takes any more
			n := 0
			_ = conn.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
			n, err = conn.Write(filling)
			full += int64(n)
		}
		return conn, conn.SetWriteDeadline(time.Time{})
	}
	c := tcpClient(t, ari.Options{URL: url, DialContext: dial})
	value := strings.Repeat("x", ari.RequestBodyMax-100)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	err := c.Channels.SetChannelVar(ctx, "c", ari.ChannelsSetChannelVarParams{Variable: "V", Value: &value})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if written <- full; <-drained >= int64(len(value)) {
		t.Error("the socket was not full")
	}
}

// Law: what is said late, to a request that was given up, does not reach the next one.
func TestLateAnswerOverTCP(t *testing.T) {
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n"
	taken, gaveUp, late := make(chan bool), make(chan bool), make(chan bool)
	url := tcpServer(t, func(n int, conn net.Conn, requests *bufio.Reader) {
		for i := 0; takes(requests) == http.MethodGet; i++ {
			if n > 1 {
				says(conn, answer+`{"value":"mine"}`)
				continue
			}
			if i == 0 {
				taken <- true
				<-gaveUp
			}
			says(conn, answer+`{"value":"late"}`)
			if i == 0 {
				late <- true
			}
		}
	})
	c := tcpClient(t, ari.Options{URL: url})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-taken
		cancel()
	}()
	variable := ari.AsteriskGetGlobalVarParams{Variable: "V"}
	if v, err := c.Asterisk.GetGlobalVar(ctx, variable); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", v, err)
	}
	gaveUp <- true
	<-late
	for range 2 {
		v, err := c.Asterisk.GetGlobalVar(t.Context(), variable)
		if err != nil || v.Value != "mine" {
			t.Fatalf("%v, %v", v, err)
		}
	}
}

// Law: an answer with too much in its head or around the pieces of its body is one that cannot be used, and no
// connection that ended; what is just within the bounds is read.
func TestAnswersAreBounded(t *testing.T) {
	const ok, field, end = "HTTP/1.1 200 OK\r\n", "X: ", "\r\n\r\n"
	long := func(size int) string { return field + strings.Repeat("x", size-len(field)) }
	for name, test := range map[string]struct {
		answer string
		fits   bool
	}{
		"the largest head": {ok + "Content-Length: 13\r\n" +
			long(ari.AnswerHeadMax-len(ok+"Content-Length: 13\r\n"+end)) + end + `{"value":"v"}`, true},
		"a large body":       {ok + "Content-Length: 100013\r\n" + end[2:] + `{"value":"v"}` + strings.Repeat(" ", 100000), true},
		"twice the head":     {ok + long(2*ari.AnswerHeadMax) + end, false},
		"twice, with a body": {ok + "Content-Length: 13\r\n" + long(2*ari.AnswerHeadMax) + end + `{"value":"v"}`, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := scriptedClient(t, func(_ int, conn net.Conn, requests *bufio.Reader) {
				for takes(requests) != "" {
					says(conn, test.answer)
				}
			})
			v, err := c.Asterisk.GetGlobalVar(t.Context(), ari.AsteriskGetGlobalVarParams{Variable: "V"})
			switch {
			case test.fits && (err != nil || v.Value != "v"):
				t.Errorf("%s: %v, %v", name, v, err)
			case !test.fits && (!errors.Is(err, ari.ErrResponse) || errors.Is(err, io.ErrUnexpectedEOF)):
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// Law: the same for a body in so many pieces that what is around them is more than what they bring.
func TestPiecesAreBounded(t *testing.T) {
	const size = ari.AnswerHeadMax
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{script: func(_ int, conn net.Conn, requests *bufio.Reader) {
			for takes(requests) != "" {
				says(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+
					strings.Repeat("1\r\n \r\n", size)+"0\r\n\r\n")
			}
		}}
		web, err := ari.NewHTTPTransport(ari.Options{URL: "http://asterisk/ari", APIKey: "u:p", DialContext: s.dial})
		if err != nil {
			t.Fatal(err)
		}
		for _, most := range []int64{size, 6 * size} {
			answer, err := web.RoundTrip(t.Context(), &ari.Request{Method: "GET", Path: "x", ResponseMax: most})
			switch {
			case most == size && (!errors.Is(err, ari.ErrResponse) || errors.Is(err, io.ErrUnexpectedEOF)):
				t.Errorf("%v", err)
			case most > size && (err != nil || len(answer.Body) != size):
				t.Errorf("%v", err)
			}
		}
		_ = web.Close()
		s.over.Wait()
	})
}
