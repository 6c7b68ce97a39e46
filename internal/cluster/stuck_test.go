package cluster_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// hanging is a bucket that answers nothing until it is let go, whatever the context says: as a file on a disk that hangs.
type hanging struct {
	*memstore.Bucket
	letGo chan struct{}
}

func (h hanging) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	<-h.letGo
	return h.Bucket.Write(context.WithoutCancel(ctx), changes)
}

// Law: a store that does not answer at all is told as one that is away, in the log once while it does not, and once when it
// does; and nobody waits for it any more.
func TestStuckStoreIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := hanging{memstore.New(), make(chan struct{})}
		var said bytes.Buffer
		ledger := cluster.NewLedger(bucket, cluster.Owner{Instance: "a", Boot: "b"},
			slog.New(slog.NewTextHandler(&said, nil)))
		logged := func(away, again int) {
			t.Helper()
			synctest.Wait()
			if strings.Count(said.String(), "cannot be written, calls go on") != away ||
				strings.Count(said.String(), "are written again") != again {
				t.Errorf("it said %q", said.String())
			}
		}
		running, end := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			defer close(over)
			ledger.Run(running)
		}()
		h := ledger.Begin("k", true, func() { t.Error("it is lost") })
		h.Put(text("one", nil))
		time.Sleep(5 * time.Second)
		logged(0, 0)
		if err := ledger.Away(); err != nil {
			t.Errorf("after 5 s: %v", err)
		}
		time.Sleep(2 * time.Second)
		if err := ledger.Away(); !errors.Is(err, cluster.ErrStuck) {
			t.Errorf("after 7 s: %v, want ErrStuck", err)
		}
		time.Sleep(time.Minute)
		logged(1, 0)
		begun := time.Now()
		if err := h.Sync(t.Context()); err != nil || time.Since(begun) > 0 {
			t.Errorf("it was waited for %v: %v", time.Since(begun), err)
		}
		close(bucket.letGo)
		time.Sleep(time.Second)
		if err := ledger.Away(); err != nil || ledger.Waiting() > 0 {
			t.Errorf("when it answers again: %v, %d wait", err, ledger.Waiting())
		}
		logged(1, 1)
		end()
		<-over
	})
}
