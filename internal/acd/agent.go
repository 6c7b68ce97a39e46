package acd

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// Agent does something with an agent and returns how things are with them then.
func (h *Hall) Agent(ctx context.Context, order flows.AgentOrder) (flows.AgentView, error) {
	if err := h.checkOrder(ctx, order); err != nil {
		return flows.AgentView{}, err
	}
	view, r := flows.AgentView{}, &request{Order: told(order)}
	err := h.owned(ctx, r, func(back *reply) {
		if back.Agent != nil {
			view = *back.Agent
		}
	}, func() (err error) {
		view, err = h.orderHere(*r.Order)
		return err
	})
	return view, err
}

// told is an order as it is told to the owner; its PIN was checked and stays here.
func told(order flows.AgentOrder) *agentOrder {
	return &agentOrder{order.Agent, order.Do, order.Queues, order.Reason, order.Endpoint, order.Standby,
		order.Asterisk, order.By}
}

// owned has a request be answered by the owner, by do where that is we: by the next owner where a reign ends meanwhile.
func (h *Hall) owned(ctx context.Context, r *request, answered func(*reply), do func() error) error {
	for range ownersMost {
		here, err := h.decide(ctx, r, answered)
		if err != nil || !here {
			return err
		}
		if err = do(); !errors.Is(err, errNotOwner) {
			return err
		}
		r.again()
	}
	return fmt.Errorf("%w: %w", flows.ErrQueuesAway, errNotOwner)
}

// again notes that a request is made once more, as nobody knows what came of it.
func (r *request) again() {
	if r.Desk != nil {
		r.Desk.Again = true
	}
}

// decide has a request be answered by the owner. here tells that this is we.
func (h *Hall) decide(ctx context.Context, r *request, answered func(*reply)) (here bool, err error) {
	if h.apart || h.Reigns() || h.opts.Peers == nil {
		return true, nil
	}
	ctx, cancel := context.WithTimeout(ctx, orderTime)
	defer cancel()
	last := error(nil)
	for ctx.Err() == nil {
		runner, known := h.opts.Peers.Runner()
		if h.Reigns() {
			return true, nil
		}
		if known && runner != h.opts.Self.Instance {
			back, err := h.send(ctx, runner, r)
			if err == nil {
				answered(back)
				return false, nil
			}
			if last = err; nameOf(err) != otherError && !errors.Is(err, errNotOwner) {
				return false, err
			}
			r.again()
		}
		wait(ctx, ownerPause)
	}
	if last != nil {
		return false, fmt.Errorf("%w: %w", flows.ErrQueuesAway, last)
	}
	return false, flows.ErrQueuesAway
}

// checkOrder refuses what the file does not allow.
func (h *Hall) checkOrder(ctx context.Context, order flows.AgentOrder) error {
	h.mu.Lock()
	agent, known := h.rules.Agents[order.Agent], h.hasAgent(order.Agent)
	for _, name := range order.Queues {
		if !h.rules.hasQueue(name) {
			h.mu.Unlock()
			return fmt.Errorf("%w: %s", flows.ErrNoQueue, name)
		}
	}
	h.mu.Unlock()
	if !known {
		made, there, err := h.madeAgent(ctx, order.Agent)
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", flows.ErrQueuesAway, err)
		case !there:
			return flows.ErrNoAgent
		}
		agent = made.Reached
	}
	pin, given := flows.Reveal(agent.PIN), flows.Reveal(order.PIN)
	if order.CheckPIN && (pin == "" || subtle.ConstantTimeCompare([]byte(pin), []byte(given)) != 1) {
		return flows.ErrAgentPIN
	}
	return nil
}

// orderHere does something with an agent, by the owner.
func (h *Hall) orderHere(order agentOrder) (view flows.AgentView, err error) {
	h.act(time.Time{}, func(now time.Time) {
		if h.reign == nil {
			err = errNotOwner
			return
		}
		h.catchUp(now)
		before, there := h.reign.engine.Agent(now, order.Agent)
		if !there {
			err = flows.ErrNoAgent
			return
		}
		event, bad := eventOf(order, before.Presence == loggedOut)
		if bad == nil && order.Endpoint != "" && !h.mayRing(order.Agent, order.Endpoint) {
			bad = fmt.Errorf("%w: outbound does not allow %s", flows.ErrAgentOrder, order.Endpoint)
		}
		if err = bad; err != nil {
			return
		}
		if _, in := event.(queue.LoggedInto); in { // where that is is judged before they are offered
			h.spread(now, h.reign.engine.Halt(now, true))
			h.apply(now, event)
			h.judge(now, order.Agent)
			h.spread(now, h.reign.engine.Halt(now, h.reign.held))
		} else if event != nil {
			h.apply(now, event)
		}
		if h.reign.unread && order.Do != flows.AgentLook {
			h.reign.ordered[order.Agent] = true
		}
		v, _ := h.reign.engine.Agent(now, order.Agent)
		view = h.agentShown(v)
	})
	if err == nil && order.Do != flows.AgentLook {
		h.log.Info("an agent", "agent", order.Agent, "do", order.Do, "queues", order.Queues, "reason", order.Reason,
			"by", order.By)
	}
	return view, err
}

