package store_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store"
)

// stubborn is a store whose swaps fail with err, which it counts.
type stubborn struct {
	*store.Memory
	err   error
	swaps int
}

func (s *stubborn) Swap(context.Context, string, string, uint64, time.Duration) (uint64, error) {
	s.swaps++
	return 0, s.err
}

// Law: Add tries again after a conflict only, a bounded number of times and for a bounded time.
func TestAddTriesAgainAfterConflictsOnly(t *testing.T) {
	broken := errors.New("the disk is full")
	for _, test := range []struct {
		name  string
		swap  error
		want  error
		swaps int
	}{
		{"others change it each time", flows.ErrConflict, store.ErrBusy, store.AddTries},
		{"the store fails", broken, broken, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in, begun := &stubborn{Memory: store.NewMemory(), err: test.swap}, time.Now()
				if _, err := store.Add(t.Context(), in, "k", 1, 0); !errors.Is(err, test.want) || in.swaps != test.swaps {
					t.Errorf("%d swaps, %v; want %d, %v", in.swaps, err, test.swaps, test.want)
				}
				if took := time.Since(begun); took > 30*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

// Law: Add gives up when its context ends, in the middle of its pauses.
func TestAddEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		in := &stubborn{Memory: store.NewMemory(), err: flows.ErrConflict}
		if _, err := store.Add(ctx, in, "k", 1, 0); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}
