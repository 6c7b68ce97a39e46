//go:build unix

package program

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Law: what a program has begun is ended with it: it holds a pipe of its child's open, which is closed when
// the child is gone, well before anybody would have to let go of it.
func TestChildrenAreEndedToo(t *testing.T) {
	c := itself(t, "parent")
	begun := filepath.Join(t.TempDir(), "child")
	c.Args = []string{begun}
	why := errors.New("the daemon stops")
	ctx, cancel := context.WithCancelCause(t.Context())
	done := make(chan error)
	go func() {
		_, err := Run(ctx, c)
		done <- err
	}()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(begun); err == nil {
			break
		}
		select {
		case err := <-done:
			t.Fatalf("it ended early: %v", err)
		case <-tick.C:
		}
	}
	cancel(why)
	at := time.Now()
	err := <-done
	if ended := time.Since(at); !errors.Is(err, why) || ended >= grace {
		t.Errorf("it ended after %v with %v: the child held the output open", ended, err)
	}
}
