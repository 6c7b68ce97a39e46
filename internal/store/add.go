package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Why [Add] came to nothing; its errors wrap one of these, or the store's own.
var (
	// ErrNotCounter: what stands under the key is no whole number.
	ErrNotCounter = errors.New("the value is no whole number")
	// ErrOverflow: the sum is no number of 64 bits.
	ErrOverflow = errors.New("the sum is too large")
	// ErrBusy: others changed the counter at every try.
	ErrBusy = errors.New("the counter is changed by too many at once")
)

// Add adds delta to the counter under key, which begins at 0, and returns the
// sum. Of counters added to at once, by any number of instances, no addition is
// lost or made twice; after an error of the store it is not known whether it was made.
//
// The counter is forgotten ttl after it began, never when that is 0. Adding to
// it does not prolong it: "five wrong PINs in an hour" would otherwise never end
// for one who keeps trying.
func Add(ctx context.Context, in flows.Store, key string, delta int64, ttl time.Duration) (int64, error) {
	for try := range addTries {
		item, err := in.Get(ctx, key)
		if err != nil {
			return 0, fmt.Errorf("adding to a counter: %w", err)
		}
		sum, err := plus(item, delta)
		if err != nil {
			return 0, fmt.Errorf("adding to the counter %q: %w", key, err)
		}
		_, err = in.Swap(ctx, key, strconv.FormatInt(sum, 10), item.Revision, remaining(item, ttl))
		if err == nil {
			return sum, nil
		}
		if !errors.Is(err, flows.ErrConflict) {
			return 0, fmt.Errorf("adding to a counter: %w", err)
		}
		if err := pause(ctx, try); err != nil {
			return 0, fmt.Errorf("adding to the counter %q: %w", key, err)
		}
	}
	return 0, fmt.Errorf("adding to the counter %q: %w", key, ErrBusy)
}

func plus(item flows.Item, delta int64) (int64, error) {
	var count int64
	if item.Revision != 0 {
		var err error
		if count, err = strconv.ParseInt(item.Value, 10, 64); err != nil {
			return 0, ErrNotCounter
		}
	}
	if delta > 0 && count > math.MaxInt64-delta || delta < 0 && count < math.MinInt64-delta {
		return 0, ErrOverflow
	}
	return count + delta, nil
}

// remaining is how long a counter still lives: a new one the whole ttl, one that has an end until then.
func remaining(item flows.Item, ttl time.Duration) time.Duration {
	switch {
	case item.Revision == 0:
		return ttl
	case item.Expires.IsZero():
		return 0
	}
	// It may have expired since it was read. Then Swap refuses it, or it ends in a moment; it never lives for ever.
	return max(time.Until(item.Expires), time.Nanosecond)
}

// pause parts those who lost the same try.
func pause(ctx context.Context, try int) error {
	most := addPauseMost
	if grown := addPauseFirst << min(try, 16); grown < most {
		most = grown
	}
	timer := time.NewTimer(rand.N(most))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
