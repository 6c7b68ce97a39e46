package api

import (
	"net/http"
)

// AgentOrder is an agent who is to be there beside those of ivr.yaml. What a value may be is as in the file.
type AgentOrder struct {
	Agent    string         `json:"agent,omitempty" doc:"The number, of letters, digits, _ and -; PUT has it in the path."`
	Name     string         `json:"name,omitempty" doc:"The name."`
	Endpoint string         `json:"endpoint,omitempty" doc:"Where they are rung, such as PJSIP/1: whom outbound allows."`
	Asterisk string         `json:"asterisk,omitempty" doc:"The Asterisk that has the endpoint; the first without it."`
	PIN      string         `json:"pin,omitempty" doc:"The PIN, of digits; without one they cannot log in by telephone."`
	Skills   map[string]int `json:"skills,omitempty" doc:"Skills with their levels, 0 to 1000."`
	WrapUp   string         `json:"wrapup,omitempty" doc:"The rest after a call, such as 10s; the queue's without it."`
	LoggedIn bool           `json:"logged_in,omitempty" doc:"Whether the agent is there from the beginning."`
	Queues   []AgentQueue   `json:"queues,omitempty" doc:"The queues that the agent belongs to."`
}

// AgentQueue is such an agent's part in a queue.
type AgentQueue struct {
	Queue       string         `json:"queue" doc:"The queue."`
	Level       int            `json:"level,omitempty" doc:"The lower are rung first, 0 to 1000."`
	Position    *int           `json:"position,omitempty" doc:"The order within a level; without it they are the last."`
	Weight      *int           `json:"weight,omitempty" doc:"For weighted_random; 1 without it."`
	Skills      map[string]int `json:"skills,omitempty" doc:"Skills that are other ones in this queue."`
	WrapUp      string         `json:"wrapup,omitempty" doc:"The rest after a call of this queue."`
	RingTimeout string         `json:"ring_timeout,omitempty" doc:"How long the agent rings, such as 20s."`
	RingInUse   *bool          `json:"ring_in_use,omitempty" doc:"Whether to ring though the telephone is in use."`
	Group       string         `json:"group,omitempty" doc:"The overflow group."`
}

const madeDoc = "It is there beside those of ivr.yaml, over restarts and whatever is reloaded, until it is taken " +
	"away. An agent of ivr.yaml is changed there alone: 409."

func (h *house) madeRoutes() []Route {
	const one = "/agents/{agent}"
	return []Route{
		{Method: http.MethodPost, Path: "/agents", Summary: "Makes an agent.", Scope: Control,
			Doc:     madeDoc + " Just the same agent may be made once more, where an answer was lost.",
			Request: AgentOrder{}, Response: AgentState{}, Status: http.StatusCreated,
			Serve: h.queues(func(a *Asked, all Queues) (any, error) {
				return h.makeAgent(a, all, BodyOf[AgentOrder](a), true)
			})},
		{Method: http.MethodPut, Path: one, Summary: "Has an agent who was made be another one than before; a talk goes on.",
			Doc: "What is not said is not kept: neither a PIN, nor queues. " + madeDoc, Scope: Control,
			Request: AgentOrder{}, Response: AgentState{}, Serve: h.queues(h.changeAgent)},
		{Method: http.MethodDelete, Path: one, Summary: "Takes an agent away who was made.", Scope: Control,
			Doc: "Who talks with a caller, or waits on the line for the next, is not taken away: 409.",
			Serve: h.queues(func(a *Asked, all Queues) (any, error) {
				return nil, all.UnmakeAgent(a.Context(), a.PathValue("agent"))
			})},
	}
}

func (h *house) changeAgent(a *Asked, all Queues) (any, error) {
	order, number := BodyOf[AgentOrder](a), a.PathValue("agent")
	if order.Agent != "" && order.Agent != number {
		return nil, problem(http.StatusUnprocessableEntity, "agent is "+order.Agent+", and "+number+" in the path",
			"a body without agent: the number of an agent stays")
	}
	order.Agent = number
	return h.makeAgent(a, all, order, false)
}

// makeAgent makes an agent, or has one be another. Where they are rung is asked for like any call.
func (h *house) makeAgent(a *Asked, all Queues, order AgentOrder, fresh bool) (any, error) {
	a.Note("agent", order.Agent, "endpoint", order.Endpoint)
	if order.Endpoint != "" {
		if err := h.permit(a)(a.Context(), order.Endpoint); err != nil {
			return nil, err
		}
	}
	if err := all.MakeAgent(a.Context(), order, fresh); err != nil {
		return nil, err
	}
	a.SetPathValue("agent", order.Agent)
	return showAgent(a, all)
}
