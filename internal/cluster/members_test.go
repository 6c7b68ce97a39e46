package cluster_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

const lease = 3 * time.Second

// instance is one of several that look for one another.
type instance struct {
	*cluster.Members
	entries *cluster.Entries
	self    cluster.Member
	mu      sync.Mutex // guards self
	changes atomic.Int32
	stop    context.CancelFunc
	over    chan struct{}
}

// change changes what an instance tells of itself.
func (i *instance) change(how func(*cluster.Member)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	how(&i.self)
}

// join has an instance look for others in a bucket until the bubble ends, or it leaves.
func join(t *testing.T, bucket cluster.Bucket, entries cluster.Bucket, name, boot string) *instance {
	t.Helper()
	i := &instance{over: make(chan struct{})}
	i.self = cluster.Member{Owner: cluster.Owner{Instance: name, Boot: boot}, App: "ivr." + name, Asterisks: []string{"pbx"}}
	i.Members = cluster.NewMembers(cluster.MembersOptions{Bucket: bucket, Lease: lease,
		Changed: func() { i.changes.Add(1) }, Self: func() cluster.Member {
			i.mu.Lock()
			defer i.mu.Unlock()
			return i.self
		}})
	i.entries = cluster.NewEntries(entries, i.Members, i.self.Owner)
	var ctx context.Context
	ctx, i.stop = context.WithCancel(context.Background())
	go func() {
		defer close(i.over)
		i.Run(ctx)
	}()
	t.Cleanup(i.leave)
	return i
}

func (i *instance) leave() { i.stop(); <-i.over }

// line is how one instance reaches the bucket of all: it can be cut.
type line struct {
	cluster.Bucket
	cut atomic.Bool
}

func (l *line) All(ctx context.Context) ([]cluster.Item, error) {
	if l.cut.Load() {
		return nil, memstore.ErrAway
	}
	return l.Bucket.All(ctx)
}

func (l *line) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	if l.cut.Load() {
		return slices.Repeat([]cluster.Written{{Err: memstore.ErrAway}}, len(changes))
	}
	return l.Bucket.Write(ctx, changes)
}

func names(members []cluster.Member) string {
	var all []string
	for _, m := range members {
		all = append(all, m.Instance)
	}
	return strings.Join(all, " ")
}

// Law: instances see one another within a beat, and one that leaves is gone at once.
func TestMembersComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		a := join(t, bucket, memstore.New(), "a", "1")
		b := join(t, bucket, memstore.New(), "b", "1")
		time.Sleep(lease)
		if got := names(a.Alive()) + "/" + names(b.Alive()); got != "a b/a b" {
			t.Fatalf("they see %s", got)
		}
		before := a.changes.Load()
		b.leave()
		time.Sleep(lease / 5)
		if got := names(a.Alive()); got != "a" || a.changes.Load() != before+1 {
			t.Errorf("a sees %s after %d changes more", got, a.changes.Load()-before)
		}
		a.change(func(m *cluster.Member) { m.Draining = true })
		a.Tell()
		time.Sleep(lease / 5)
		if !a.Alive()[0].Draining || a.changes.Load() != before+2 {
			t.Errorf("a sees %+v after %d changes", a.Alive(), a.changes.Load())
		}
	})
}

// Law: one that falls silent is dead within the lease, and not before most of it has passed.
func TestSilenceIsDeath(t *testing.T) {
	for range 20 {
		offset := rand.N(lease)
		t.Run(offset.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bucket := memstore.New()
				toB := &line{Bucket: bucket}
				a := join(t, bucket, memstore.New(), "a", "1")
				time.Sleep(offset)
				b := join(t, toB, memstore.New(), "b", "1")
				time.Sleep(2*lease + offset/3)
				if a.Dead(b.self.Owner) {
					t.Fatal("it is dead though it lives")
				}
				toB.cut.Store(true)
				begun := time.Now()
				for !a.Dead(b.self.Owner) {
					time.Sleep(time.Millisecond)
				}
				if took := time.Since(begun); took > lease || took < lease/2 {
					t.Errorf("it was dead after %v", took)
				}
				if b.Dead(a.self.Owner) || b.Away() == nil {
					t.Errorf("who sees nothing takes others for dead; away: %v", b.Away())
				}
				toB.cut.Store(false)
				time.Sleep(lease / 2) // a beat until it tells, and one until that is seen
				if a.Dead(b.self.Owner) || b.Dead(a.self.Owner) {
					t.Error("who is back is dead")
				}
			})
		})
	}
}

