package acd

import (
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// employ has the engine have the rules as they are now. Whom they do not let call any more is barred before the first
// offer: of the agents of these numbers, of all where there are none. The lock is held.
func (h *Hall) employ(now time.Time, agents ...string) {
	r := h.reign
	h.spread(now, r.engine.Halt(now, true))
	h.spread(now, r.engine.Configure(now, h.merged()))
	if len(agents) == 0 {
		h.judgeAll(now)
	}
	for _, id := range agents {
		h.unbar(now, id) // it may be another one by now, or elsewhere
		h.judge(now, id)
	}
	h.spread(now, r.engine.Halt(now, r.held))
}

// judgeAll bars the agents who must not be called, and nobody else; the lock is held.
func (h *Hall) judgeAll(now time.Time) {
	for id := range h.barred {
		if !h.hasAgent(id) {
			delete(h.barred, id)
		}
	}
	if h.rules.Allows == nil && len(h.barred) == 0 {
		return
	}
	for i := range h.rules.Config.Agents {
		h.judge(now, h.rules.Config.Agents[i].ID)
	}
}

// judge bars an agent who is reached where one must not call: neither does the file name that endpoint as theirs, nor
// do its rules allow it. They are not rung, as if the telephone were none, until the rules allow it or they log in
// elsewhere. What rings, rings on. The lock is held.
func (h *Hall) judge(now time.Time, id string) {
	v, there := h.reign.engine.Agent(now, id)
	if !there {
		return
	}
	endpoint := h.agentShown(v).Endpoint
	switch barred, was := h.barred[id]; {
	case h.mayRing(id, endpoint) && was:
		h.unbar(now, id)
	case h.mayRing(id, endpoint), was && barred == endpoint:
	default:
		h.bar(now, id, endpoint)
		h.later(func() {
			h.log.Warn("an agent is not rung: outbound does not allow the endpoint", "agent", id, "endpoint", endpoint)
		})
	}
}

// bar has an agent not be rung at an endpoint, as if the telephone were none; the lock is held.
func (h *Hall) bar(now time.Time, id, endpoint string) {
	h.barred[id] = endpoint
	h.apply(now, queue.DeviceIs{Agent: id, State: queue.DeviceInvalid})
}

// neverRung bars the agent of an offer to call somebody back who can never be called where they are; the lock is held.
// Who is elsewhere by now, or on a line, may be rung.
func (h *Hall) neverRung(now time.Time, b *backWord) {
	entry, _ := h.reign.engine.Entry(now, b.Entry)
	for _, o := range entry.Offers {
		v, there := h.reign.engine.Agent(now, o.Agent)
		if o.ID != b.Offer || !there || v.Standby != "" || h.agentShown(v).Endpoint != b.Endpoint {
			continue
		}
		h.bar(now, o.Agent, b.Endpoint)
		h.later(func() {
			h.log.Warn("an agent is not rung: the telephone cannot be called", "agent", o.Agent, "endpoint", b.Endpoint,
				"error", b.Why)
		})
	}
}

// unbar has Asterisk tell again of the telephone of an agent who was barred; the lock is held.
func (h *Hall) unbar(now time.Time, id string) {
	if _, barred := h.barred[id]; !barred {
		return
	}
	delete(h.barred, id)
	h.apply(now, queue.DeviceIs{Agent: id, State: queue.DeviceUnknown})
	if h.opts.Staff != nil {
		h.opts.Staff()
	}
}

// Judge has all agents be judged anew: what the rules allow may be another thing than before.
func (h *Hall) Judge() {
	h.act(time.Time{}, func(now time.Time) {
		if h.reign == nil {
			return
		}
		h.spread(now, h.reign.engine.Halt(now, true))
		h.judgeAll(now)
		h.spread(now, h.reign.engine.Halt(now, h.reign.held))
	})
}

// mayRing tells whether an agent may be rung at an endpoint; the lock is held.
func (h *Hall) mayRing(id, endpoint string) bool {
	return endpoint == "" || h.rules.Allows == nil || h.rules.Allows(endpoint) ||
		h.inFile(id) && endpoint == h.file.Agents[id].Endpoint
}

// doubtInvalid forgets which telephones were none: it may have been we who said so, and Asterisk tells anew. The lock
// is held.
func (h *Hall) doubtInvalid(now time.Time) {
	for _, agent := range h.reign.engine.Agents(now) {
		if agent.Device == queue.DeviceInvalid {
			h.apply(now, queue.DeviceIs{Agent: agent.ID, State: queue.DeviceUnknown})
		}
	}
}
