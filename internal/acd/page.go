package acd

import (
	"context"
	"encoding/json"
)

// list has all pages of a list.
func (h *Hall) list(ctx context.Context, order deskOrder, page func(*reply)) error {
	order.Short = true
	for more := true; more; {
		more = false
		lines := 0
		if err := h.desk(ctx, &order, func(r *reply) {
			page(r)
			lines = r.lines()
			more = r.More && lines > 0
		}); err != nil {
			return err
		}
		order.From += lines
	}
	return nil
}

// page is a part of a list, and whether there is more of it.
func page[T any](all []T, from int) ([]T, bool) {
	from = min(max(from, 0), len(all))
	to := min(from+pageMost, len(all))
	return all[from:to], to < len(all)
}

// lines is how many lines of lists an answer has.
func (r *reply) lines() int { return len(r.Queues) + len(r.Agents) + len(r.Entries) }

// shorten leaves out the last lines of lists, which are asked for again, so that the answer fits between instances.
func (r *reply) shorten() {
	for _, cut := range []bool{shortened(&r.Queues), shortened(&r.Agents), shortened(&r.Entries)} {
		r.More = r.More || cut
	}
}

// shortened leaves out the last lines of a list of more than pageBytes, but the first one in any case, and tells
// whether it did.
func shortened[T any](lines *[]T) bool {
	size := 0
	for i, line := range *lines {
		text, _ := json.Marshal(line) // texts and numbers
		if size += len(text) + len(","); size > pageBytes && i > 0 {
			*lines = (*lines)[:i]
			return true
		}
	}
	return false
}