// Law: while the store is away nobody dies, nor just after.
func TestNobodyDiesWhileTheStoreIsAway(t *testing.T) {
	for _, away := range []time.Duration{700 * time.Millisecond, lease * 2 / 5, lease / 2, lease, 10 * time.Second, 150 * time.Second} {
		t.Run(away.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bucket := memstore.New()
				a := join(t, bucket, memstore.New(), "a", "1")
				b := join(t, bucket, memstore.New(), "b", "1")
				time.Sleep(2 * lease)
				bucket.Fail(memstore.Faults{Away: true})
				back := time.Now().Add(away)
				for time.Now().Before(back.Add(2 * lease)) {
					if a.Dead(b.self.Owner) || b.Dead(a.self.Owner) {
						t.Fatalf("one is dead %v after the store was back", time.Since(back))
					}
					time.Sleep(10 * time.Millisecond)
					if !time.Now().Before(back) {
						bucket.Fail(memstore.Faults{})
					}
				}
				if got := names(a.Alive()); got != "a b" {
					t.Errorf("a sees %s", got)
				}
			})
		})
	}
}

// Law: who begins anew is not who it was.
func TestAnotherLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		toB := &line{Bucket: bucket}
		a := join(t, bucket, memstore.New(), "a", "1")
		b := join(t, toB, memstore.New(), "b", "1")
		time.Sleep(2 * lease)
		toB.cut.Store(true) // it was killed
		again := join(t, bucket, memstore.New(), "b", "2")
		time.Sleep(lease / 5)
		if !a.Dead(b.self.Owner) || a.Dead(again.self.Owner) {
			t.Errorf("the first life is dead: %v, the second: %v", a.Dead(b.self.Owner), a.Dead(again.self.Owner))
		}
	})
}

// Law: an owner that was never seen is dead only after it could have been.
func TestAStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := join(t, memstore.New(), memstore.New(), "a", "1")
		stranger := cluster.Owner{Instance: "x", Boot: "1"}
		if a.Dead(stranger) {
			t.Error("dead before anything was seen")
		}
		time.Sleep(lease / 2)
		if a.Dead(stranger) {
			t.Error("dead after half a lease")
		}
		time.Sleep(lease)
		if !a.Dead(stranger) {
			t.Error("not dead")
		}
	})
}

// Law: an entry has one holder, and another as soon as that one is dead, drains, or has lost its Asterisk.
func TestEntries(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(holder *instance, its *line)
		within time.Duration
	}{
		{"killed", func(_ *instance, its *line) { its.cut.Store(true) }, lease + lease/5},
		{"left", func(holder *instance, _ *line) { holder.leave() }, lease / 3},
		{"drains", func(holder *instance, _ *line) {
			holder.change(func(m *cluster.Member) { m.Draining = true })
			holder.Tell()
		}, lease / 3},
		{"lost its Asterisk", func(holder *instance, _ *line) { holder.change(func(m *cluster.Member) { m.Asterisks = nil }) }, lease / 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bucket, entries := memstore.New(), memstore.New()
				lines := []*line{{Bucket: bucket}, {Bucket: bucket}, {Bucket: bucket}}
				var all []*instance
				for n, name := range []string{"a", "b", "c"} {
					all = append(all, join(t, lines[n], entries, name, "1"))
				}
				time.Sleep(lease)
				first := holder(t, all)
				if first < 0 {
					t.Fatal("nobody holds the entry")
				}
				c.happen(all[first], lines[first])
				time.Sleep(c.within)
				rest := slices.Delete(slices.Clone(all), first, first+1)
				if holder(t, rest) < 0 {
					t.Errorf("nobody else holds the entry after %v", c.within)
				}
				if ours, err := all[first].entries.Claim(t.Context(), "pbx"); ours && err == nil {
					t.Error("the first holds it too")
				}
			})
		})
	}
}

// holder has all claim the entry and is who got it, -1 for nobody.
func holder(t *testing.T, all []*instance) int {
	t.Helper()
	found := -1
	for n, i := range all {
		ours, err := i.entries.Claim(t.Context(), "pbx")
		if err != nil {
			t.Fatal(err)
		}
		if ours && found >= 0 {
			t.Fatal("two hold the entry")
		}
		if ours {
			found = n
		}
	}
	return found
}

