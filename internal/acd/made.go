package acd

import (
	"bytes"
	"context"
	"crypto/subtle"
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
	// ErrAgentOnLine: the agent waits on the line for callers.
	ErrAgentOnLine = errors.New("the agent waits on the line")
	// ErrAgentTalks: the agent is with a caller.
	ErrAgentTalks = errors.New("the agent talks with a caller")
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

// MakeAgent makes an agent who is not in the file, from now on and over restarts. Who makes just the same agent again
// has made it: the first answer may have been lost. It fails with [ErrAgentThere], [ErrFileAgent], [ErrAgentsFull], or
// [ErrUnwritten]: then the agent is there until the process ends.
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

// UnmakeAgent takes an agent away who was made. It fails with [flows.ErrNoAgent], [ErrFileAgent], [ErrUnwritten], and
// for one who has a caller, or waits on the line for the next, with [ErrAgentTalks] and [ErrAgentOnLine]: nobody would
// be there whose talk that is, and who waits would wait for ever.
func (h *Hall) UnmakeAgent(ctx context.Context, agent string) error {
	return h.desk(ctx, &deskOrder{Unmake: agent}, nil)
}

// madeOf is an agent as they are known here. With an error the PIN cannot be opened, and opens nothing.
func (h *Hall) madeOf(r madeRecord) (Made, error) {
	pin, err := h.unseal(r.PIN)
	if err != nil {
		err = fmt.Errorf("reading the agent %s: %w", r.As.ID, err)
	}
	return Made{As: r.As, sealed: r.PIN, Reached: Agent{Name: r.As.Name, Endpoint: r.Endpoint, Asterisk: r.Asterisk,
		PIN: flows.NewSecret(pin)}}, err
}

// recordOf is an agent as they are written down.
func recordOf(one Made) madeRecord {
	return madeRecord{As: one.As, Endpoint: one.Reached.Endpoint, Asterisk: one.Reached.Asterisk, PIN: one.sealed}
}

// enrol puts an agent among those who were made; the lock is held.
func (h *Hall) enrol(r madeRecord) {
	one, err := h.madeOf(r)
	if err != nil {
		h.later(func() { h.log.Error("nobody logs in by the PIN of an agent, it cannot be read", "error", err) })
	}
	h.made[r.As.ID] = one
}

// isSame tells whether an agent who was made is just the one who is to be made.
func (h *Hall) isSame(one Made, r madeRecord) bool {
	pin, err := h.unseal(r.PIN)
	if err != nil || subtle.ConstantTimeCompare([]byte(pin), []byte(flows.Reveal(one.Reached.PIN))) != 1 {
		return false
	}
	was := recordOf(one)
	was.PIN, r.PIN = "", "" // sealed anew each time
	is, err := json.Marshal(r)
	before, bad := json.Marshal(was)
	return err == nil && bad == nil && bytes.Equal(is, before)
}

// changeMade makes an agent, or takes one away, by the owner; the lock is held.
func (h *Hall) changeMade(now time.Time, order *deskOrder) error {
	if done, err := h.mayChange(now, order); done || err != nil {
		return err
	}
	id := order.Unmake
	if order.Make != nil {
		id = order.Make.Agent.As.ID
	}
	if delete(h.made, id); order.Make != nil {
		h.enrol(order.Make.Agent)
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
	h.employ(now, id)
	poke(h.writing)
	if h.opts.Staff != nil {
		h.opts.Staff()
	}
	return nil
}

// mayChange tells why an agent may not be made, changed or taken away, or that it is done already; the lock is held.
func (h *Hall) mayChange(now time.Time, order *deskOrder) (done bool, err error) {
	if order.Make == nil {
		return h.mayUnmake(now, order)
	}
	id := order.Make.Agent.As.ID
	one, made := h.made[id]
	switch {
	case h.inFile(id):
		return false, fmt.Errorf("%w: %s", ErrFileAgent, id)
	case order.Make.New && made && h.isSame(one, order.Make.Agent):
		return true, nil
	case order.Make.New && made:
		return false, fmt.Errorf("%w: %s", ErrAgentThere, id)
	case !order.Make.New && !made:
		return false, fmt.Errorf("%w: %s", flows.ErrNoAgent, id)
	case !made && (len(h.made) >= madeMost || len(h.rules.Config.Agents) >= queue.AgentsMax):
		return false, fmt.Errorf("%w: there are %d", ErrAgentsFull, len(h.rules.Config.Agents))
	}
	return false, nil
}

// mayUnmake is mayChange of somebody who is to be taken away.
func (h *Hall) mayUnmake(now time.Time, order *deskOrder) (done bool, err error) {
	id := order.Unmake
	v, _ := h.reign.engine.Agent(now, id)
	switch _, made := h.made[id]; {
	case h.inFile(id):
		return false, fmt.Errorf("%w: %s", ErrFileAgent, id)
	case !made && (order.Again || h.isUnwritten(id)): // they were taken away, or that is to be written down yet
		return true, nil
	case !made:
		return false, fmt.Errorf("%w: %s", flows.ErrNoAgent, id)
	case v.Work == inCall:
		return false, fmt.Errorf("%w: %s", ErrAgentTalks, id)
	case v.Standby != "":
		return false, fmt.Errorf("%w: %s", ErrAgentOnLine, id)
	}
	return false, nil
}

// isUnwritten tells whether what became of an agent who was made is not written down yet; the lock is held.
func (h *Hall) isUnwritten(id string) bool { return h.reign.made != nil && !h.reign.made.isWritten(id) }

// inCall is the work of an agent who is with a caller.
const inCall = "in_call"

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
			h.later(func() {
				h.log.Error("an agent who was made has the number of one of ivr.yaml, who counts", "agent", id)
			})
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
	return recordOf(one), there
}
