package natsstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// desk is a ledger at work on NATS, with calls.
type desk struct {
	*testing.T
	ledger   *cluster.Ledger
	bucket   *natsstore.Bucket
	holdings []*cluster.Holding
	lost     atomic.Int32
}

// works has a ledger hold so many calls in a bucket.
func works(t *testing.T, bucket *natsstore.Bucket, calls int) *desk {
	t.Helper()
	d := &desk{T: t, bucket: bucket}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	d.ledger = cluster.NewLedger(bucket, cluster.Owner{Instance: "n1", Boot: "b"}, log)
	ctx, cancel := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() { d.ledger.Run(ctx) })
	t.Cleanup(func() { cancel(); working.Wait() })
	for n := range calls {
		d.holdings = append(d.holdings, d.ledger.Begin(fmt.Sprint(n), true, func() { d.lost.Add(1) }))
	}
	return d
}

// put has a state written of the first calls.
func (d *desk) put(calls int, state string) {
	for _, h := range d.holdings[:calls] {
		h.Put(func() ([]byte, error) { return json.Marshal(state) })
	}
}

// have waits until the bucket has of each call what want says.
func (d *desk) have(what string, want func(n int) string) {
	d.Helper()
	await(d.T, what, func() bool {
		kept, err := d.ledger.Kept(d.Context())
		bodies := map[string]string{}
		for _, one := range kept {
			bodies[one.Item.Key] = string(one.Record.Body)
		}
		for n := range d.holdings {
			if bodies[fmt.Sprint(n)] != fmt.Sprintf("%q", want(n)) {
				return false
			}
		}
		return err == nil && len(kept) == len(d.holdings)
	})
	if n := d.lost.Load(); n > 0 {
		d.Errorf("%s: %d calls are lost", what, n)
	}
}

// Law: when NATS was away what calls have told meanwhile is written as soon as it is back; when it comes back without
// its disk all calls are written anew, and none is taken for somebody else's.
func TestCallsOutliveTheirNATS(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	port := reserved(t)
	stop, _ := serving(t, folder, port)
	s := open(t, natsstore.Options{URL: urlOf(port, "hunter2")})
	d := works(t, s.Bucket("ariapp_calls", "calls"), 30)
	d.put(30, "one")
	d.have("the first states", func(int) string { return "one" })

	stop()
	d.put(20, "two")
	await(t, "noticing that NATS is away", func() bool { return d.ledger.Away() != nil })
	stop, _ = serving(t, folder, port)
	d.have("what was told while NATS was away", func(n int) string {
		if n < 20 {
			return "two"
		}
		return "one"
	})

	stop()
	stop, _ = serving(t, t.TempDir(), port)
	d.put(1, "three")
	d.have("all calls anew", func(n int) string {
		switch {
		case n < 1:
			return "three"
		case n < 20:
			return "two"
		}
		return "one"
	})
	if _, err := s.Put(t.Context(), "key", "value", 0); err != nil {
		t.Errorf("the values of flows: %v", err)
	}
	stop()
}
