package acd

import (
	"context"
	"fmt"

	"github.com/ariapp/ariapp/flows"
)

// errUnread tells that what was written down before is not known yet, and so cannot be changed.
var errUnread = fmt.Errorf("%w: the store could not be read yet", flows.ErrQueuesAway)

// written is where an order is written down before it is answered, nil for what need not be.
func (o *deskOrder) written() (on func(*reign) *shelf, id string) {
	made := func(r *reign) *shelf { return r.made }
	switch {
	case o.Make != nil:
		return made, o.Make.Agent.As.ID
	case o.Unmake != "":
		return made, o.Unmake
	case o.Back != nil && o.Back.Calls:
		return func(r *reign) *shelf { return r.entries }, o.Back.Entry
	case o.Member != nil:
		return func(r *reign) *shelf { return r.members }, memberKey{o.Member.Queue, o.Member.Agent}.id()
	}
	return nil, ""
}

// awaitWritten waits until a record stands on a shelf as it is known, or stands there no more.
func (h *Hall) awaitWritten(ctx context.Context, on func(*reign) *shelf, id string) error {
	ctx, cancel := context.WithTimeout(ctx, writtenTime)
	defer cancel()
	for {
		h.mu.Lock()
		r, wrote := h.reign, h.wrote
		written := r != nil && (on(r) == nil || on(r).isWritten(id))
		h.mu.Unlock()
		if r == nil {
			return fmt.Errorf("%w: %w", flows.ErrQueuesAway, errNotOwner)
		}
		if written {
			return nil
		}
		select {
		case <-wrote:
		case <-ctx.Done():
			return ErrUnwritten
		}
	}
}
