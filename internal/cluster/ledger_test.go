package cluster_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// desk is a ledger at work on a bucket.
type desk struct {
	*testing.T
	bucket *memstore.Bucket
	*cluster.Ledger
	end func()
}

// begin has an instance work on a bucket until the bubble ends, or end is called.
func begin(t *testing.T, bucket *memstore.Bucket, instance string) *desk {
	t.Helper()
	ledger := cluster.NewLedger(bucket, cluster.Owner{Instance: instance, Boot: "b"}, nil)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ledger.Run(ctx)
	}()
	d := &desk{t, bucket, ledger, func() { cancel(); <-done }}
	t.Cleanup(d.end)
	return d
}

// text is a body; calls counts how often it was made.
func text(s string, calls *int) func() ([]byte, error) {
	return func() ([]byte, error) {
		if calls != nil {
			*calls++
		}
		return json.Marshal(s)
	}
}

// holds checks what the bucket has of a call: owner, epoch and body, "" for nothing.
func (d *desk) holds(key, want string) {
	d.Helper()
	d.bucket.Fail(memstore.Faults{})
	synctest.Wait() // whoever is to be told of something is told
	item, err := d.bucket.Get(context.Background(), key)
	if err != nil {
		d.Fatal(err)
	}
	got := ""
	if item.Revision > 0 {
		r, err := cluster.ParseRecord(item.Value)
		if err != nil {
			d.Fatal(err)
		}
		got = fmt.Sprintf("%s %d %s", r.Owner.Instance, r.Epoch, r.Body)
	}
	if got != want {
		d.Errorf("the bucket has %q, want %q", got, want)
	}
}

func (d *desk) begin(key string, entered bool) (*cluster.Holding, *int) {
	lost := new(int)
	return d.Begin(key, entered, func() { *lost++ }), lost
}

func (d *desk) kept(key string) cluster.Kept {
	d.Helper()
	all, err := d.Kept(context.Background())
	if err != nil {
		d.Fatal(err)
	}
	for _, kept := range all {
		if kept.Item.Key == key {
			return kept
		}
	}
	d.Fatalf("the bucket has no %s", key)
	return cluster.Kept{}
}

// Law: what was put last is written, not all that was put in between.
func TestTheLastIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		h, _ := d.begin("call", true)
		made := 0
		for n := range 50 {
			h.Put(text(fmt.Sprint(n), &made))
		}
		if err := h.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.holds("call", `a 1 "49"`)
		if made != 1 {
			t.Errorf("%d bodies were made", made)
		}
		h.Put(text("more", nil))
		time.Sleep(time.Second)
		d.holds("call", `a 1 "more"`)
		h.Drop()
		h.Put(text("too late", nil))
		time.Sleep(time.Second)
		d.holds("call", "")
	})
}

// Law: a state is written within a moment, and so is a call's end; what comes soon behind it is one write more, unless
// somebody waits.
func TestStatesOfAMomentAreOneWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		h, _ := d.begin("call", true)
		soon := 7 * time.Millisecond
		h.PutSoon(text("begun", nil)) // written after 5 ms
		time.Sleep(soon)
		d.holds("call", `a 1 "begun"`)
		made := 0
		for n := range 2 { // 25 ms
			h.PutSoon(text(fmt.Sprint(n), &made))
			time.Sleep(soon)
			d.holds("call", `a 1 "begun"`)
		}
		other, _ := d.begin("other", true)
		other.PutSoon(text("begun too", nil))
		time.Sleep(soon)
		d.holds("call", `a 1 "1"`)
		d.holds("other", `a 1 "begun too"`)
		h.PutSoon(text("waited for", &made))
		if err := h.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.holds("call", `a 1 "waited for"`)
		if made != 2 {
			t.Errorf("%d bodies were made", made)
		}
		time.Sleep(time.Second)
		h.PutSoon(text("alone", nil))
		time.Sleep(soon)
		d.holds("call", `a 1 "alone"`)
		h.PutSoon(text("in vain", &made))
		h.DropSoon()
		time.Sleep(soon)
		d.holds("call", "")
	})
}

// Law: what waits is written when the ledger ends, and what was left stays.
func TestFarewell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		h, _ := d.begin("call", true)
		h.Put(text("last", nil))
		h.Leave()
		d.end()
		d.holds("call", `a 1 "last"`)
	})
}

