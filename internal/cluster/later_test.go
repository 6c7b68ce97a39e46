package cluster_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: a member of a later format lives as long as it tells of itself: it is not dead, keeps the entry that it has, and is
// given nothing; when it is silent it is dead as any other.
func TestAMemberOfALaterFormat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket, entries := memstore.New(), memstore.New()
		owner := cluster.Owner{Instance: "z", Boot: "1"}
		write := func(b *memstore.Bucket, text string) {
			item, err := b.Get(t.Context(), "z")
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range b.Write(t.Context(), []cluster.Change{{Key: "z", Value: []byte(text), Revision: item.Revision}}) {
				if w.Err != nil {
					t.Fatal(w.Err)
				}
			}
		}
		tells := func(beats int) {
			for n := range beats {
				write(bucket, fmt.Sprintf(`{"format":9,"instance":"z","boot":"1","app":"ivr.z","asterisks":["pbx"],"what":{},"beat":%d}`, n))
				time.Sleep(lease / 10)
			}
		}
		entries.Write(t.Context(), []cluster.Change{{Key: "pbx", Value: []byte(`{"format":1,"holder":{"instance":"z","boot":"1"}}`)}})
		one := join(t, bucket, entries, "a", "b")
		tells(30)
		alive := one.Alive()
		if len(alive) != 2 || one.Dead(owner) {
			t.Errorf("alive are %+v; z is dead: %v", alive, one.Dead(owner))
		}
		if ours, err := one.entries.Claim(t.Context(), "pbx"); ours || err != nil {
			t.Errorf("the entry is ours: %v, %v", ours, err)
		}
		if to, found := cluster.Place(alive, "pbx", "", map[string]int{"a": 100}); !found || to.Instance != "a" {
			t.Errorf("a new call goes to %+v", to)
		}
		for n := range 20 {
			if heir, found := cluster.Heir(alive, "pbx", fmt.Sprint(n)); !found || heir.Instance != "a" {
				t.Errorf("the heir is %+v", heir)
			}
		}
		time.Sleep(lease)
		if ours, err := one.entries.Claim(t.Context(), "pbx"); !ours || err != nil || !one.Dead(owner) {
			t.Errorf("the entry is ours: %v, %v; z is dead: %v", ours, err, one.Dead(owner))
		}
	})
}
