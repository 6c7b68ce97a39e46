package outbound

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Options are what a Ledger is made of.
type Options struct {
	// Store keeps what is counted by the minute and the day.
	Store flows.Store
	// Refused is told the reason of each refusal; nil for nobody.
	Refused func(reason string)
	// Logger gets refusals; nil is silence.
	Logger *slog.Logger
	// Now is the clock, nil for the machine's.
	Now func() time.Time
}

// Ledger is what is counted of calls. It outlives the rules.
type Ledger struct {
	Options
	mu sync.Mutex
	// held are the calls that are under way, by what they are counted for.
	held map[string]int
	// counting is full while somebody counts in the store, for all wishes under a key: who compares and sets beside others
	// of the same process only makes both do it again.
	counting chan struct{}
	wishes   map[string][]*wish
	// next is when the next call may leave by a trunk.
	next map[string]time.Time
}

// NewLedger makes a ledger in which nothing is counted yet, beside what the store has.
func NewLedger(opts Options) *Ledger {
	if opts.Refused == nil {
		opts.Refused = func(string) {}
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Ledger{Options: opts, held: map[string]int{}, next: map[string]time.Time{}, counting: make(chan struct{}, 1),
		wishes: map[string][]*wish{}}
}

// errFull tells that a counter has reached its cap.
var errFull = errors.New("the cap is reached")

// refund takes back what was spent. If that fails one call more is counted than was made, which harms nobody.
func (l *Ledger) refund(ctx context.Context, key string, kept time.Duration) {
	_ = l.change(ctx, key, kept, func(count int) (int, error) { return max(0, count-1), nil })
}

// change sets a counter by compare-and-set.
func (l *Ledger) change(ctx context.Context, key string, kept time.Duration, to func(int) (int, error)) error {
	for range spendTries {
		item, err := l.Store.Get(ctx, key)
		if err != nil {
			return fmt.Errorf("counting calls: %w", err)
		}
		count := 0
		if item.Revision != 0 {
			if count, err = strconv.Atoi(item.Value); err != nil {
				return fmt.Errorf("counting calls: %q holds no number", key)
			}
		}
		if count, err = to(count); err != nil {
			return err
		}
		_, err = l.Store.Swap(ctx, key, strconv.Itoa(count), item.Revision, kept)
		if err == nil || !errors.Is(err, flows.ErrConflict) {
			return err
		}
	}
	return errors.New("counting calls: too many count at once")
}

// slot is something that has room for a number of calls at once.
type slot struct {
	key  string
	most int
	what string
}

// occupy takes one place in each slot, or in none; then it is the full one.
func (l *Ledger) occupy(slots []slot) (full *slot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, one := range slots {
		if l.held[one.key] >= one.most {
			return &slots[i]
		}
	}
	for _, one := range slots {
		l.held[one.key]++
	}
	return nil
}

// vacate gives the places back.
func (l *Ledger) vacate(slots []slot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, one := range slots {
		if l.held[one.key]--; l.held[one.key] <= 0 {
			delete(l.held, one.key)
		}
	}
}

// turn waits for the trunk's pace. When that would take too long it returns when to come again.
func (l *Ledger) turn(ctx context.Context, trunk string, perSecond float64) (later time.Time, err error) {
	l.mu.Lock()
	now := l.Now()
	at := now
	if next := l.next[trunk]; next.After(at) {
		at = next
	}
	if at.Sub(now) > paceMost {
		l.mu.Unlock()
		return at, nil
	}
	l.next[trunk] = at.Add(time.Duration(float64(time.Second) / perSecond))
	l.mu.Unlock()
	timer := time.NewTimer(at.Sub(now))
	defer timer.Stop()
	select {
	case <-timer.C:
		return time.Time{}, nil
	case <-ctx.Done():
		return time.Time{}, context.Cause(ctx)
	}
}
