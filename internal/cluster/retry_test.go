package cluster_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: who is told that the store was seen again writes at once what waits, rather than when it would have tried again.
func TestWhatWaitsIsWrittenWhenTheStoreIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		l := cluster.NewLedger(bucket, cluster.Owner{Instance: "n1", Boot: "a"}, nil)
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			defer close(over)
			l.Run(ctx)
		}()
		bucket.Fail(memstore.Faults{Away: true})
		h := l.Begin("n1/pbx/c", true, func() {})
		h.Put(func() ([]byte, error) { return []byte(`{}`), nil })
		time.Sleep(30*time.Second + 7*time.Millisecond)
		bucket.Fail(memstore.Faults{})
		if l.Away() == nil {
			t.Fatal("it is written already")
		}
		l.Retry()
		synctest.Wait()
		if err := l.Away(); err != nil {
			t.Errorf("it waits still: %v", err)
		}
		h.Drop()
		stop()
		<-over
	})
}
