package outbound

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// wish is a call that is to be counted under a key, unless that would be more than most.
type wish struct {
	most int
	// full tells that it would, told is what came of it.
	full bool
	told chan error
	// withdrawn tells that nobody waits for it any more; the ledger's lock guards it.
	withdrawn bool
}

// spend counts one call under key, unless that would be more than most. However many of this process are to be counted,
// the store is asked for all who wait at once: else the last one would listen to silence until all others are counted.
func (l *Ledger) spend(ctx context.Context, key string, most int, kept time.Duration) error {
	w := &wish{most: most, told: make(chan error, 1)}
	l.mu.Lock()
	l.wishes[key] = append(l.wishes[key], w)
	l.mu.Unlock()
	select {
	case err := <-w.told:
		return err
	case l.counting <- struct{}{}:
		defer func() { <-l.counting }()
	case <-ctx.Done(): // who counts for us just now has counted one call more than is made, which harms nobody
		l.withdraw(key, w)
		return fmt.Errorf("waiting to count calls: %w", context.Cause(ctx))
	}
	select {
	case err := <-w.told:
		return err
	default:
	}
	l.spendAll(ctx, key, kept, w)
	return <-w.told
}

// withdraw takes a wish back.
func (l *Ledger) withdraw(key string, w *wish) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w.withdrawn = true
	l.forgetWithdrawn(key)
}

// forgetWithdrawn takes out of the wishes under a key those that are withdrawn; the lock is held.
func (l *Ledger) forgetWithdrawn(key string) {
	l.wishes[key] = slices.DeleteFunc(l.wishes[key], func(w *wish) bool { return w.withdrawn })
	if len(l.wishes[key]) == 0 {
		delete(l.wishes, key)
	}
}

// spendAll counts all who wait under key, in their order, and tells them.
func (l *Ledger) spendAll(ctx context.Context, key string, kept time.Duration, ours *wish) {
	l.mu.Lock()
	all := l.wishes[key]
	delete(l.wishes, key)
	l.mu.Unlock()
	err := l.change(ctx, key, kept, func(count int) (int, error) {
		before := count
		for _, w := range all {
			if w.full = count >= w.most; !w.full {
				count++
			}
		}
		if count == before {
			return 0, errFull
		}
		return count, nil
	})
	if err != nil && !errors.Is(err, errFull) && ctx.Err() != nil { // our time is up, or our caller gone: not theirs
		l.mu.Lock()
		ours.withdrawn = true
		l.wishes[key] = append(all, l.wishes[key]...) // but for who has given up meanwhile
		l.forgetWithdrawn(key)
		l.mu.Unlock()
		ours.told <- err
		return
	}
	for _, w := range all {
		switch {
		case err != nil:
			w.told <- err
		case w.full:
			w.told <- errFull
		default:
			w.told <- nil
		}
	}
}
