package cluster

import (
	"context"
	"errors"
	"fmt"
)

// Bucket is a place of values by name that all instances see. Every change of a
// value is a compare-and-set by its revision, so that of two who change it at
// once one is told. Methods are safe for any number of callers; errors are
// [ErrOutrun], the context's, or the store's own, after which a change may have been made or not.
type Bucket interface {
	// Get is the item under a key; its revision is 0 when there is none. Nobody may change its value.
	Get(ctx context.Context, key string) (Item, error)
	// All are the items of the bucket, in no order. It is called again and again. Nobody may change their values.
	All(ctx context.Context) ([]Item, error)
	// Write makes changes, each on its own, and returns what came of each in the
	// same order. Of two changes of one key from the same revision in one list the second is [ErrOutrun].
	Write(ctx context.Context, changes []Change) []Written
}

// Item is one value of a bucket.
type Item struct {
	Key   string
	Value []byte
	// Revision grows with each change; 0 stands for no item.
	Revision uint64
	// Deleted tells of no item that there was one, which somebody has deleted. It is
	// known for an hour at least, unless the store has lost all that it had.
	Deleted bool
}

// Change is one value that is to be written, or deleted.
type Change struct {
	Key string
	// Value replaces what is there. With Delete there is none afterwards.
	Value  []byte
	Delete bool
	// Revision is that of the item as the writer knows it, 0 for none.
	Revision uint64
}

// Written is what came of a change: the item's revision now, of no meaning after
// a deletion, or why it was not made.
type Written struct {
	Revision uint64
	Err      error
}

// ErrOutrun tells that a value was changed by somebody else since it was read.
var ErrOutrun = errors.New("somebody else has changed it")

// ErrTooLarge tells that a value is beyond what stores take ([ValueMax]).
var ErrTooLarge = errors.New("the value is too large for the store")

// writeOne makes one change.
func writeOne(ctx context.Context, bucket Bucket, change Change) (uint64, error) {
	written := bucket.Write(ctx, []Change{change})[0]
	return written.Revision, written.Err
}

// CheckChange tells what is wrong with a change before it is made, for stores.
func CheckChange(change Change) error {
	switch {
	case change.Key == "" || len(change.Key) > KeyMax:
		return fmt.Errorf("a key of %d bytes: %w", len(change.Key), ErrKey)
	case len(change.Value) > ValueMax:
		return fmt.Errorf("%d bytes under %s: %w", len(change.Value), change.Key, ErrTooLarge)
	}
	return nil
}

// ErrKey tells that a key is empty or longer than [KeyMax].
var ErrKey = errors.New("no key for the store")
