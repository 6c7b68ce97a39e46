package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/app"
)

// manager is a service manager that hears what the daemon tells it.
func manager(t *testing.T) (next func() string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "n") // short: a socket's path has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	address := &net.UnixAddr{Name: filepath.Join(folder, "s"), Net: "unixgram"}
	socket, err := net.ListenUnixgram("unixgram", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	t.Setenv("NOTIFY_SOCKET", address.Name)
	return func() string {
		t.Helper()
		buffer := make([]byte, 4096)
		if err := socket.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		n, err := socket.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		return string(buffer[:n])
	}
}

// served has a file served until ctx ends; what comes is the exit code.
func served(ctx context.Context, t *testing.T, listen string) <-chan int {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	text := "asterisk: {url: 'http://127.0.0.1:1/ari', password: secret}\nserver: {listen: '" + listen + "'}\n" +
		"numbers: {_.: main}\nflows: {main: [hangup]}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code := make(chan int, 1)
	go func() { code <- run(ctx, streams{nil, io.Discard, io.Discard}, []string{"serve", "-c", path}) }()
	return code
}

// Law: systemd hears that the daemon has begun, of each reload's begin and end,
// and that it stops; an Asterisk that is away is no reason to wait.
func TestServeTellsSystemd(t *testing.T) {
	next := manager(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	code := served(ctx, t, "127.0.0.1:0")
	if got := next(); !strings.HasPrefix(got, "READY=1\n") {
		t.Errorf("first %q", got)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if got := next(); !strings.HasPrefix(got, "RELOADING=1\nMONOTONIC_USEC=") {
		t.Errorf("at a reload %q", got)
	}
	if got := next(); !strings.HasPrefix(got, "READY=1\n") {
		t.Errorf("after a reload %q", got)
	}
	stop()
	if got := next(); !strings.HasPrefix(got, "STOPPING=1\n") {
		t.Errorf("at the end %q", got)
	}
	if got := <-code; got != exitFine {
		t.Errorf("exit code %d", got)
	}
}

// Law: a daemon that cannot begin never says that it is ready.
func TestServeIsNotReadyBeforeItHasBegun(t *testing.T) {
	next := manager(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	if got := <-served(t.Context(), t, taken.Addr().String()); got != exitFailed {
		t.Errorf("exit code %d", got)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	code := served(ctx, t, "127.0.0.1:0") // the first message is this one's
	if got := next(); !strings.HasPrefix(got, "READY=1\n") {
		t.Errorf("%q", got)
	}
	stop()
	if got := next(); !strings.HasPrefix(got, "STOPPING=1\n") {
		t.Errorf("the daemon that did not begin has told more: %q", got)
	}
	if got := <-code; got != exitFine {
		t.Errorf("exit code %d", got)
	}
}

// Law: a SIGHUP that comes before the daemon has begun waits for that: nobody is told meanwhile that it is ready.
func TestAHangupBeforeItHasBegun(t *testing.T) {
	var log strings.Builder
	synctest.Test(t, func(t *testing.T) {
		file, findings, err := app.Parse("ivr.yaml", "asterisk: {password: secret}\nnumbers: {_.: main}\nflows: {main: [hangup]}\n")
		if err != nil || file == nil {
			t.Fatal(findings, err)
		}
		daemon, err := app.New(app.Options{File: file})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		hangups := make(chan os.Signal, 1)
		hangups <- syscall.SIGHUP
		over := make(chan struct{})
		go func() {
			defer close(over)
			reloadOnHangup(ctx, daemon, hangups, slog.New(slog.NewTextHandler(&log, nil)))
		}()
		synctest.Wait()
		if len(hangups) != 1 {
			t.Error("the SIGHUP was answered before the daemon had begun")
		}
		stop()
		<-over
		if err := daemon.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if log.Len() > 0 {
		t.Errorf("logged was %q", &log)
	}
}
