package app

import (
	"errors"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: who waits and how agents are goes to where nobody decides yet, or where a start before this one began to bring it;
// where others decide it stays, as their numbers are not ours.
func TestQueuesAreCarried(t *testing.T) {
	put := func(b *memstore.Bucket, key, value string) {
		t.Helper()
		if w := b.Write(t.Context(), []cluster.Change{{Key: key, Value: []byte(value)}}); w[0].Err != nil {
			t.Fatal(w[0].Err)
		}
	}
	count := func(buckets [2]cluster.Bucket) (items int) {
		t.Helper()
		for _, b := range buckets {
			all, err := b.All(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			items += len(all)
		}
		return items
	}
	for _, c := range []struct {
		name, ours, theirs string
		carried, left      int
		err                error
	}{
		{"nobody decides", "7", "", 2, 0, nil},
		{"begun before", "7", "7", 2, 0, nil},
		{"others decide", "7", "3", 0, 3, errReign},
		{"no queues", "", "3", 0, 2, nil},
	} {
		queues, agents, shared, sharedAgents := memstore.New(), memstore.New(), memstore.New(), memstore.New()
		from, to := [2]cluster.Bucket{queues, agents}, [2]cluster.Bucket{shared, sharedAgents}
		put(queues, "e/1", "waits")
		put(agents, "a/1001", "is there")
		if c.ours != "" {
			put(queues, reignKey, c.ours)
		}
		if c.theirs != "" {
			put(shared, reignKey, c.theirs)
		}
		n, err := carryQueues(t.Context(), from, to)
		if n != c.carried || !errors.Is(err, c.err) || count(from) != c.left {
			t.Errorf("%s: %d came, not %d; %d are left, not %d; %v", c.name, n, c.carried, count(from), c.left, err)
		}
	}
}
