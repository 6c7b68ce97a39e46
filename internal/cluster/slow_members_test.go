package cluster_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// sluggish is a bucket whose next answer to a look comes late.
type sluggish struct {
	cluster.Bucket
	late chan time.Duration
}

func (s sluggish) All(ctx context.Context) ([]cluster.Item, error) {
	select {
	case d := <-s.late:
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	default:
	}
	return s.Bucket.All(ctx)
}

// Law: a look that takes long, in the moment in which an instance dies or behind it, has it live no longer than the look
// took, and the entry that it held is taken within the lease and that.
func TestALateLookIsNoNewLease(t *testing.T) {
	for _, late := range []time.Duration{350 * time.Millisecond, 650 * time.Millisecond, 950 * time.Millisecond} {
		for behind := lease / 30; behind < lease*4/5; behind += lease / 6 {
			synctest.Test(t, func(t *testing.T) {
				bucket, entries := memstore.New(), memstore.New()
				slow := sluggish{bucket, make(chan time.Duration, 1)}
				its := &line{Bucket: bucket}
				a := join(t, slow, entries, "a", "1")
				time.Sleep(lease / 25)
				b := join(t, its, entries, "b", "1")
				time.Sleep(2 * lease)
				if ours, err := b.entries.Claim(t.Context(), "pbx"); !ours || err != nil {
					t.Fatalf("b has not the entry: %v", err)
				}
				its.cut.Store(true)
				begun := time.Now()
				time.Sleep(behind)
				slow.late <- late
				for ours := false; !ours; time.Sleep(lease / 30) {
					var err error
					if ours, err = a.entries.Claim(t.Context(), "pbx"); err != nil {
						t.Fatal(err)
					}
					if time.Since(begun) > 3*lease {
						t.Fatalf("late by %v, %v behind the death: it lives on", late, behind)
					}
				}
				if took := time.Since(begun); took > lease+late {
					t.Errorf("late by %v, %v behind the death: its entry is taken after %v", late, behind, took)
				}
			})
		}
	}
}

// Law: where the store is slow all the time nobody dies who lives, and who is dead does not live for ever.
func TestASlowStoreOfMembers(t *testing.T) {
	for _, slow := range []time.Duration{200 * time.Millisecond, 350 * time.Millisecond, 450 * time.Millisecond} {
		t.Run(slow.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bucket := memstore.New()
				its := &line{Bucket: bucket}
				a := join(t, bucket, memstore.New(), "a", "1")
				b := join(t, bucket, memstore.New(), "b", "1")
				c := join(t, its, memstore.New(), "c", "1")
				time.Sleep(2 * lease)
				bucket.Fail(memstore.Faults{Slow: slow})
				nobodyElse := func(span time.Duration) {
					t.Helper()
					for until := time.Now().Add(span); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
						if a.Dead(b.self.Owner) || b.Dead(a.self.Owner) {
							t.Fatal("one is dead who lives")
						}
					}
				}
				nobodyElse(5 * lease)
				if a.Dead(c.self.Owner) {
					t.Fatal("it is dead though it lives")
				}
				its.cut.Store(true)
				nobodyElse(4 * lease)
				if !a.Dead(c.self.Owner) || !b.Dead(c.self.Owner) {
					t.Error("who is dead lives on")
				}
				bucket.Fail(memstore.Faults{})
				nobodyElse(2 * lease)
			})
		})
	}
}
