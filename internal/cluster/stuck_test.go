package cluster_test

import (
	"context"
	"errors"
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
	return h.Bucket.Write(ctx, changes)
}

// Law: a store that does not answer at all is told as one that is away, and nobody waits for it any more.
func TestStuckStoreIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := hanging{memstore.New(), make(chan struct{})}
		ledger := cluster.NewLedger(bucket, cluster.Owner{Instance: "a", Boot: "b"}, nil)
		running, end := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			defer close(over)
			ledger.Run(running)
		}()
		h := ledger.Begin("k", true, func() { t.Error("it is lost") })
		h.Put(text("one", nil))
		time.Sleep(5 * time.Second)
		if err := ledger.Away(); err != nil {
			t.Errorf("after 5 s: %v", err)
		}
		time.Sleep(2 * time.Second)
		if err := ledger.Away(); !errors.Is(err, cluster.ErrStuck) {
			t.Errorf("after 7 s: %v, want ErrStuck", err)
		}
		begun := time.Now()
		if err := h.Sync(t.Context()); err != nil || time.Since(begun) > 0 {
			t.Errorf("it was waited for %v: %v", time.Since(begun), err)
		}
		close(bucket.letGo)
		time.Sleep(time.Second)
		if err := ledger.Away(); err != nil || ledger.Waiting() > 0 {
			t.Errorf("when it answers again: %v, %d wait", err, ledger.Waiting())
		}
		end()
		<-over
	})
}
