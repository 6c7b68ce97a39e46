package acd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Why an agent is not made, or not taken away.
var (
	// ErrFileAgent: ivr.yaml has the agent, and alone changes it.
	ErrFileAgent = errors.New("the agent is one of ivr.yaml")
	// ErrAgentThere: there is an agent of that number, who was made before.
	ErrAgentThere = errors.New("there is such an agent already")
	// ErrAgentsFull: no more agents can be made.
	ErrAgentsFull = errors.New("no more agents can be made")
	// ErrUnwritten: it is done, but not written down: the store is away.
	ErrUnwritten = errors.New("it counts, but could not be written down: the store is away")
)

// Made is an agent who was made while we run, beside those of the file.
type Made struct {
	As      queue.Agent
	Reached Agent
	// sealed is the PIN as it is written down.
	sealed string
}

// madeRecord is such an agent as they are written down, and told to the owner.
type madeRecord struct {
	As       queue.Agent `json:"as"`
	Endpoint string      `json:"endpoint,omitempty"`
	Asterisk string      `json:"asterisk,omitempty"`
	PIN      string      `json:"pin,omitempty"` // sealed
}

// madeOrder is an agent who is to be made, instead of the one before where New is not set.
type madeOrder struct {
	Agent madeRecord `json:"agent"`
	New   bool       `json:"new,omitempty"`
}

// MakeAgent makes an agent who is not in the file, from now on and over restarts. It fails with [ErrAgentThere],
// [ErrFileAgent], [ErrAgentsFull], or [ErrUnwritten]: then the agent is there until the process ends.
func (h *Hall) MakeAgent(ctx context.Context, one Made) error { return h.makeAgent(ctx, one, true) }

// ChangeAgent has an agent who was made be another one than before; a talk goes on. What was changed of their
// memberships does not count any more. It fails with [flows.ErrNoAgent], [ErrFileAgent] or [ErrUnwritten].
func (h *Hall) ChangeAgent(ctx context.Context, one Made) error { return h.makeAgent(ctx, one, false) }

func (h *Hall) makeAgent(ctx context.Context, one Made, fresh bool) error {
	record := madeRecord{As: one.As, Endpoint: one.Reached.Endpoint, Asterisk: one.Reached.Asterisk}
	var err error
	if record.PIN, err = h.seal(flows.Reveal(one.Reached.PIN)); err != nil {
		return fmt.Errorf("making the agent %s: %w", one.As.ID, err)
	}
	return h.desk(ctx, &deskOrder{Make: &madeOrder{record, fresh}}, nil)
}

// UnmakeAgent takes an agent away who was made; a talk goes on. It fails with [flows.ErrNoAgent], [ErrFileAgent] or
// [ErrUnwritten].
func (h *Hall) UnmakeAgent(ctx context.Context, agent string) error {
	return h.desk(ctx, &deskOrder{Unmake: agent}, nil)
}

// made is an agent as they are known here. A PIN that cannot be opened opens nothing.
func (h *Hall) madeOf(r madeRecord) Made {
	pin, err := h.unseal(r.PIN)
	if err != nil {
		h.log.Error("the PIN of an agent cannot be read: nobody logs in by it", "agent", r.As.ID, "error", err)
	}
	return Made{As: r.As, sealed: r.PIN, Reached: Agent{Name: r.As.Name, Endpoint: r.Endpoint, Asterisk: r.Asterisk,
		PIN: flows.NewSecret(pin)}}
}

