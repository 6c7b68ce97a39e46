package ari_test

import (
	"bufio"
	"context"
	"net"
	"sync"
	"testing"

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
