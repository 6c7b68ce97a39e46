package cluster_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// blind is a bucket of which nothing can be read for a while.
type blind struct {
	*memstore.Bucket
	until time.Time
}

func (b blind) All(ctx context.Context) ([]cluster.Item, error) {
	if time.Now().Before(b.until) {
		return nil, context.DeadlineExceeded
	}
	return b.Bucket.All(ctx)
}

// Law: an instance that has told of itself but has not looked yet who else is there does not count as known: nobody else
// is known to it.
func TestWhoHasNotLookedIsNotKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		self := cluster.Member{Owner: cluster.Owner{Instance: "a", Boot: "b"}}
		members := cluster.NewMembers(cluster.MembersOptions{Bucket: blind{bucket, time.Now().Add(3 * time.Second)},
			Lease: 3 * time.Second, Self: func() cluster.Member { return self }})
		ctx, end := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			defer close(over)
			members.Run(ctx)
		}()
		time.Sleep(2 * time.Second)
		if item, err := bucket.Get(ctx, "a"); err != nil || item.Revision == 0 || members.Told() {
			t.Errorf("told of itself: %d, %v; known: %v", item.Revision, err, members.Told())
		}
		time.Sleep(3 * time.Second)
		if !members.Told() {
			t.Error("it has looked, and does not count as known")
		}
		end()
		<-over
	})
}
