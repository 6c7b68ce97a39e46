package suite

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Law: results come in order, whatever the order in which work ends; each is
// done once, as many at once as there are workers, and few are ahead.
func TestResultsComeInOrder(t *testing.T) {
	for _, c := range []struct{ n, workers int }{{0, 4}, {1, 4}, {5, 1}, {100, 3}, {1000, 8}, {3, 0}} {
		synctest.Test(t, func(t *testing.T) {
			var running, most, begun atomic.Int64
			var got []int
			err := inOrder(t.Context(), c.n, c.workers, func(_ context.Context, i int) int {
				begun.Add(1)
				if now := running.Add(1); now > most.Load() {
					most.Store(now)
				}
				time.Sleep(time.Duration(i*7%11) * time.Second)
				running.Add(-1)
				return i
			}, func(i int) bool {
				got = append(got, i)
				if waiting := int(begun.Load()) - len(got); waiting > max(1, c.workers)*ahead {
					t.Errorf("%d results wait", waiting)
				}
				return true
			})
			want := make([]int, c.n)
			for i := range want {
				want[i] = i
			}
			if err != nil || !slices.Equal(got, want) && c.n > 0 || begun.Load() != int64(c.n) {
				t.Errorf("%d of %d, %v: %v", begun.Load(), c.n, err, got)
			}
			if wanted := int64(min(c.n, max(1, c.workers))); most.Load() != wanted {
				t.Errorf("%d at once, want %d", most.Load(), wanted)
			}
		})
	}
}

// Law: a run ends where take says so, or when its time is over; what is under
// way is told to end, and waited for.
func TestARunEndsEarly(t *testing.T) {
	reason := errors.New("enough")
	for _, c := range []struct {
		name string
		stop func(taken int, cancel context.CancelCauseFunc) bool
		want error
	}{
		{"by take", func(taken int, _ context.CancelCauseFunc) bool { return taken < 3 }, nil},
		{"by the context", func(taken int, cancel context.CancelCauseFunc) bool {
			if taken == 3 {
				cancel(reason)
			}
			return true
		}, reason},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				var running atomic.Int64
				taken := 0
				err := inOrder(ctx, 1000, 4, func(ctx context.Context, i int) int {
					running.Add(1)
					defer running.Add(-1)
					if i >= 3 {
						<-ctx.Done()
					}
					return i
				}, func(int) bool {
					taken++
					return c.stop(taken, cancel)
				})
				if !errors.Is(err, c.want) || taken != 3 || running.Load() != 0 {
					t.Errorf("taken %d, %v; %d still run", taken, err, running.Load())
				}
			})
		})
	}
}
