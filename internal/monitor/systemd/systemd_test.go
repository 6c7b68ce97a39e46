package systemd

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// manager is a service manager as far as its socket goes.
func manager(t *testing.T) *net.UnixConn {
	t.Helper()
	folder, err := os.MkdirTemp("", "n") // short: a socket's path has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return listen(t, filepath.Join(folder, "s"))
}

func listen(t *testing.T, name string) *net.UnixConn {
	t.Helper()
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	if err := socket.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("NOTIFY_SOCKET", name)
	return socket
}

// heard is the next message.
func heard(t *testing.T, socket *net.UnixConn) string {
	t.Helper()
	buffer := make([]byte, 4096)
	n, err := socket.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

// Law: each state is one message, one assignment a line, whatever the status holds.
func TestStates(t *testing.T) {
	socket := manager(t)
	long := strings.Repeat("ü", 400)
	cases := []struct {
		tell func() error
		want string
	}{
		{func() error { return Ready("") }, "READY=1\n"},
		{func() error { return Ready("2 of 2 Asterisks") }, "READY=1\nSTATUS=2 of 2 Asterisks\n"},
		{func() error { return Stopping("draining 7 calls") }, "STOPPING=1\nSTATUS=draining 7 calls\n"},
		{func() error { return Status("a\nSTOPPING=1\x00b") }, "STATUS=a STOPPING=1 b\n"},
		{func() error { return Status(long) }, "STATUS=" + long[:statusMax] + "\n"},
	}
	for _, c := range cases {
		if err := c.tell(); err != nil {
			t.Error(err)
		}
		if got := heard(t, socket); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
	}
}

// Law: a reload is told with the monotonic clock's time, which grows.
func TestReloadingHasTheTime(t *testing.T) {
	socket, before := manager(t), int64(0)
	for range 2 {
		if err := Reloading(); err != nil {
			t.Fatal(err)
		}
		message := heard(t, socket)
		text, found := strings.CutPrefix(message, "RELOADING=1\nMONOTONIC_USEC=")
		at, err := strconv.ParseInt(strings.TrimSuffix(text, "\n"), 10, 64)
		if !found || err != nil || at <= before {
			t.Fatalf("%q after %d", message, before)
		}
		before = at
	}
}

// Law: an abstract socket is one too.
func TestAnAbstractSocket(t *testing.T) {
	socket := listen(t, "@ariapp-test-"+strconv.Itoa(os.Getpid()))
	if err := Ready(""); err != nil {
		t.Fatal(err)
	}
	if got := heard(t, socket); got != "READY=1\n" {
		t.Errorf("%q", got)
	}
}

// Law: outside of systemd nothing is told and nothing is wrong.
func TestOutsideOfSystemd(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	t.Setenv("WATCHDOG_USEC", "")
	never := func() error { t.Error("nobody asked whether it is alive"); return nil }
	for _, err := range []error{Ready("x"), Reloading(), Stopping("x"), Status("x"),
		Watch(t.Context(), never, slog.New(slog.DiscardHandler))} {
		if err != nil {
			t.Error(err)
		}
	}
}

// Law: a socket that is not there is an error that says what was not told.
func TestAManagerThatIsGone(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "gone"))
	err := Ready("")
	if err == nil || !strings.HasPrefix(err.Error(), "telling systemd ready: ") {
		t.Errorf("%v", err)
	}
}

// Law: the watchdog is told within half of its time, again and again, until ctx ends.
func TestTheWatchdogIsFed(t *testing.T) {
	socket := manager(t)
	t.Setenv("WATCHDOG_USEC", "20000")
	t.Setenv("WATCHDOG_PID", strconv.Itoa(os.Getpid()))
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() {
		if err := Watch(ctx, func() error { return nil }, slog.New(slog.DiscardHandler)); err != nil {
			t.Error(err)
		}
	})
	for range 3 {
		if got := heard(t, socket); got != "WATCHDOG=1\n" {
			t.Errorf("%q", got)
		}
	}
	cancel()
	watching.Wait()
}

// Law: a daemon that is not alive is not told of, and the log has why.
func TestTheWatchdogOfADaemonThatIsStuck(t *testing.T) {
	socket := manager(t)
	t.Setenv("WATCHDOG_USEC", "2000")
	t.Setenv("WATCHDOG_PID", "")
	ctx, cancel := context.WithCancel(t.Context())
	asked, lines := 0, &bytes.Buffer{}
	stuck := func() error {
		if asked++; asked == 3 {
			cancel()
		}
		return errors.New("the loop stands still")
	}
	if err := Watch(ctx, stuck, slog.New(slog.NewTextHandler(lines, nil))); err != nil {
		t.Fatal(err)
	}
	if asked < 3 || !strings.Contains(lines.String(), "the loop stands still") {
		t.Errorf("asked %d times, log: %s", asked, lines)
	}
	if err := Ready(""); err != nil { // the next message: there was none before it
		t.Fatal(err)
	}
	if got := heard(t, socket); got != "READY=1\n" {
		t.Errorf("%q", got)
	}
}

// Law: a watchdog's time that is none is an error, one for another process is not ours.
func TestTheWatchdogsTime(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	for text, bad := range map[string]bool{"": false, "soon": true, "0": true, "-5": true} {
		t.Setenv("WATCHDOG_USEC", text)
		t.Setenv("WATCHDOG_PID", "")
		if err := Watch(t.Context(), nil, log); (err != nil) != bad {
			t.Errorf("WATCHDOG_USEC=%s: %v", text, err)
		}
	}
	t.Setenv("WATCHDOG_USEC", "1000000")
	t.Setenv("WATCHDOG_PID", "1")
	if err := Watch(t.Context(), nil, log); err != nil {
		t.Error(err)
	}
}
