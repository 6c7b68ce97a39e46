package ari_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// FuzzAnswer: whatever comes as an answer, it is one or an error, and nothing of it is ever taken for the answer to the
// next request.
func FuzzAnswer(f *testing.F) {
	for _, answer := range []string{
		nothing, "", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{}",
		"HTTP/1.1 100 Continue\r\n\r\n" + nothing + nothing, "HTTP/1.1 101 Switching Protocols\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
		"HTTP/1.0 200 OK\r\n\r\n{}", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\nx",
	} {
		f.Add([]byte(answer))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		if len(answer) > 32<<10 { // what the system takes at once
			return
		}
		listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
		if err != nil {
			t.Fatal(err)
		}
		given, giveUp := context.WithCancel(t.Context())
		defer giveUp()
		said := make(chan bool, 8)
		var served sync.WaitGroup
		serve := func(conn net.Conn, answer []byte) {
			defer func() { said <- true }()
			defer conn.Close()
			requests := bufio.NewReader(conn)
			if answer != nil && takes(requests) != "" {
				_, _ = conn.Write(answer)
				said <- true
				time.AfterFunc(20*time.Millisecond, giveUp) // what is no whole answer is waited for
			}
			if takes(requests) != "" {
				says(conn, "HTTP/1.1 423 Locked\r\nContent-Length: 0\r\n\r\n")
			}
		}
		served.Go(func() {
			for n := 1; ; n++ {
				conn, err := listener.Accept()
				switch {
				case err != nil:
					return
				case n == 1:
					served.Go(func() { serve(conn, append([]byte{}, answer...)) })
				default:
					served.Go(func() { serve(conn, nil) })
				}
			}
		})
		c, err := ari.New(ari.Options{URL: "http://asterisk/ari", APIKey: "u:p",
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "unix", listener.Addr().String())
			}})
		if err != nil {
			t.Fatal(err)
		}
		defer served.Wait()
		defer listener.Close()
		defer c.Close()
		_ = c.Channels.Answer(given, "c")
		<-said
		err = c.Channels.Answer(t.Context(), "c")
		if failed := new(ari.Error); !errors.As(err, &failed) || failed.Status != 423 {
			t.Errorf("the second answer is %v", err)
		}
	})
}
