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

// Law: who goes on with a call that nobody else takes up waits for no store, and cannot lose it: it is written down when
// that is possible, over what the process before has written last. Its end is written as that of any call.
func TestResuming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket, ctx := memstore.New(), context.Background()
		before := begin(t, bucket, "a")
		first := before.Begin("k", true, func() { t.Error("it is lost") })
		first.Put(text("one", nil))
		if err := first.Sync(ctx); err != nil {
			t.Fatal(err)
		}
		kept, err := before.Kept(ctx)
		if err != nil || len(kept) != 1 {
			t.Fatalf("kept are %v, %v", kept, err)
		}
		first.Put(text("two", nil)) // while the next one has read it
		before.end()

		next := cluster.NewLedger(bucket, cluster.Owner{Instance: "a", Boot: "b2"}, nil)
		running, end := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() {
			defer close(done)
			next.Run(running)
		}()
		defer func() { end(); <-done }()
		d := &desk{t, bucket, next, nil}
		bucket.Fail(memstore.Faults{Slow: time.Minute})
		begun := time.Now()
		second, err := next.Resume(kept[0])
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 0 || second.Epoch() != 2 {
			t.Errorf("it took %v, the epoch is %d", took, second.Epoch())
		}
		waits, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if err := second.Sync(waits); err == nil || time.Since(begun) != time.Second {
			t.Errorf("it was waited for %v: %v", time.Since(begun), err)
		}
		bucket.Fail(memstore.Faults{})
		time.Sleep(10 * time.Second)
		d.holds("k", `a 2 "one"`)
		second.Put(text("three", nil))
		if err := second.Sync(ctx); err != nil {
			t.Fatal(err)
		}
		d.holds("k", `a 2 "three"`)
		second.Drop()
		time.Sleep(time.Second)
		d.holds("k", "")
	})
}

// Law: what a process before has left of a call is over where its caller has come again here: the new call keeps its
// record, also while it is being written, and its holding is not lost.
func TestResumingWhatHasComeAgain(t *testing.T) {
	for _, wait := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			bucket, ctx := memstore.New(), context.Background()
			before := begin(t, bucket, "a")
			first := before.Begin("k", true, func() {})
			first.Put(text("one", nil))
			if err := first.Sync(ctx); err != nil {
				t.Fatal(err)
			}
			kept, err := before.Kept(ctx)
			if err != nil || len(kept) != 1 {
				t.Fatalf("kept are %v, %v", kept, err)
			}
			before.end()

			d := begin(t, bucket, "a")
			defer d.end()
			second := d.Begin("k", true, func() { t.Error("it is lost") })
			second.Put(text("again", nil))
			if wait {
				if err := second.Sync(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if h, err := d.Resume(kept[0]); h != nil || !errors.Is(err, cluster.ErrOutrun) {
				t.Errorf("%v, %v; want ErrOutrun", h, err)
			}
			time.Sleep(time.Second)
			d.holds("k", `a 1 "again"`)
			second.Put(text("further", nil))
			if err := second.Sync(ctx); err != nil {
				t.Error(err)
			}
			d.holds("k", `a 1 "further"`)
		})
	}
}