// Law: who gives an entry up has it no more, and an entry that nobody can read is free.
func TestEntriesAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		entries := memstore.New()
		a := join(t, memstore.New(), entries, "a", "1")
		time.Sleep(lease)
		entries.Write(t.Context(), []cluster.Change{{Key: "pbx", Value: []byte("{")}})
		if ours, err := a.entries.Claim(t.Context(), "pbx"); !ours || err != nil {
			t.Fatalf("%v, %v", ours, err)
		}
		if err := a.entries.Release(t.Context(), "pbx"); err != nil {
			t.Fatal(err)
		}
		if item, _ := entries.Get(t.Context(), "pbx"); item.Revision != 0 {
			t.Error("it is held yet")
		}
		if ours, err := a.entries.Claim(t.Context(), "elsewhere"); ours || err != nil {
			t.Errorf("it holds the entry of an Asterisk that it does not know: %v", err)
		}
	})
}

// Law: a call goes to who has the fewest, can take it, and has its flows.
func TestPlace(t *testing.T) {
	member := func(name, flows string, calls, most int, draining bool, asterisks ...string) cluster.Member {
		return cluster.Member{Owner: cluster.Owner{Instance: name, Boot: "1"}, Flows: flows, Calls: calls, Most: most,
			Draining: draining, Asterisks: asterisks}
	}
	crowded, elsewhere := member("b", "v", 1, 0, false, "pbx"), member("c", "v", 1, 0, false, "x", "pbx")
	crowded.Crowded, elsewhere.Crowded = []string{"pbx"}, []string{"x"}
	for _, c := range []struct {
		name    string
		members []cluster.Member
		given   map[string]int
		want    string
	}{
		{"the fewest calls", []cluster.Member{member("a", "v", 2, 0, false, "pbx"), member("b", "v", 1, 0, false, "pbx")}, nil, "b"},
		{"the same number", []cluster.Member{member("b", "v", 1, 0, false, "pbx"), member("a", "v", 1, 0, false, "pbx")}, nil, "a"},
		{"with those just given", []cluster.Member{member("a", "v", 2, 0, false, "pbx"), member("b", "v", 1, 0, false, "pbx")},
			map[string]int{"b": 2}, "a"},
		{"one that drains", []cluster.Member{member("a", "v", 2, 0, false, "pbx"), member("b", "v", 1, 0, true, "pbx")}, nil, "a"},
		{"one that is full", []cluster.Member{member("a", "v", 2, 0, false, "pbx"), member("b", "v", 1, 1, false, "pbx")}, nil, "a"},
		{"full by those just given", []cluster.Member{member("b", "v", 0, 1, false, "pbx")}, map[string]int{"b": 1}, ""},
		{"another Asterisk", []cluster.Member{member("a", "v", 2, 0, false, "x", "pbx"), member("b", "v", 1, 0, false, "x")}, nil, "a"},
		{"one whose requests wait", []cluster.Member{member("a", "v", 2, 0, false, "pbx"), crowded}, nil, "a"},
		{"one whose requests to another Asterisk wait", []cluster.Member{member("a", "v", 2, 0, false, "pbx"), elsewhere}, nil, "c"},
		{"the version first", []cluster.Member{member("a", "v", 9, 0, false, "pbx"), member("b", "w", 1, 0, false, "pbx")}, nil, "a"},
		{"another version rather than none", []cluster.Member{member("a", "v", 9, 9, false, "pbx"), member("b", "w", 1, 0, false, "pbx")},
			nil, "b"},
		{"nobody", nil, nil, ""},
	} {
		got, found := cluster.Place(c.members, "pbx", "v", c.given)
		if got.Instance != c.want || found != (c.want != "") {
			t.Errorf("%s: %q", c.name, got.Instance)
		}
	}
}