// Law: a call that was left is held no more at once, also while what was put before is still to be written.
func TestLeftWhileItIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		h, _ := d.begin("call", true)
		h.Put(text("first", nil))
		_ = h.Sync(t.Context())
		h.Put(text("last", nil))
		h.Leave()
		if d.Holds("call") {
			t.Error("it is held while it waits to be written")
		}
		time.Sleep(time.Minute)
		d.holds("call", `a 1 "last"`)
		d.bucket.Clear() // what is held would be written anew
		time.Sleep(time.Minute)
		if d.holds("call", ""); d.Holds("call") {
			t.Error("it is held when it is written")
		}
	})
}

// Law: while the store is away calls go on, and their state is written when it is back.
func TestAway(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults memstore.Faults
	}{
		{"away", memstore.Faults{Away: true}},
		{"answers are lost", memstore.Faults{Mute: true}},
		{"slow beyond the bound", memstore.Faults{Slow: time.Minute}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := begin(t, memstore.New(), "a")
				h, lost := d.begin("call", true)
				h.Put(text("one", nil))
				_ = h.Sync(t.Context())
				d.bucket.Fail(c.faults)
				h.Put(text("two", nil))
				begun := time.Now()
				if err := h.Sync(t.Context()); err != nil {
					t.Errorf("Sync: %v", err)
				}
				if took := time.Since(begun); took > 6*time.Second || d.Away() == nil {
					t.Errorf("it took %v; away: %v", took, d.Away())
				}
				begun = time.Now()
				h.Put(text("three", nil))
				if err := h.Sync(t.Context()); err != nil || time.Since(begun) > 0 {
					t.Errorf("Sync again: %v after %v", err, time.Since(begun))
				}
				d.bucket.Fail(memstore.Faults{})
				time.Sleep(time.Minute)
				d.holds("call", `a 1 "three"`)
				if d.Away() != nil || *lost > 0 {
					t.Errorf("away: %v, lost: %d", d.Away(), *lost)
				}
			})
		})
	}
}

// Law: a store that has lost everything is written anew.
func TestAStoreThatHasForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		h, lost := d.begin("call", true)
		h.Put(text("one", nil))
		_ = h.Sync(t.Context())
		d.bucket.Clear()
		h.Put(text("two", nil))
		_ = h.Sync(t.Context())
		d.holds("call", `a 1 "two"`)
		d.bucket.Clear()
		h.Drop()
		time.Sleep(time.Second)
		d.holds("call", "")
		if *lost > 0 || d.Waiting() > 0 {
			t.Errorf("lost %d, waiting %d", *lost, d.Waiting())
		}
	})
}

// Law: that somebody else has a call is found out by whoever reads all records, though the call has nothing to tell.
func TestReadingAllTellsWhoseACallIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
		old, lost := a.begin("call", true)
		old.Put(text("a's", nil))
		_ = old.Sync(t.Context())
		if _, err := b.Take(t.Context(), b.kept("call"), func() {}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Kept(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		a.holds("call", `b 2 "a's"`) // now whoever is to be told is told
		if *lost != 1 {
			t.Errorf("the old owner was told %d times", *lost)
		}
	})
}

// Law: of two who take a call up one gets it, and who had it writes no more and is told once.
func TestTaking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		a, b, c := begin(t, bucket, "a"), begin(t, bucket, "b"), begin(t, bucket, "c")
		old, lost := a.begin("call", true)
		old.Put(text("a's", nil))
		_ = old.Sync(t.Context())

		kept := b.kept("call")
		taken, err := b.Take(t.Context(), kept, func() {})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Take(t.Context(), kept, func() {}); !errors.Is(err, cluster.ErrOutrun) {
			t.Errorf("a second take: %v", err)
		}
		a.holds("call", `b 2 "a's"`)
		old.Put(text("late", nil))
		if err := old.Sync(t.Context()); !errors.Is(err, cluster.ErrLost) {
			t.Errorf("the old owner: %v", err)
		}
		old.Put(text("later", nil))
		old.Drop()
		taken.Put(text("b's", nil))
		time.Sleep(time.Second)
		a.holds("call", `b 2 "b's"`)
		if *lost != 1 {
			t.Errorf("the old owner was told %d times", *lost)
		}
	})
}

