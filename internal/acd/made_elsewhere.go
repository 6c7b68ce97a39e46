package acd

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Clashes are those of the numbers whose agents were made: a file that has them too would count instead. It asks the
// store where this hall does not decide; with an error nothing is known.
func (h *Hall) Clashes(ctx context.Context, numbers []string) (clashes []string, err error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	made, ours := h.madeHere()
	if !ours {
		items, err := h.opts.Agents.All(ctx)
		if err != nil {
			return nil, fmt.Errorf("looking for agents who were made: %w", err)
		}
		for _, item := range items {
			if id, is := strings.CutPrefix(item.Key, madePrefix); is && item.Revision > 0 && !item.Deleted {
				made[id] = true
			}
		}
	}
	for _, id := range numbers {
		if made[id] {
			clashes = append(clashes, id)
		}
	}
	return clashes, nil
}

// madeHere are the numbers of agents who were made as far as is known here; ours tells that this is all.
func (h *Hall) madeHere() (made map[string]bool, ours bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	made = make(map[string]bool, len(h.made))
	for id := range h.made {
		made[id] = true
	}
	return made, h.knowsMade()
}

// knowsMade tells whether all agents who were made are known here, or can be known nowhere; the lock is held.
func (h *Hall) knowsMade() bool { return h.opts.Agents == nil || h.reign != nil && !h.reign.unread }

// madeAgent finds an agent who was made: here where this hall decides, else in the store.
func (h *Hall) madeAgent(ctx context.Context, id string) (Made, bool, error) {
	h.mu.Lock()
	one, there := h.made[id]
	ours := h.knowsMade()
	h.mu.Unlock()
	if there || ours {
		return one, there, nil
	}
	item, err := h.opts.Agents.Get(ctx, madePrefix+id)
	if err != nil || item.Revision == 0 || item.Deleted {
		return Made{}, false, err
	}
	record, err := madeIn(item)
	if err != nil {
		return Made{}, false, fmt.Errorf("reading the agent %s: %w", id, err)
	}
	if one, err = h.madeOf(record); err != nil {
		h.log.Error("nobody logs in by the PIN of an agent, it cannot be read", "error", err)
	}
	return one, true, nil
}

// wasMade tells whether the store remembers an agent who was taken away. Where it cannot be asked they may have been.
func (h *Hall) wasMade(ctx context.Context, id string) bool {
	if h.opts.Agents == nil {
		return true
	}
	item, err := h.opts.Agents.Get(ctx, madePrefix+id)
	return err != nil || item.Deleted
}

// madeIn is the agent of a record.
func madeIn(item cluster.Item) (record madeRecord, err error) {
	r, err := parse(item.Value)
	if err == nil {
		err = json.Unmarshal(r.Body, &record)
	}
	return record, err
}
