package cluster

import (
	"context"
	"encoding/json"
	"fmt"
)

// Holder is who holds an entry, whether they live or not; the zero Owner for nobody.
func (e *Entries) Holder(ctx context.Context, name string) (Owner, error) {
	item, err := e.bucket.Get(ctx, name)
	if err != nil {
		return Owner{}, fmt.Errorf("looking at the entry of %s: %w", name, err)
	}
	var now entry
	if item.Revision > 0 && json.Unmarshal(item.Value, &now) != nil {
		return Owner{}, nil
	}
	return now.Holder, nil
}