// changeMade makes an agent, or takes one away, by the owner; the lock is held.
func (h *Hall) changeMade(now time.Time, order *deskOrder) error {
	id := order.Unmake
	if order.Make != nil {
		id = order.Make.Agent.As.ID
	}
	_, made := h.made[id]
	switch {
	case h.inFile(id):
		return fmt.Errorf("%w: %s", ErrFileAgent, id)
	case order.Make != nil && order.Make.New && made:
		return fmt.Errorf("%w: %s", ErrAgentThere, id)
	case (order.Make == nil || !order.Make.New) && !made:
		return fmt.Errorf("%w: %s", flows.ErrNoAgent, id)
	case order.Make != nil && !made && (len(h.made) >= madeMost || len(h.rules.Config.Agents) >= queue.AgentsMax):
		return fmt.Errorf("%w: there are %d", ErrAgentsFull, len(h.rules.Config.Agents))
	}
	if delete(h.made, id); order.Make != nil {
		h.made[id] = h.madeOf(order.Make.Agent)
	}
	r := h.reign
	maps.DeleteFunc(h.changes, func(key memberKey, _ memberChange) bool {
		if key.agent == id && r.members != nil {
			r.members.dirty[key.id()] = true
		}
		return key.agent == id
	})
	if r.made != nil {
		r.made.dirty[id] = true
	}
	h.useRules()
	h.spread(now, r.engine.Configure(now, h.merged()))
	poke(h.writing)
	if h.opts.Staff != nil {
		h.opts.Staff()
	}
	return nil
}

// inFile tells whether the file has an agent; the lock is held.
func (h *Hall) inFile(id string) bool {
	_, there := h.file.Agents[id]
	return there
}

// useRules has the rules be those of the file with the agents who were made; the lock is held. Who is in the file
// counts.
func (h *Hall) useRules() {
	h.rules = h.file
	if len(h.made) == 0 {
		return
	}
	rules := *h.file
	rules.Config.Agents, rules.Agents = slices.Clone(rules.Config.Agents), maps.Clone(rules.Agents)
	if rules.Agents == nil {
		rules.Agents = map[string]Agent{}
	}
	for _, id := range slices.Sorted(maps.Keys(h.made)) {
		if h.inFile(id) {
			h.log.Error("an agent who was made has the number of one of ivr.yaml, who counts", "agent", id)
			continue
		}
		rules.Config.Agents = append(rules.Config.Agents, h.made[id].As)
		rules.Agents[id] = h.made[id].Reached
	}
	h.rules = &rules
}

// isMade tells whether an agent counts who was made; the lock is held.
func (h *Hall) isMade(id string) bool {
	_, made := h.made[id]
	return made && !h.inFile(id)
}

// madeRecord is an agent who was made, as they are written down; the lock is held.
func (h *Hall) madeRecord(id string) (any, bool) {
	one, there := h.made[id]
	return madeRecord{As: one.As, Endpoint: one.Reached.Endpoint, Asterisk: one.Reached.Asterisk, PIN: one.sealed}, there
}

// Clashes are those of the numbers whose agents were made: a file that has them too would count instead. It asks the
// store where this hall does not decide; of what cannot be read nothing is known.
func (h *Hall) Clashes(ctx context.Context, numbers []string) (clashes []string) {
	for _, id := range numbers {
		if _, there, err := h.madeAgent(ctx, id); err == nil && there {
			clashes = append(clashes, id)
		}
	}
	return clashes
}

// madeAgent finds an agent who was made: here where this hall decides, else in the store.
func (h *Hall) madeAgent(ctx context.Context, id string) (Made, bool, error) {
	h.mu.Lock()
	one, there := h.made[id]
	ours := h.reign != nil || h.opts.Peers == nil || h.opts.Agents == nil
	h.mu.Unlock()
	if there || ours {
		return one, there, nil
	}
	item, err := h.opts.Agents.Get(ctx, madePrefix+id)
	if err != nil || item.Revision == 0 || item.Deleted {
		return Made{}, false, err
	}
	r, err := parse(item.Value)
	var record madeRecord
	if err == nil {
		err = json.Unmarshal(r.Body, &record)
	}
	if err != nil {
		return Made{}, false, fmt.Errorf("reading the agent %s: %w", id, err)
	}
	return h.madeOf(record), true, nil
}

// awaitMade waits until an agent who was made, or is not any more, is written down so.
func (h *Hall) awaitMade(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, madeTime)
	defer cancel()
	for {
		h.mu.Lock()
		r, wrote := h.reign, h.wrote
		if r == nil {
			h.mu.Unlock()
			return fmt.Errorf("%w: %w", flows.ErrQueuesAway, errNotOwner)
		}
		written := r.made == nil || r.made.isWritten(id)
		h.mu.Unlock()
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