// loggedOut is the presence of an agent who is not there.
const loggedOut = "logged_out"

// eventOf is what an order is for the engine, nil for a look.
func eventOf(order agentOrder, out bool) (queue.Event, error) {
	switch order.Do {
	case flows.AgentLook, "":
		return nil, nil
	case flows.AgentLogin:
		return queue.LoggedInto{Agent: order.Agent, Queues: order.Queues, Endpoint: order.Endpoint}, nil
	case flows.AgentStandby:
		return queue.LoggedInto{Agent: order.Agent, Queues: order.Queues, Endpoint: order.Endpoint,
			Standby: order.Standby, At: order.Asterisk}, nil
	case flows.AgentLogout:
		return queue.LoggedOutOf{Agent: order.Agent, Queues: order.Queues}, nil
	}
	if out {
		return nil, flows.ErrAgentOrder
	}
	switch order.Do {
	case flows.AgentPause:
		return queue.Pausing{Agent: order.Agent, Reason: order.Reason, Queues: order.Queues}, nil
	case flows.AgentResume:
		return queue.Resuming{Agent: order.Agent, Queues: order.Queues}, nil
	case flows.AgentReady:
		return queue.Ready{Agent: order.Agent}, nil
	}
	return nil, fmt.Errorf("%w: there is no order %q", flows.ErrAgentOrder, order.Do)
}

// agentShown is an agent as steps see them.
func (h *Hall) agentShown(v queue.AgentView) flows.AgentView {
	view := flows.AgentView{Agent: v.ID, Name: v.Name, Presence: v.Presence, Work: v.Work, Reason: v.Reason,
		Endpoint: v.Endpoint, Queues: v.Queues, Since: v.Since, Call: v.Call, Queue: v.Queue}
	if view.Name == "" {
		view.Name = h.rules.Agents[v.ID].Name
	}
	if view.Endpoint == "" {
		view.Endpoint = h.rules.Agents[v.ID].Endpoint
	}
	return view
}

// Device tells the state of the device at an endpoint, for every agent who is reached there. Who does not reign
// ignores it.
func (h *Hall) Device(endpoint string, state queue.Device) {
	h.act(time.Time{}, func(now time.Time) {
		if h.reign == nil {
			return
		}
		h.catchUp(now)
		for _, agent := range h.rules.Config.Agents {
			v, there := h.reign.engine.Agent(now, agent.ID)
			if _, barred := h.barred[agent.ID]; there && !barred && h.agentShown(v).Endpoint == endpoint {
				h.apply(now, queue.DeviceIs{Agent: agent.ID, State: state})
				h.noSuch(agent.ID, endpoint, v.Device, state)
			}
		}
	})
}

// noSuch says that the telephone of an agent is none by now, as Asterisk tells, who was in the state was before; the
// lock is held.
func (h *Hall) noSuch(agent, endpoint string, was, is queue.Device) {
	if is == queue.DeviceInvalid && was != is {
		h.later(func() {
			h.log.Warn("an agent is not rung: Asterisk knows no such telephone", "agent", agent, "endpoint", endpoint)
		})
	}
}

// Endpoint is where an agent is reached, and at which Asterisk: "" for any.
type Endpoint struct{ Endpoint, Asterisk string }

// Endpoints are those of all agents whose devices are in one of these states, or of all without any: of those who are
// logged in where they have logged in. Only who reigns knows states.
func (h *Hall) Endpoints(in ...queue.Device) []Endpoint {
	var endpoints []Endpoint
	h.act(time.Time{}, func(now time.Time) {
		seen := map[Endpoint]bool{}
		for _, agent := range h.rules.Config.Agents {
			e := Endpoint{h.rules.Agents[agent.ID].Endpoint, h.rules.Agents[agent.ID].Asterisk}
			device := queue.Device("")
			if h.reign != nil {
				if v, there := h.reign.engine.Agent(now, agent.ID); there {
					e.Endpoint, device = h.agentShown(v).Endpoint, v.Device
				}
			}
			if len(in) > 0 && !slices.Contains(in, device) {
				continue
			}
			if e.Endpoint != "" && !seen[e] {
				seen[e] = true
				endpoints = append(endpoints, e)
			}
		}
	})
	return endpoints
}
