package acd

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Names of errors between instances.
const (
	notOwner     = "not_owner"
	unknownQueue = "queue"
	unknownAgent = "agent"
	wrongOrder   = "order"
	noEntry      = "entry"
	fileAgent    = "file_agent"
	agentThere   = "agent_there"
	agentOnLine  = "agent_on_line"
	agentTalks   = "agent_talks"
	agentsFull   = "agents_full"
	unwritten    = "unwritten"
	notCalled    = "not_called"
	otherError   = "error"
)

// errNotOwner tells that the instance that was asked does not decide.
var errNotOwner = errors.New("it does not decide for the queues")

// requestMark is how requests of halls begin.
const requestMark = `{"queues":`

// IsRequest tells whether a request between instances is for [Hall.Heard].
func IsRequest(data []byte) bool { return bytes.HasPrefix(data, []byte(requestMark)) }

// send asks another instance for something.
func (h *Hall) send(ctx context.Context, instance string, r *request) (*reply, error) {
	r.From = h.opts.Self
	data, err := json.Marshal(envelope{r})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	answer, err := h.opts.Peers.Ask(ctx, instance, data)
	if err != nil {
		return nil, err
	}
	back := &reply{}
	if err := json.Unmarshal(answer, back); err != nil {
		return nil, fmt.Errorf("asking the instance %s: its answer: %w", instance, err)
	}
	return back, back.failure(instance)
}

// namedErrors are the errors that instances tell each other by name.
func namedErrors() map[string]error {
	return map[string]error{notOwner: errNotOwner, unknownQueue: flows.ErrNoQueue, unknownAgent: flows.ErrNoAgent,
		wrongOrder: flows.ErrAgentOrder, noEntry: ErrNoEntry, fileAgent: ErrFileAgent, agentThere: ErrAgentThere,
		agentOnLine: ErrAgentOnLine, agentTalks: ErrAgentTalks, agentsFull: ErrAgentsFull, unwritten: ErrUnwritten,
		notCalled: ErrNotCalled}
}

// failure is what went wrong there.
func (r *reply) failure(instance string) error {
	known := namedErrors()[r.Error]
	switch {
	case r.Error == "":
		return nil
	case known != nil:
		return known
	}
	return fmt.Errorf("asking the instance %s: %s", instance, r.Detail)
}

// nameOf is the name of an error between instances.
func nameOf(err error) string {
	for name, known := range namedErrors() {
		if errors.Is(err, known) {
			return name
		}
	}
	return otherError
}

// Heard answers what another instance asks.
func (h *Hall) Heard(ctx context.Context, data []byte) []byte {
	var e envelope
	back := &reply{}
	err := json.Unmarshal(data, &e)
	if err == nil && e.Queues == nil {
		err = errors.New("it asks nothing")
	}
	if err == nil {
		back, err = h.answer(ctx, e.Queues)
	}
	if err != nil {
		back = &reply{Error: nameOf(err), Detail: err.Error()}
	}
	answer, _ := json.Marshal(back) // texts and numbers
	return answer
}

func (h *Hall) answer(ctx context.Context, r *request) (*reply, error) {
	switch {
	case r.Announce:
		return &reply{}, h.announced(ctx, r.From.Instance)
	case len(r.Canceled) > 0:
		h.act(time.Time{}, func(time.Time) { h.hearCanceled(r) })
		return &reply{}, nil
	case len(r.States) > 0:
		h.told(r.States)
		return &reply{}, nil
	case r.Order != nil:
		view, err := h.orderHere(*r.Order)
		return &reply{Agent: &view}, err
	case r.Desk != nil:
		back, err := h.deskHere(ctx, r.Desk)
		if r.Desk.Short {
			back.shorten()
		}
		return back, err
	}
	return h.listen(r)
}

// told takes over what the owner tells.
func (h *Hall) told(states []state) {
	h.act(time.Time{}, func(now time.Time) {
		if h.reign != nil {
			return // an owner before us
		}
		for _, s := range states {
			if p := h.places[s.ID]; p != nil && s.Epoch >= h.asked && p.took(now, s) {
				p.poke()
			}
		}
	})
}

// listen takes in what an instance tells of its places, by the owner.
func (h *Hall) listen(r *request) (back *reply, err error) {
	h.act(time.Time{}, func(now time.Time) {
		if h.reign == nil {
			err = errNotOwner
			return
		}
		h.catchUp(now)
		back = &reply{Epoch: h.reign.epoch}
		for i := range r.Words {
			w := &r.Words[i]
			back.States = append(back.States, h.accept(now, r.From, w))
			if w.Left != nil && w.Left.Why == queue.CallbackWanted && !h.isWritten(w.ID) {
				back.Unkept = append(back.Unkept, w.ID)
			}
		}
		for _, id := range r.Here {
			s := h.reign.seats[id]
			if s == nil || !s.present || s.owner != r.From {
				back.Unknown = append(back.Unknown, id)
				continue
			}
			s.heard = now
			back.States = append(back.States, h.stateOf(now, id))
		}
		var gone []string
		for _, id := range r.Gone {
			if s := h.reign.seats[id]; s != nil && s.owner == r.From {
				gone = append(gone, id)
			}
		}
		h.lose(now, gone)
	})
	return back, err
}

// tellAll tells other instances what is new of their places, until ctx ends.
func (h *Hall) tellAll(ctx context.Context) {
	var telling sync.WaitGroup
	defer telling.Wait()
	for {
		select {
		case <-h.telling:
		case <-ctx.Done():
			return
		}
		h.mu.Lock()
		r := h.reign
		if r == nil {
			h.mu.Unlock()
			continue
		}
		for instance, ids := range r.untold {
			if !r.busy[instance] && len(ids) > 0 {
				r.busy[instance] = true
				telling.Go(func() { h.tellOne(ctx, r, instance) })
			}
		}
		h.mu.Unlock()
	}
}

// tellOne tells an instance what is new. What it does not hear it asks for itself.
func (h *Hall) tellOne(ctx context.Context, r *reign, instance string) {
	for ctx.Err() == nil {
		var states []state
		h.act(time.Time{}, func(now time.Time) {
			for id := range r.untold[instance] {
				if len(states) == placesMost || h.reign != r {
					break
				}
				delete(r.untold[instance], id)
				states = append(states, h.stateOf(now, id))
			}
			r.busy[instance] = len(states) > 0
		})
		if len(states) == 0 {
			return
		}
		if _, err := h.send(ctx, instance, &request{Epoch: r.epoch, States: states}); err != nil {
			h.log.Debug("an instance is not told of its places", "instance", instance, "error", err)
		}
	}
}

// gone tells the owner that a call went out of sight here.
func (h *Hall) gone(id string) {
	h.leftBehind = append(h.leftBehind, id)
	poke(h.asking)
}

// inOrder are our places, by when they were taken; the lock is held.
func (h *Hall) inOrder() []*place {
	places := slices.Collect(maps.Values(h.places))
	slices.SortFunc(places, func(a, b *place) int {
		return cmp.Or(a.since.Compare(b.since), cmp.Compare(a.id, b.id))
	})
	return places
}
