package store_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/store"
	"github.com/ariapp/ariapp/internal/store/storetest"
)

// Law: the store in memory is a store, in virtual time.
func TestMemoryIsAStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { storetest.Run(t, store.NewMemory()) })
}

// Law: a value is there until its very last moment, and not at it.
func TestExpiryIsExact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory()
		if _, err := m.Put(t.Context(), "k", "v", time.Hour); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			wait  time.Duration
			there bool
		}{{time.Hour - 1, true}, {1, false}} {
			time.Sleep(step.wait)
			item, err := m.Get(t.Context(), "k")
			if err != nil || (item.Revision != 0) != step.there {
				t.Errorf("after another %s: %+v, %v", step.wait, item, err)
			}
		}
	})
}

// Law: what has expired takes no memory for long, though nobody asks for it.
func TestMemoryForgetsWhatNobodyAsksFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory()
		for n := range 10 * store.SweepEvery {
			if _, err := m.Put(t.Context(), strconv.Itoa(n), "v", time.Second); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if n := m.Len(); n > 2*store.SweepEvery {
			t.Errorf("%d items are kept", n)
		}
	})
}
