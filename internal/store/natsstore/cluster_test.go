package natsstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store/natsstore"
	"github.com/ariapp/ariapp/internal/store/storetest"
)

// serving starts a server that others would run, on a port that is free if it is -1.
func serving(t *testing.T, folder string, port int) (stop func(), at int) {
	t.Helper()
	running, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: folder, NoLog: true, NoSigs: true,
		JetStreamMaxStore: 2 << 30, JetStreamMaxMemory: 1 << 20, Username: "user", Password: "hunter2",
	})
	must(t, err)
	running.Start()
	if !running.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not ready")
	}
	stop = sync.OnceFunc(func() { running.Shutdown(); running.WaitForShutdown() })
	t.Cleanup(stop)
	return stop, running.Addr().(*net.TCPAddr).Port
}

// reserved is a port that stays free while the test runs: nobody gets it who takes any, a server may have it again and
// again. It is bound, and nobody listens; who asks for it may bind it too (SO_REUSEADDR, as Go has it for servers).
func reserved(t *testing.T) int {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	must(t, err)
	t.Cleanup(func() { _ = syscall.Close(socket) })
	syscall.CloseOnExec(socket)
	must(t, syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1))
	must(t, syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	at, err := syscall.Getsockname(socket)
	must(t, err)
	return at.(*syscall.SockaddrInet4).Port
}

func urlOf(port int, password string) string {
	return fmt.Sprintf("nats://user:%s@127.0.0.1:%d", password, port)
}

// Law: NATS elsewhere is a store, and one for all who use it.
func TestClusterIsAStore(t *testing.T) {
	t.Parallel()
	_, port := serving(t, t.TempDir(), -1)
	first := open(t, natsstore.Options{URL: urlOf(port, "hunter2")})
	storetest.Run(t, first)
	second := open(t, natsstore.Options{URL: urlOf(port, "hunter2")})
	revision, err := first.Put(t.Context(), "shared", "value", 0)
	must(t, err)
	if item, err := second.Get(t.Context(), "shared"); err != nil || item != (flows.Item{Value: "value", Revision: revision}) {
		t.Errorf("the other sees %+v, %v", item, err)
	}
}

// Law: a cluster that is away is an error at once, shows no password, and mends itself: at the start as
// well as later, with all values there.
func TestClusterGoesAndComesBack(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	port := reserved(t)
	stop, _ := serving(t, folder, port)
	stop()
	s := open(t, natsstore.Options{URL: urlOf(port, "hunter2")})
	isAway(t, s)
	stop, _ = serving(t, folder, port)
	awaitBack(t, s)
	_, err := s.Put(t.Context(), "key", "value", 0)
	must(t, err)
	stop()
	isAwayInAMoment(t, s)
	stop, _ = serving(t, folder, port)
	awaitBack(t, s)
	if item, err := s.Get(t.Context(), "key"); err != nil || item.Value != "value" {
		t.Errorf("after the restart: %+v, %v", item, err)
	}
	stop()
}

// Law: a bucket that somebody removed is made anew.
func TestRemovedBucketIsMadeAnew(t *testing.T) {
	s := open(t, natsstore.Options{Folder: t.TempDir()})
	_, err := s.Put(t.Context(), "key", "value", 0)
	must(t, err)
	natsstore.RemoveBucket(t, s)
	if _, err := s.Get(t.Context(), "key"); err == nil {
		t.Error("the removal was not noticed")
	}
	if item, err := s.Get(t.Context(), "key"); err != nil || item.Revision != 0 {
		t.Errorf("got %+v, %v", item, err)
	}
}

// Law: a bucket that others made is used as it is, and learns that values expire.
func TestBucketOfOthers(t *testing.T) {
	t.Parallel()
	_, port := serving(t, t.TempDir(), -1)
	natsstore.MakeBucket(t, urlOf(port, "hunter2"))
	storetest.Run(t, open(t, natsstore.Options{URL: urlOf(port, "hunter2")}))
}

// Law: a wrong password is an error of each request, which says so, not of Open: it may be mended elsewhere.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	_, port := serving(t, t.TempDir(), -1)
	s := open(t, natsstore.Options{URL: urlOf(port, "swordfish")})
	_, err := s.Get(t.Context(), "key")
	if !errors.Is(err, natsstore.ErrAway) || strings.Contains(err.Error(), "swordfish") ||
		!strings.Contains(strings.ToLower(err.Error()), "authorization") {
		t.Errorf("got %v", err)
	}
}

// Law: a server that takes connections and answers nothing costs no more than the context's time.
func TestSilentServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var serving sync.WaitGroup
	serving.Go(func() { keepSilent(listener, &serving) })
	t.Cleanup(func() { _ = listener.Close(); serving.Wait() })
	s := open(t, natsstore.Options{URL: "nats://" + listener.Addr().String()})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Get(ctx, "key"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// keepSilent answers pings and nothing else.
func keepSilent(listener net.Listener, serving *sync.WaitGroup) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		serving.Go(func() {
			defer func() { _ = connection.Close() }()
			_, _ = fmt.Fprint(connection, `INFO {"server_id":"x","version":"2.12.0","headers":true,"max_payload":1048576}`+"\r\n")
			for lines := bufio.NewScanner(connection); lines.Scan(); {
				if lines.Text() == "PING" {
					_, _ = fmt.Fprint(connection, "PONG\r\n")
				}
			}
		})
	}
}

func isAway(t *testing.T, s *natsstore.Store) {
	t.Helper()
	begun := time.Now()
	_, err := s.Put(t.Context(), "key", "value", 0)
	if !errors.Is(err, natsstore.ErrAway) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v, want ErrAway", err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
}

// isAwayInAMoment is isAway as soon as the loss is noticed; a request that is under way fails otherwise.
func isAwayInAMoment(t *testing.T, s *natsstore.Store) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if _, err := s.Get(t.Context(), "key"); errors.Is(err, natsstore.ErrAway) {
			isAway(t, s)
			return
		}
	}
	t.Fatal("the loss was never noticed")
}

func awaitBack(t *testing.T, s *natsstore.Store) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); ; <-tick.C {
		_, err := s.Get(t.Context(), "any")
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("it never came back: %v", err)
		}
	}
}
