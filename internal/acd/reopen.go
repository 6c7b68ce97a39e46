package acd

import (
	"context"

	"github.com/ariapp/ariapp/internal/queue"
)

// reopen reads what was written down as soon as that can be read, where it could not be as a hall that is alone was
// opened: who was in the queues before has their place then, and who has come since keeps theirs.
func (h *Hall) reopen(ctx context.Context) {
	for h.isUnread() && ctx.Err() == nil {
		wait(ctx, retryMost)
		if err := h.begin(ctx); err != nil {
			h.log.Debug("who was in the queues before is not known yet", "error", err)
			continue
		}
		h.settle(ctx)
	}
}

// isUnread tells whether what was written down is not known yet.
func (h *Hall) isUnread() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.reign != nil && h.reign.unread
}

// add adds what a reign knows that could not read this: those who wait and talk, and the agents who were told to do
// something since.
func (k *kept) add(r *reign) {
	entries, agents := []queue.EntryRecord{}, []queue.AgentRecord{}
	for id := range r.changed { // first of all: whom they have is theirs
		if entry, there := r.engine.EntryRecord(id); there {
			entries = append(entries, entry)
		}
	}
	for _, entry := range k.entries { // those who have gone since are not there
		if !r.changed[entry.ID] {
			entries = append(entries, entry)
		}
	}
	for id := range r.ordered {
		if agent, there := r.engine.AgentRecord(id); there {
			agents = append(agents, agent)
		}
	}
	for _, agent := range k.agents {
		if !r.ordered[agent.ID] {
			agents = append(agents, agent)
		}
	}
	k.entries, k.agents = entries, agents
}

// leaveEnds leaves to the next reign the ends of waits that their calls may not have heard of.
func (r *reign) leaveEnds(to *reign) {
	for id, s := range r.seats {
		if s.end != nil {
			to.seats[id] = s
		}
	}
}
