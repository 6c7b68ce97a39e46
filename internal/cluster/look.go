package cluster

import (
	"context"
	"fmt"
)

// Look is one call as the bucket has it; found is false for none.
func (l *Ledger) Look(ctx context.Context, key string) (kept Kept, found bool, err error) {
	item, err := l.bucket.Get(ctx, key)
	if err != nil {
		return Kept{}, false, fmt.Errorf("reading the record of the call %s: %w", key, err)
	}
	if item.Revision == 0 {
		return Kept{}, false, nil
	}
	record, err := l.parse(item.Value)
	return Kept{item, record, err}, true, nil
}
