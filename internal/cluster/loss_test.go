package cluster_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: a store that has lost everything gets all calls anew: at once when one of them has something to tell, else
// within seconds; each one's last state, and no call is taken for somebody else's.
func TestALostStoreIsWrittenAnew(t *testing.T) {
	for _, c := range []struct {
		name  string
		put   int // how many calls have something new
		after time.Duration
	}{
		{"one call tells something", 1, 2 * time.Second},
		{"all do", 600, 2 * time.Second},
		{"none does", 0, 11 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := begin(t, memstore.New(), "a")
				d.bucket.Write(t.Context(), []cluster.Change{{Key: "another's", Value: []byte("x")}}) // so that revisions differ
				holdings := make([]*cluster.Holding, 600)
				lost := 0
				for n := range holdings {
					holdings[n] = d.Begin(fmt.Sprint(n), true, func() { lost++ })
					holdings[n].Put(text("one", nil))
				}
				time.Sleep(time.Second)
				d.bucket.Clear()
				made := 0
				for _, h := range holdings[:c.put] {
					h.Put(text("two", &made))
				}
				time.Sleep(c.after)
				for n := range holdings {
					want := `a 1 "one"`
					if n < c.put {
						want = `a 1 "two"`
					}
					d.holds(fmt.Sprint(n), want)
				}
				if lost > 0 || d.Waiting() > 0 || d.Away() != nil || made != c.put {
					t.Errorf("%d lost, %d waiting, %v, %d bodies made", lost, d.Waiting(), d.Away(), made)
				}
			})
		})
	}
}

// Law: a store may lose everything again and again, also while it is away.
func TestAStoreThatLosesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		var lost []*int
		for n := range 20 {
			h, told := d.begin(fmt.Sprint(n), true)
			h.Put(text("one", nil))
			lost = append(lost, told)
		}
		for _, away := range []time.Duration{0, 10 * time.Second, 150 * time.Second, 0} {
			time.Sleep(30 * time.Second)
			d.bucket.Fail(memstore.Faults{Away: true})
			d.bucket.Clear()
			time.Sleep(away)
			d.bucket.Fail(memstore.Faults{})
			time.Sleep(15 * time.Second)
			for n, told := range lost {
				if d.holds(fmt.Sprint(n), `a 1 "one"`); *told > 0 {
					t.Errorf("%d is lost", n)
				}
			}
		}
	})
}

// Law: a call whose record somebody else has deleted is theirs, and over: who held it is told once and writes it no more.
// An idle one learns of it by a look.
func TestARecordThatSomebodyHasDeleted(t *testing.T) {
	for _, puts := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			bucket := memstore.New()
			a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
			old, lost := a.begin("call", true)
			other, otherLost := a.begin("other", true)
			old.Put(text("a's", nil))
			other.Put(text("a's", nil))
			time.Sleep(time.Second)
			taken, err := b.Take(t.Context(), b.kept("call"), func() {})
			if err != nil {
				t.Fatal(err)
			}
			taken.Drop()
			time.Sleep(time.Second)
			if puts {
				old.Put(text("late", nil))
				if err := old.Sync(t.Context()); !errors.Is(err, cluster.ErrLost) {
					t.Errorf("the old owner: %v", err)
				}
			}
			time.Sleep(30 * time.Second)
			old.Put(text("later", nil))
			time.Sleep(time.Second)
			a.holds("call", "")
			a.holds("other", `a 1 "a's"`)
			if *lost != 1 || *otherLost != 0 {
				t.Errorf("told %d times, the other %d", *lost, *otherLost)
			}
		})
	}
}

// Law: who takes a call has its last state to write anew, and a call that has just come begins where one was deleted.
func TestWhatIsTakenIsWrittenAnewToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
		old, _ := a.begin("call", true)
		old.Put(text("a's", nil))
		time.Sleep(time.Second)
		lost := 0
		if _, err := b.Take(t.Context(), b.kept("call"), func() { lost++ }); err != nil {
			t.Fatal(err)
		}
		old.Leave()
		bucket.Clear()
		time.Sleep(15 * time.Second)
		b.holds("call", `b 2 "a's"`)
		if err := b.Forget(t.Context(), b.kept("call")); err != nil {
			t.Fatal(err)
		}
		again, told := a.begin("call", true)
		again.Put(text("anew", nil))
		time.Sleep(15 * time.Second)
		a.holds("call", `a 1 "anew"`)
		if lost != 1 || *told != 0 {
			t.Errorf("who had it was told %d times, who has it %d", lost, *told)
		}
	})
}

// Law: of two who both believe to hold a call when the store has lost everything the one who took it keeps it.
func TestWhoTookACallKeepsItBeyondALoss(t *testing.T) {
	for _, first := range []string{"who had it", "who took it"} {
		t.Run(first, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bucket := memstore.New()
				a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
				old, lost := a.begin("call", true)
				for n := range 5 {
					old.Put(text(fmt.Sprint(n), nil))
					time.Sleep(time.Second)
				}
				takenLost := 0
				taken, err := b.Take(t.Context(), b.kept("call"), func() { takenLost++ })
				if err != nil {
					t.Fatal(err)
				}
				bucket.Clear()
				writers := []*cluster.Holding{old, taken}
				if first == "who took it" {
					writers = []*cluster.Holding{taken, old}
				}
				for _, h := range append(writers, old) {
					h.Put(text("anew", nil))
					time.Sleep(time.Second)
				}
				if b.holds("call", `b 2 "anew"`); *lost != 1 || takenLost != 0 {
					t.Errorf("who had it was told %d times, who took it %d", *lost, takenLost)
				}
			})
		})
	}
}
