package natsstore_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"sync"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// Law: what All tells is what is there, whatever was changed since the last time, by oneself or by others:
// one item or many, written or deleted, or everything by somebody's hand.
func TestAllSeesEveryChange(t *testing.T) {
	t.Parallel()
	_, port := serving(t, t.TempDir(), -1)
	s := open(t, natsstore.Options{URL: urlOf(port, "hunter2")})
	ours := s.Bucket("ariapp_calls", "calls")
	theirs := open(t, natsstore.Options{URL: urlOf(port, "hunter2")}).Bucket("ariapp_calls", "calls")
	want := map[string]uint64{}
	for round, c := range []struct {
		name   string
		from   *natsstore.Bucket
		change []string // keys; with - before them they are deleted
		purge  bool
	}{
		{name: "nothing yet"},
		{name: "the first", from: ours, change: numbered(0, 3)},
		{name: "nothing new"},
		{name: "another's", from: theirs, change: []string{"1", "a b"}},
		{name: "a deletion", from: theirs, change: []string{"-2", "0"}},
		{name: "a deletion and the same again", from: ours, change: []string{"2"}},
		{name: "many", from: theirs, change: numbered(0, 200)},
		{name: "many deletions", from: ours, change: append(deleted(numbered(50, 150)), "-a b")},
		{name: "somebody's purge", purge: true},
		{name: "a purge, and many anew", from: theirs, change: numbered(0, 40), purge: true},
	} {
		if c.purge {
			natsstore.Purge(t, s, "ariapp_calls")
			clear(want)
		}
		for _, key := range c.change {
			change := cluster.Change{Key: key, Value: fmt.Append(nil, round)}
			if key[0] == '-' {
				change = cluster.Change{Key: key[1:], Delete: true}
			}
			change.Revision = want[change.Key]
			written := c.from.Write(t.Context(), []cluster.Change{change})[0]
			must(t, written.Err)
			if want[change.Key] = written.Revision; change.Delete {
				delete(want, change.Key)
			}
		}
		for _, bucket := range []*natsstore.Bucket{ours, theirs} {
			if got := revisions(t, bucket); !maps.Equal(got, want) {
				t.Fatalf("%s: %v, want %v", c.name, got, want)
			}
		}
	}
}

func numbered(from, to int) []string {
	var keys []string
	for n := from; n < to; n++ {
		keys = append(keys, fmt.Sprint(n))
	}
	return keys
}

func deleted(keys []string) []string {
	for i := range keys {
		keys[i] = "-" + keys[i]
	}
	return keys
}

// revisions are those of All, by key; what it tells of values must be what Get does.
func revisions(t *testing.T, bucket *natsstore.Bucket) map[string]uint64 {
	t.Helper()
	all, err := bucket.All(t.Context())
	must(t, err)
	got := map[string]uint64{}
	for i, item := range all {
		got[item.Key] = item.Revision
		if one, err := bucket.Get(t.Context(), item.Key); i%10 == 0 && (err != nil || !bytes.Equal(one.Value, item.Value)) {
			t.Errorf("%s: %q, All has %q (%v)", item.Key, one.Value, item.Value, err)
		}
	}
	return got
}

// Law: a bucket that was removed and made anew is read anew.
func TestAllOfABucketMadeAnew(t *testing.T) {
	t.Parallel()
	s := open(t, natsstore.Options{Folder: t.TempDir()})
	bucket := s.Bucket("ariapp_calls", "calls")
	for n := range 3 {
		written := bucket.Write(t.Context(), []cluster.Change{{Key: fmt.Sprint(n), Value: []byte("x")}})
		must(t, written[0].Err)
		if got := revisions(t, bucket); got[fmt.Sprint(n)] == 0 {
			t.Fatalf("round %d: %v", n, got)
		}
		natsstore.Remove(t, s, "ariapp_calls")
		_, err := bucket.All(t.Context()) // which notices, or makes it anew
		got, want := revisions(t, bucket), revisions(t, s.Bucket("ariapp_calls", "calls"))
		if !maps.Equal(got, want) {
			t.Fatalf("round %d, after the removal (%v): %v, want %v", n, err, got, want)
		}
	}
}

// BenchmarkAll is what reading a bucket of 2,000 calls costs: whole, as nothing has changed, and after three changes.
func BenchmarkAll(b *testing.B) {
	s, err := natsstore.Open(natsstore.Options{Folder: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	bucket := s.Bucket("ariapp_calls", "calls")
	revisions := fill(b, bucket, 2000)
	for _, c := range []struct {
		name    string
		changed int
		whole   bool
	}{{"whole", 0, true}, {"unchanged", 0, false}, {"3 changes", 3, false}, {"300 changes", 300, false}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				if c.whole {
					bucket = s.Bucket("ariapp_calls", "calls")
				}
				for n := range c.changed {
					revisions[n] = writeCall(b, bucket, n, revisions[n])
				}
				b.StartTimer()
				if all, err := bucket.All(b.Context()); err != nil || len(all) != len(revisions) {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}

// fill writes so many calls of 3 KB.
func fill(b *testing.B, bucket *natsstore.Bucket, calls int) []uint64 {
	b.Helper()
	revisions := make([]uint64, calls)
	for n := range revisions {
		revisions[n] = writeCall(b, bucket, n, 0)
	}
	return revisions
}

func writeCall(b *testing.B, bucket *natsstore.Bucket, n int, revision uint64) uint64 {
	b.Helper()
	written := bucket.Write(b.Context(), []cluster.Change{{Key: fmt.Sprintf("asterisk/1700000000.%d", n),
		Value: bytes.Repeat([]byte("v"), 3000), Revision: revision}})
	if written[0].Err != nil {
		b.Fatal(written[0].Err)
	}
	return written[0].Revision
}

// Law: who is written anew again and again is there at every look: an item that moves on while it is read is not gone.
func TestAllMissesNobodyWhoMoves(t *testing.T) {
	t.Parallel()
	_, port := serving(t, t.TempDir(), -1)
	ours := open(t, natsstore.Options{URL: urlOf(port, "hunter2")}).Bucket("ariapp_members", "members")
	theirs := open(t, natsstore.Options{URL: urlOf(port, "hunter2")}).Bucket("ariapp_members", "members")
	ctx, cancel := context.WithCancel(t.Context())
	const members, looks = 3, 400
	told := make(chan struct{}, members)
	var telling sync.WaitGroup
	defer telling.Wait()
	defer cancel()
	for n := range members {
		telling.Go(func() {
			revision := uint64(0)
			for ctx.Err() == nil {
				written := theirs.Write(ctx, []cluster.Change{{Key: fmt.Sprint(n), Value: []byte("x"), Revision: revision}})[0]
				if written.Err == nil {
					if revision == 0 {
						told <- struct{}{}
					}
					revision = written.Revision
				}
			}
		})
	}
	for range members {
		<-told
	}
	for look := range looks {
		all, err := ours.All(t.Context())
		must(t, err)
		if len(all) != members {
			t.Fatalf("at look %d there are %d of %d", look, len(all), members)
		}
	}
}
