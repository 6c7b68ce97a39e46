package acd

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/queue"
)

// bequest is what a reign leaves to the next one beside its records, in that of the reign.
type bequest struct {
	// Ended are the places of which the end was told, but whose calls have not heard of it: they would have them anew.
	Ended []endedPlace `json:"ended,omitempty"`
}

// endedPlace is a place that has ended.
type endedPlace struct {
	ID       string       `json:"id"`
	Queue    string       `json:"queue"`
	Call     string       `json:"call"`
	Asterisk string       `json:"asterisk,omitempty"`
	Result   queue.Result `json:"result"`
	Over     time.Time    `json:"over,omitzero"`
}

// bequeath writes down what a reign leaves that has ended. Nothing depends on it but that an end is told once.
func (h *Hall) bequeath(ctx context.Context, r *reign) {
	if h.opts.Queues == nil {
		return
	}
	h.mu.Lock()
	left := bequest{r.unheard(time.Now())}
	h.mu.Unlock()
	if err := h.leave(ctx, r, left); err != nil {
		h.log.Debug("what was known of ended places is not left to who decides next", "error", err)
	}
}

func (h *Hall) leave(ctx context.Context, r *reign, left bequest) error {
	item, err := h.opts.Queues.Get(ctx, reignKey)
	if err != nil {
		return err
	}
	last, err := parse(item.Value)
	isLost := item.Revision == 0 && !item.Deleted // else the next reign would have a number that was
	if isLost {
		last, err = record{Format: formatNow, Owner: h.opts.Self, Epoch: r.epoch}, nil
	}
	switch {
	case err != nil:
		return err
	case last.Epoch != r.epoch || last.Owner != h.opts.Self:
		return errOutrun
	case len(left.Ended) == 0 && len(last.Body) == 0 && !isLost:
		return nil
	}
	if last.Body, err = json.Marshal(left); err != nil {
		return err
	}
	data, err := json.Marshal(last)
	if err != nil {
		return err
	}
	return h.opts.Queues.Write(ctx, []cluster.Change{{Key: reignKey, Value: data, Revision: item.Revision}})[0].Err
}

// unheard are the places whose calls have not said that they know of their end, the latest ones.
func (r *reign) unheard(now time.Time) (ended []endedPlace) {
	for id, s := range r.seats {
		if s.end == nil || s.end.Result == queue.Answered {
			continue
		}
		if _, there := r.engine.Entry(now, id); !there { // one that is to be called back is there yet
			ended = append(ended, endedPlace{id, s.queue, s.call, s.asterisk, s.end.Result, s.over})
		}
	}
	slices.SortFunc(ended, func(a, b endedPlace) int { return cmp.Or(b.Over.Compare(a.Over), cmp.Compare(a.ID, b.ID)) })
	return ended[:min(len(ended), bequestMost)]
}

// inherit takes in what the reign before has left: of a place that has ended there is nothing to go on with.
func (k *kept) inherit(body json.RawMessage) error {
	var left bequest
	if len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, &left); err != nil {
		return fmt.Errorf("reading what was left by who decided before: %w", err)
	}
	k.ended = left.Ended
	k.entries = slices.DeleteFunc(k.entries, func(e queue.EntryRecord) bool {
		return slices.ContainsFunc(k.ended, func(p endedPlace) bool { return p.ID == e.ID })
	})
	return nil
}

// remember has the ends of places be known that were told by the reign before; the lock is held.
func (r *reign) remember(now time.Time, ended []endedPlace) {
	for _, p := range ended {
		if r.seats[p.ID] == nil {
			r.seats[p.ID] = &seat{queue: p.Queue, call: p.Call, asterisk: p.Asterisk, heard: now, over: p.Over,
				end: &queue.End{Entry: p.ID, Queue: p.Queue, Result: p.Result}}
		}
	}
}
