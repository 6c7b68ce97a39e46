//go:build linux && (amd64 || arm64) && !race

package ari

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// connected is a prompt connection, and the other side of it.
func connected(t *testing.T) (net.Conn, *net.TCPConn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	near, err := promptly(new(net.Dialer).DialContext)(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	far, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = near.Close()
		_ = far.Close()
	})
	if _, is := near.(*promptConn); !is {
		t.Fatalf("it is a %T", near)
	}
	return near, far.(*net.TCPConn)
}

// Law: what is more than the system takes or gives at a time travels whole, in both directions, and the end is told.
func TestPromptConnCarriesAll(t *testing.T) {
	near, far := connected(t)
	text := strings.Repeat("0123456789abcde\n", 2<<20) // more than the buffers of two sockets
	for _, way := range []struct{ from, to net.Conn }{{near, far}, {far, near}} {
		said := make(chan error, 1)
		go func() {
			_, err := way.from.Write([]byte(text))
			said <- err
		}()
		heard := make([]byte, len(text))
		if _, err := io.ReadFull(way.to, heard); err != nil || string(heard) != text {
			t.Fatalf("not all came: %v", err)
		}
		if err := <-said; err != nil {
			t.Fatal(err)
		}
	}
	if err := far.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if n, err := near.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("at the end: %d bytes, %v", n, err)
	}
	if n, err := near.Read(nil); n != 0 || err != nil {
		t.Errorf("reading nothing: %d bytes, %v", n, err)
	}
	if n, err := near.Write(nil); n != 0 || err != nil {
		t.Errorf("writing nothing: %d bytes, %v", n, err)
	}
}

// Law: its errors are those of package net.
func TestPromptConnErrors(t *testing.T) {
	reading := func(c net.Conn) error {
		_, err := c.Read(make([]byte, 1))
		return err
	}
	writing := func(c net.Conn) error {
		_, err := c.Write(make([]byte, 32<<20))
		return err
	}
	reset := func(far *net.TCPConn) {
		_ = far.SetLinger(0)
		_ = far.Close()
	}
	for name, c := range map[string]struct {
		spoil func(near net.Conn, far *net.TCPConn)
		use   func(net.Conn) error
		want  error
	}{
		"read, reset": {func(_ net.Conn, far *net.TCPConn) { reset(far) }, reading, syscall.ECONNRESET},
		"write, reset": {func(near net.Conn, far *net.TCPConn) {
			reset(far)
			_ = reading(near) // has come by then
		}, writing, syscall.EPIPE},
		"read, closed":   {func(near net.Conn, _ *net.TCPConn) { _ = near.Close() }, reading, net.ErrClosed},
		"write, closed":  {func(near net.Conn, _ *net.TCPConn) { _ = near.Close() }, writing, net.ErrClosed},
		"read, too late": {func(near net.Conn, _ *net.TCPConn) { _ = near.SetDeadline(time.Unix(1, 0)) }, reading, os.ErrDeadlineExceeded},
		"read, out of time": {func(near net.Conn, _ *net.TCPConn) {
			_ = near.SetDeadline(time.Now().Add(time.Millisecond))
		}, reading, os.ErrDeadlineExceeded},
		"write, out of time": {func(near net.Conn, _ *net.TCPConn) {
			_ = near.SetDeadline(time.Now().Add(time.Millisecond))
		}, writing, os.ErrDeadlineExceeded},
		"read, closed meanwhile": {func(near net.Conn, _ *net.TCPConn) {
			time.AfterFunc(time.Millisecond, func() { _ = near.Close() })
		}, reading, net.ErrClosed},
		"write, closed meanwhile": {func(near net.Conn, _ *net.TCPConn) {
			time.AfterFunc(time.Millisecond, func() { _ = near.Close() })
		}, writing, net.ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			near, far := connected(t)
			c.spoil(near, far)
			err := c.use(near)
			if !errors.Is(err, c.want) || !errors.As(err, new(*net.OpError)) {
				t.Errorf("it is %v, want %v", err, c.want)
			}
		})
	}
}

// Law: what is no TCP connection stays as it is, as does an error.
func TestPromptlyLeavesOthers(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	fault := errors.New("nobody there")
	for _, want := range []struct {
		conn net.Conn
		err  error
	}{{near, nil}, {nil, fault}} {
		conn, err := promptly(func(context.Context, string, string) (net.Conn, error) { return want.conn, want.err })(
			t.Context(), "tcp", "there")
		if conn != want.conn || err != want.err {
			t.Errorf("it is %v, %v", conn, err)
		}
	}
}
