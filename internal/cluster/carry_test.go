package cluster_test

import (
	"slices"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// holding is a bucket with items, whose values are their keys and what stands before them.
func holding(t *testing.T, before string, keys ...string) *memstore.Bucket {
	t.Helper()
	b := memstore.New()
	for _, key := range keys {
		if w := b.Write(t.Context(), []cluster.Change{{Key: key, Value: []byte(before + key)}}); w[0].Err != nil {
			t.Fatal(w[0].Err)
		}
	}
	return b
}

// values are what a bucket has, in order.
func values(t *testing.T, b cluster.Bucket) (all []string) {
	t.Helper()
	items, err := b.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		all = append(all, string(item.Value))
	}
	slices.Sort(all)
	return all
}

// Law: what is carried is in the other bucket and in the first no more; what is there, or was, stays so.
func TestCarry(t *testing.T) {
	from, to := holding(t, "", "a", "b", "c"), holding(t, "their ", "b", "c")
	gone, err := to.Get(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	if w := to.Write(t.Context(), []cluster.Change{{Key: "c", Delete: true, Revision: gone.Revision}}); w[0].Err != nil {
		t.Fatal(w[0].Err)
	}
	if n, err := cluster.Carry(t.Context(), from, to); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if there, left := values(t, to), values(t, from); !slices.Equal(there, []string{"a", "their b"}) || len(left) > 0 {
		t.Errorf("there are %q, and left %q", there, left)
	}
}

// Law: what cannot be brought stays where it is, and is brought the next time.
func TestCarryAgain(t *testing.T) {
	for name, how := range map[string]memstore.Faults{"away": {Away: true}, "full": {Unwritable: true}, "mute": {Mute: true}} {
		from, to := holding(t, "", "a", "b"), memstore.New()
		to.Fail(how)
		if n, err := cluster.Carry(t.Context(), from, to); n != 0 || err == nil {
			t.Errorf("%s: %d, %v", name, n, err)
		}
		if left := values(t, from); len(left) != 2 {
			t.Errorf("%s: only %q is left", name, left)
		}
		to.Fail(memstore.Faults{})
		if _, err := cluster.Carry(t.Context(), from, to); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if there, left := values(t, to), values(t, from); len(there) != 2 || len(left) > 0 {
			t.Errorf("%s: there are %q, and left %q", name, there, left)
		}
	}
}

// Law: what is brought is in both buckets; what is newer there, or was deleted, stays as it is; and it may be done again.
func TestBring(t *testing.T) {
	from, to := holding(t, "", "a", "b", "c", "d"), holding(t, "their ", "b", "c", "d")
	gone, err := to.Get(t.Context(), "d")
	if err != nil {
		t.Fatal(err)
	}
	if w := to.Write(t.Context(), []cluster.Change{{Key: "d", Delete: true, Revision: gone.Revision}}); w[0].Err != nil {
		t.Fatal(w[0].Err)
	}
	newer := func(item, there cluster.Item) bool { return item.Key == "b" && string(there.Value) != "b" }
	for _, want := range []int{0, 2, 0} { // the first while nothing can be written
		to.Fail(memstore.Faults{Unwritable: len(values(t, to)) == 2 && want == 0})
		n, err := cluster.Bring(t.Context(), from, to, newer)
		if failed := err != nil; n != want || failed != (len(values(t, to)) == 2) {
			t.Errorf("%d, %v; want %d", n, err, want)
		}
	}
	if there, left := values(t, to), values(t, from); !slices.Equal(there, []string{"a", "b", "their c"}) || len(left) != 4 {
		t.Errorf("there are %q, and left %q", there, left)
	}
}
