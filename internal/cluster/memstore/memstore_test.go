package memstore_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/clustertest"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: memory is a store as any other.
func TestMemoryIsAStore(t *testing.T) {
	clustertest.Run(t, memstore.New())
}

// Law: it is one in a bubble too.
func TestMemoryIsAStoreInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { clustertest.Run(t, memstore.New()) })
}

// Law: memory carries requests as any other post, in a bubble too, where a goroutine that is left behind fails the test.
func TestMemoryIsAPost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		post := memstore.NewPost()
		clustertest.RunPost(t, post, post)
	})
}

// Law: a request fails as it was told: at once while the post is away, and at its deadline when the answer is lost, though it was heard.
func TestFaultsOfAPost(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults memstore.Faults
		want   error
		after  time.Duration
		heard  int
	}{
		{"nothing", memstore.Faults{}, nil, 0, 1},
		{"away", memstore.Faults{Away: true}, memstore.ErrAway, 0, 0},
		{"slow", memstore.Faults{Slow: time.Second}, nil, time.Second, 1},
		{"slow beyond the bound", memstore.Faults{Slow: time.Hour}, context.DeadlineExceeded, cluster.AskMost, 0},
		{"a lost answer", memstore.Faults{Mute: true}, context.DeadlineExceeded, cluster.AskMost, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				post, heard := memstore.NewPost(), 0
				stop, err := post.Answer("n1", func(context.Context, []byte) []byte { heard++; return []byte("yes") })
				if err != nil {
					t.Fatal(err)
				}
				post.Fail(c.faults)
				begun := time.Now()
				_, err = post.Ask(t.Context(), "n1", nil)
				took := time.Since(begun)
				stop()
				if !errors.Is(err, c.want) || took != c.after || heard != c.heard || post.Asked() != 1 {
					t.Errorf("%v after %v, heard %d times", err, took, heard)
				}
			})
		})
	}
}