// Law: a take whose answer was lost is a take.
func TestATakeWithoutAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
		old, _ := a.begin("call", true)
		old.Put(text("a's", nil))
		_ = old.Sync(t.Context())
		kept := b.kept("call")
		bucket.Fail(memstore.Faults{Mute: true})
		taken, err := b.Take(t.Context(), kept, func() {})
		if err != nil {
			t.Fatal(err)
		}
		bucket.Fail(memstore.Faults{})
		taken.Put(text("b's", nil))
		_ = taken.Sync(t.Context())
		b.holds("call", `b 2 "b's"`)
	})
}

// Law: of two of one process who take a call at once, or one behind the other from what they have read before, one has it,
// also where the store's answers are lost.
func TestTwoOfOneProcessTakeACall(t *testing.T) {
	for _, faults := range []memstore.Faults{{}, {Mute: true}, {Slow: 10 * time.Millisecond},
		{Slow: 10 * time.Millisecond, Mute: true}} {
		synctest.Test(t, func(t *testing.T) {
			bucket := memstore.New()
			a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
			old, _ := a.begin("call", true)
			old.Put(text("a's", nil))
			_ = old.Sync(t.Context())
			kept := b.kept("call")
			bucket.Fail(faults)
			results := make(chan error, 3)
			take := func() {
				_, err := b.Take(t.Context(), kept, func() { t.Error("who has it is told that they have lost it") })
				results <- err
			}
			var takers sync.WaitGroup
			takers.Go(take)
			takers.Go(take)
			takers.Wait()
			take()
			taken := 0
			for range 3 {
				if err := <-results; err == nil {
					taken++
				} else if !errors.Is(err, cluster.ErrOutrun) {
					t.Error(err)
				}
			}
			if taken != 1 {
				t.Errorf("%+v: %d have taken it", faults, taken)
			}
			time.Sleep(time.Second)
			b.holds("call", `b 2 "a's"`)
		})
	}
}

// Law: who has passed a call on writes nothing more of it, though the answer to its first state was lost; a call that is
// over is dropped all the same.
func TestACallThatIsPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
		bucket.Fail(memstore.Faults{Mute: true})
		old, lost := a.begin("call", true)
		over, _ := a.begin("over", true)
		old.Put(text("a's", nil))
		over.Put(text("a's", nil))
		time.Sleep(10*time.Second + time.Millisecond)
		bucket.Fail(memstore.Faults{})
		if _, err := b.Take(t.Context(), b.kept("call"), func() {}); err != nil {
			t.Fatal(err)
		}
		over.Drop()
		for _, h := range []*cluster.Holding{old, over} {
			h.Pass()
		}
		time.Sleep(time.Minute)
		b.holds("call", `b 2 "a's"`)
		b.holds("over", "")
		if *lost > 0 || a.Waiting() > 0 {
			t.Errorf("told %d times that it is lost, %d wait", *lost, a.Waiting())
		}
	})
}

// Law: a call that has just come has nothing to do with a record that was left
// behind; one that was found belongs to whoever has a record of it.
func TestARecordLeftBehind(t *testing.T) {
	for _, c := range []struct {
		name    string
		entered bool
		want    string
		lost    int
	}{
		{"entered", true, `b 2 "new"`, 0},
		{"found", false, `a 1 "old"`, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bucket := memstore.New()
				a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
				old, _ := a.begin("call", true)
				old.Put(text("old", nil))
				_ = old.Sync(t.Context())
				h, lost := b.begin("call", c.entered)
				h.Put(text("new", nil))
				err := h.Sync(t.Context())
				if *lost != c.lost || errors.Is(err, cluster.ErrLost) != (c.lost > 0) {
					t.Errorf("lost %d, Sync: %v", *lost, err)
				}
				b.holds("call", c.want)
			})
		})
	}
}

// Law: a channel that comes again as another call begins anew, whether or not the end of the last one is written yet.
func TestTheSameChannelAgain(t *testing.T) {
	for _, pause := range []time.Duration{0, 6 * time.Millisecond, time.Second} {
		t.Run(pause.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := begin(t, memstore.New(), "a")
				d.bucket.Fail(memstore.Faults{Slow: 3 * time.Millisecond})
				first, lost := d.begin("call", true)
				first.Put(text("first", nil))
				time.Sleep(pause)
				first.Drop()
				time.Sleep(pause)
				second, lostToo := d.begin("call", true)
				second.Put(text("second", nil))
				time.Sleep(time.Second)
				_ = second.Sync(t.Context())
				item := d.kept("call")
				if string(item.Record.Body) != `"second"` {
					t.Errorf("the bucket has %s", item.Item.Value)
				}
				second.Drop()
				time.Sleep(time.Second)
				d.holds("call", "")
				if *lost+*lostToo > 0 {
					t.Errorf("lost %d and %d", *lost, *lostToo)
				}
			})
		})
	}
}

