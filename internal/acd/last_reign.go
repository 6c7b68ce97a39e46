package acd

import (
	"context"

	"github.com/ariapp/ariapp/internal/cluster"
)

// lastReign is the record of the reign before, of which item is what stands there. Where nothing does, or what nobody
// can read, the queues go on all the same, with a number that is higher than any before: of two states of a place that
// of the higher reign counts, so that calls of other instances would hear nothing of a lower one. The records of the
// queues bear that number, and who has told the owner of a place knows it; besides, each reign has written that record,
// of which the revision grows with each time.
func (h *Hall) lastReign(ctx context.Context, item cluster.Item) (record, error) {
	last := record{}
	if item.Revision > 0 {
		parsed, err := parse(item.Value)
		if err == nil {
			return parsed, nil
		}
		h.log.Error("who has decided for the queues cannot be read", "key", item.Key, "error", err)
		last.Epoch = int(item.Revision)
	}
	for _, bucket := range []cluster.Bucket{h.opts.Queues, h.opts.Agents} {
		items, err := bucket.All(ctx)
		if err != nil {
			return record{}, err
		}
		for _, one := range items {
			if written, err := parse(one.Value); err == nil {
				last.Epoch = max(last.Epoch, written.Epoch)
			}
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	last.Epoch = max(last.Epoch, h.asked)
	return last, nil
}
