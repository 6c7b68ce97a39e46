package cluster_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// watched notes when each change was made, and in which list.
type watched struct {
	*memstore.Bucket
	begun time.Time

	mu    sync.Mutex
	lists []string
}

func (w *watched) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	list := time.Since(w.begun).String()
	for _, change := range changes {
		list += " " + change.Key
		if change.Delete {
			list += " deleted"
		}
	}
	w.mu.Lock()
	w.lists = append(w.lists, list)
	w.mu.Unlock()
	return w.Bucket.Write(ctx, changes)
}

// Law: what is put is written when it is due, no sooner and no later: 50 ms after it was put, or 5 if it was put as what
// others depend on, together with what is nearly due, and 20 ms after the last write of the same call; an end waits as
// long as what was put before, and for no other write.
func TestEverythingIsWrittenWhenItIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := &watched{Bucket: memstore.New(), begun: time.Now()}
		ledger := cluster.NewLedger(bucket, cluster.Owner{Instance: "i", Boot: "b"}, nil)
		ctx, end := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { ledger.Run(ctx) })
		defer running.Wait()
		defer end()
		at := func(ms int) { time.Sleep(time.Until(bucket.begun.Add(time.Duration(ms) * time.Millisecond))) }
		body := func() ([]byte, error) { return []byte(`{}`), nil }
		a, b, c := ledger.Begin("a", true, nil), ledger.Begin("b", true, nil), ledger.Begin("c", true, nil)
		at(100)
		a.PutSoon(body)
		at(102)
		b.PutSoon(body)
		at(103)
		c.PutSoon(body)
		at(106)
		a.PutSoon(body)
		at(110)
		a.PutSoon(body)
		b.PutSoon(body)
		at(111)
		b.DropSoon()
		at(200)
		a.Put(body)
		at(210)
		c.Put(body)
		at(220)
		a.PutSoon(body) // in place of what waits since 200
		at(240)
		a.Put(body)
		at(250)
		c.Drop() // what waits since 210 is its end
		at(300)
		want := []string{"105ms a b", "108ms c", "115ms b deleted", "125ms a", "220ms a", "260ms c deleted", "290ms a"}
		bucket.mu.Lock()
		defer bucket.mu.Unlock()
		if len(bucket.lists) != len(want) {
			t.Fatalf("written was %q, want %q", bucket.lists, want)
		}
		for i := range want {
			if bucket.lists[i] != want[i] {
				t.Errorf("written was %q, want %q", bucket.lists[i], want[i])
			}
		}
	})
}
