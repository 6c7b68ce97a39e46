package natsstore_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/clustertest"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// Law: NATS in a folder carries requests as any other post, and so does one of others between two instances;
// no goroutine is left behind.
func TestNATSIsAPost(t *testing.T) {
	before := runtime.NumGoroutine()
	alone := open(t, natsstore.Options{Folder: t.TempDir()})
	clustertest.RunPost(t, alone.Post(), alone.Post())
	stop, port := serving(t, t.TempDir(), -1)
	here, there := open(t, natsstore.Options{URL: urlOf(port, "hunter2")}), open(t, natsstore.Options{URL: urlOf(port, "hunter2")})
	clustertest.RunPost(t, here.Post(), there.Post())
	for _, s := range []*natsstore.Store{alone, here, there} {
		closed(t, s)
	}
	stop()
	await(t, "as many goroutines as before", func() bool { return runtime.NumGoroutine() <= before })
}

// Law: while NATS is away a request fails at once, one under way does when the line is lost, and who
// answered answers again when it is back, with nothing done.
func TestAPostGoesAndComesBack(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	port := reserved(t)
	stop, _ := serving(t, folder, port)
	s := open(t, natsstore.Options{URL: urlOf(port, "hunter2")})
	heard := make(chan struct{}, 1)
	end, err := s.Post().Answer("n1", func(ctx context.Context, request []byte) []byte {
		if string(request) == "wait" {
			heard <- struct{}{}
			<-ctx.Done()
		}
		return []byte("yes")
	})
	must(t, err)
	defer end()
	under := make(chan error)
	go func() {
		_, err := s.Post().Ask(context.Background(), "n1", []byte("wait"))
		under <- err
	}()
	<-heard
	stop()
	if err := <-under; !errors.Is(err, natsstore.ErrAway) {
		t.Errorf("under way: %v, want ErrAway", err)
	}
	begun := time.Now()
	if _, err := s.Post().Ask(t.Context(), "n1", nil); !errors.Is(err, natsstore.ErrAway) || time.Since(begun) > time.Second {
		t.Errorf("while it is away: %v after %v", err, time.Since(begun))
	}
	serving(t, folder, port)
	awaitBack(t, s)
	if answer, err := s.Post().Ask(t.Context(), "n1", nil); err != nil || string(answer) != "yes" {
		t.Errorf("when it is back: %q, %v", answer, err)
	}
}

// Law: a store that is closed neither asks nor answers, and lets go of who waits.
func TestAPostThatIsClosed(t *testing.T) {
	s := open(t, natsstore.Options{Folder: t.TempDir()})
	heard := make(chan struct{})
	end, err := s.Post().Answer("n1", func(ctx context.Context, _ []byte) []byte { close(heard); <-ctx.Done(); return nil })
	must(t, err)
	under := make(chan error)
	go func() {
		_, err := s.Post().Ask(context.Background(), "n1", nil)
		under <- err
	}()
	<-heard
	closed(t, s)
	if err := <-under; !errors.Is(err, natsstore.ErrClosed) {
		t.Errorf("under way: %v, want ErrClosed", err)
	}
	end()
	if _, err := s.Post().Ask(t.Context(), "n1", nil); !errors.Is(err, natsstore.ErrClosed) || errors.Is(err, cluster.ErrNobody) {
		t.Errorf("asking: %v", err)
	}
	if _, err := s.Post().Answer("n1", nil); !errors.Is(err, natsstore.ErrClosed) {
		t.Errorf("answering: %v", err)
	}
}