// Law: the calls of a dead instance are shared evenly, each by one, and who stays keeps what it had when another goes.
func TestHeir(t *testing.T) {
	var members []cluster.Member
	for _, name := range []string{"a", "b", "c", "d"} {
		members = append(members, cluster.Member{Owner: cluster.Owner{Instance: name}, Most: 1, Calls: 9, Asterisks: []string{"pbx"}})
	}
	const calls = 4000
	shares := map[string]int{}
	for n := range calls {
		key := fmt.Sprintf("pbx/1700000000.%d", n)
		heir, _ := cluster.Heir(members, "pbx", key)
		shares[heir.Instance]++
		fewer, _ := cluster.Heir(members[1:], "pbx", key)
		if heir.Instance != "a" && fewer.Instance != heir.Instance {
			t.Fatalf("%s: %s, without a %s", key, heir.Instance, fewer.Instance)
		}
	}
	for name, n := range shares {
		if n < calls/5 || n > calls*3/10 {
			t.Errorf("%s has %d of %d", name, n, calls)
		}
	}
	members[0].Draining = true
	if heir, found := cluster.Heir(members[:1], "pbx", "x"); found {
		t.Errorf("%s drains and inherits", heir.Instance)
	}
}

// Law: nobody takes an entry from one who has just taken it, though it was seen last without an Asterisk, or in an earlier
// life.
func TestWhoHasJustTakenAnEntryKeepsIt(t *testing.T) {
	for _, boot := range []string{"1", "2"} {
		t.Run(boot, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bucket, entries := memstore.New(), memstore.New()
				b := join(t, bucket, entries, "b", "1")
				time.Sleep(lease/20 + time.Millisecond) // they look at different times
				a := join(t, bucket, entries, "a", "1")
				a.change(func(m *cluster.Member) { m.Asterisks = nil })
				time.Sleep(2 * lease)
				if boot == "2" {
					a.leave()
					a = join(t, bucket, entries, "a", boot)
				}
				a.change(func(m *cluster.Member) { m.Asterisks = []string{"pbx"} })
				a.Tell()
				synctest.Wait()
				if ours, err := a.entries.Claim(t.Context(), "pbx"); !ours || err != nil {
					t.Fatalf("a has it not: %v", err)
				}
				if ours, err := b.entries.Claim(t.Context(), "pbx"); ours || err != nil {
					t.Errorf("b has it: %v, %v", ours, err)
				}
			})
		})
	}
}

// FuzzParseMember: whatever is read is a member or an error.
func FuzzParseMember(f *testing.F) {
	f.Add([]byte(`{"format":1,"instance":"a","boot":"b","app":"ivr.a","calls":1,"asterisks":["pbx"],"beat":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := cluster.ParseMember(data); err == nil && (m.Instance == "" || m.Boot == "") {
			t.Errorf("%q: %+v", data, m)
		}
	})
}

// Law: who sees that the store has lost everything remembers the others, and has them tell of themselves anew; one that
// does not is dead after the lease.
func TestMembersOutliveTheStoresLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket, entries := memstore.New(), memstore.New()
		two := &line{Bucket: bucket}
		a, b := join(t, bucket, entries, "n1", "a"), join(t, two, entries, "n2", "b")
		time.Sleep(2 * lease)
		two.cut.Store(true)
		bucket.Clear()
		for range 20 {
			time.Sleep(lease / 30)
			if len(a.Alive()) != 2 {
				t.Fatalf("n1 sees %v", a.Alive())
			}
		}
		time.Sleep(lease)
		if len(a.Alive()) != 1 || !a.Dead(b.self.Owner) {
			t.Errorf("n1 sees %v", a.Alive())
		}
	})
}

// Law: who hears no answer of the store looks what has become of its word: the others know of it all the same, and of its
// new life when it has begun one, and it sees them.
func TestToldWithoutAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		a := join(t, bucket, memstore.New(), "a", "1")
		b := join(t, bucket, memstore.New(), "b", "1")
		time.Sleep(2 * lease)
		b.leave()
		bucket.Fail(memstore.Faults{Mute: true, Slow: lease / 30}) // so that it has not told at once
		b = join(t, bucket, memstore.New(), "b", "2")
		if b.Told() || b.Settled() {
			t.Error("it counts as known before it has told")
		}
		time.Sleep(lease)
		if a.Dead(b.self.Owner) || b.Dead(a.self.Owner) || !b.Told() || !b.Settled() {
			t.Errorf("they see %s and %s", names(a.Alive()), names(b.Alive()))
		}
		bucket.Fail(memstore.Faults{})
	})
}