// Law: a body that cannot be made leaves the record as it was, and holds nobody up.
func TestWhatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		h, _ := d.begin("call", true)
		h.Put(text("fine", nil))
		_ = h.Sync(t.Context())
		large, err := json.Marshal(string(make([]byte, cluster.ValueMax)))
		if err != nil {
			t.Fatal(err)
		}
		for _, body := range []func() ([]byte, error){
			func() ([]byte, error) { return nil, errors.New("no body") },
			func() ([]byte, error) { return []byte("{"), nil },
			func() ([]byte, error) { return large, nil },
		} {
			h.Put(body)
			if err := h.Sync(t.Context()); err != nil {
				t.Errorf("Sync: %v", err)
			}
			d.holds("call", `a 1 "fine"`)
		}
		h.Put(text("again", nil))
		_ = h.Sync(t.Context())
		d.holds("call", `a 1 "again"`)
	})
}

// Law: what is no record is told, cannot be taken, and can be forgotten.
func TestPoison(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		values := map[string]string{"empty": "", "list": "[]", "later": `{"format":99,"owner":{"instance":"a"},"epoch":1}`,
			"nobody": `{"format":1,"epoch":1}`, "before": `{"format":1,"owner":{"instance":"a"},"epoch":0}`}
		for key, value := range values {
			d.bucket.Write(t.Context(), []cluster.Change{{Key: key, Value: []byte(value)}})
		}
		all, err := d.Kept(t.Context())
		if err != nil || len(all) != len(values) {
			t.Fatalf("%d of %d, %v", len(all), len(values), err)
		}
		for _, kept := range all {
			_, err := d.Take(t.Context(), kept, func() {})
			if !errors.Is(kept.Err, cluster.ErrRecord) || !errors.Is(err, cluster.ErrRecord) {
				t.Errorf("%s: %v, taking it: %v", kept.Item.Key, kept.Err, err)
			}
			if err := d.Forget(t.Context(), kept); err != nil {
				t.Error(err)
			}
			d.holds(kept.Item.Key, "")
		}
	})
}

// Law: what somebody has written since it was read is not forgotten, and that is told; what is gone is.
func TestForgettingWhatSomebodyHasTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := memstore.New()
		a, b := begin(t, bucket, "a"), begin(t, bucket, "b")
		h, _ := a.begin("call", true)
		h.Put(text("a's", nil))
		time.Sleep(time.Second)
		kept := b.kept("call")
		if _, err := b.Take(t.Context(), kept, func() {}); err != nil {
			t.Fatal(err)
		}
		if err := b.Forget(t.Context(), kept); !errors.Is(err, cluster.ErrOutrun) {
			t.Errorf("to forget what was taken: %v", err)
		}
		b.holds("call", `b 2 "a's"`)
		now := b.kept("call")
		for range 2 {
			if err := b.Forget(t.Context(), now); err != nil {
				t.Error(err)
			}
			b.holds("call", "")
		}
	})
}

// FuzzParseRecord: whatever is read is a record or an error.
func FuzzParseRecord(f *testing.F) {
	f.Add([]byte(`{"format":1,"owner":{"instance":"a","boot":"b"},"epoch":1,"body":{"x":1}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		record, err := cluster.ParseRecord(data)
		if err == nil && (record.Owner.Instance == "" || record.Epoch < 1) || err != nil && !errors.Is(err, cluster.ErrRecord) {
			t.Errorf("%q: %+v, %v", data, record, err)
		}
	})
}

// Law: a call that ends while it is not known whether its only state was written leaves nothing behind.
func TestADropAfterALostAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		h := d.Begin("k", true, func() { t.Error("it is lost") })
		d.bucket.Fail(memstore.Faults{Mute: true})
		h.Put(text("one", nil))
		time.Sleep(50 * time.Millisecond)
		d.bucket.Fail(memstore.Faults{})
		h.Drop()
		time.Sleep(10 * time.Second)
		d.holds("k", "")
		if n := d.Waiting(); n != 0 {
			t.Errorf("%d calls wait", n)
		}
	})
}
