package cluster

import (
	"context"
	"errors"
	"fmt"
)

// Carry brings the items of one bucket to another one, and takes each out of the first when it is there: whoever was
// alone is one of several from now on. What the other bucket has under a key, or has had, stays as it is there: it was
// brought before, by a process that died in the midst of that. carried is how many came. The first error ends it, as
// a store that is away would have the next ones wait too; the rest is in the first bucket, and may be carried again.
func Carry(ctx context.Context, from, to Bucket) (carried int, err error) {
	items, err := from.All(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading what is to be brought along: %w", err)
	}
	for _, item := range items {
		came, err := carryOne(ctx, from, to, item)
		if came {
			carried++
		}
		if err != nil {
			return carried, fmt.Errorf("bringing %s along: %w", item.Key, err)
		}
	}
	return carried, nil
}

func carryOne(ctx context.Context, from, to Bucket, item Item) (came bool, err error) {
	there, err := to.Get(ctx, item.Key)
	if err != nil {
		return false, err
	}
	if there.Revision == 0 && !there.Deleted {
		_, err = writeOne(ctx, to, Change{Key: item.Key, Value: item.Value})
		if err != nil && !errors.Is(err, ErrOutrun) {
			return false, err
		}
		came = err == nil
	}
	_, err = writeOne(ctx, from, Change{Key: item.Key, Delete: true, Revision: item.Revision})
	return came, err
}

// Bring copies the items of one bucket to another one that has none under their keys, or an older one, as newer tells;
// what was deleted there stays so. The first bucket keeps them. brought is how many came. The first error ends it;
// Bring may be called again.
func Bring(ctx context.Context, from, to Bucket, newer func(item, there Item) bool) (brought int, err error) {
	items, err := from.All(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading what is to be brought along: %w", err)
	}
	for _, item := range items {
		there, err := to.Get(ctx, item.Key)
		if err == nil && (there.Deleted || there.Revision > 0 && !newer(item, there)) {
			continue
		}
		if err == nil {
			_, err = writeOne(ctx, to, Change{Key: item.Key, Value: item.Value, Revision: there.Revision})
		}
		if err != nil {
			return brought, fmt.Errorf("bringing %s along: %w", item.Key, err)
		}
		brought++
	}
	return brought, nil
}
