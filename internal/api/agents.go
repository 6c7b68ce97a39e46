package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// AgentState is how things are with an agent.
type AgentState struct {
	ID       string            `json:"id" doc:"The agent's number."`
	Name     string            `json:"name,omitempty" doc:"The agent's name."`
	Presence string            `json:"presence" doc:"logged_out, available or on_break."`
	Work     string            `json:"work" doc:"idle, reserved, ringing, in_call, wrapup or external_call."`
	Reason   string            `json:"reason,omitempty" doc:"Why the agent is on a break."`
	Since    time.Time         `json:"since,omitzero" doc:"When that began."`
	Endpoint string            `json:"endpoint,omitempty" doc:"Where the agent is rung."`
	Standby  bool              `json:"standby,omitempty" doc:"Whether the agent is on the line all the time."`
	Device   string            `json:"device,omitempty" doc:"The state of the telephone, in Asterisk's words."`
	Queues   []string          `json:"queues" doc:"The queues that the agent is logged into."`
	Paused   map[string]string `json:"paused,omitempty" doc:"The queues in which the agent is paused, and why."`
	Queue    string            `json:"queue,omitempty" doc:"The queue whose caller the agent is busy with."`
	Call     string            `json:"call,omitempty" doc:"The caller's call."`
	Calls    int               `json:"calls" doc:"Calls of queues since midnight of the office's zone."`
	Missed   int               `json:"missed" doc:"Rings in a row that were not answered."`
	Talk     float64           `json:"talk" doc:"How long those calls were, in seconds."`
	// Occupancy is a share from 0 to 1; Online and Rest are in seconds.
	Occupancy  *float64     `json:"occupancy,omitempty" doc:"Of today without breaks, the share with calls and rests."`
	Online     float64      `json:"online" doc:"How long the agent was there today, in seconds."`
	Rest       float64      `json:"rest" doc:"How long the agent rested after calls today, in seconds."`
	BreakSince *time.Time   `json:"break_since,omitempty" doc:"Since when the agent is on a break of all queues."`
	PausedAt   PausedSince  `json:"paused_since,omitempty" doc:"Since when the agent is paused in each of these queues."`
	Pauses     []AgentPause `json:"pauses" doc:"Today's pauses, by queue and reason."`
	Made       bool         `json:"made,omitempty" doc:"Whether the agent was made by the API, and is not in ivr.yaml."`
}

// AgentStateOf is an agent for programs.
func AgentStateOf(v queue.AgentView) AgentState {
	s := AgentState{ID: v.ID, Name: v.Name, Presence: v.Presence, Work: v.Work, Reason: v.Reason, Since: v.Since,
		Endpoint: v.Endpoint, Standby: v.Standby != "", Device: string(v.Device), Queues: v.Queues, Paused: v.Paused,
		Queue: v.Queue, Call: v.Call, Calls: v.Calls, Missed: v.Missed, Talk: seconds(v.Talk), Made: v.Made}
	if s.Queues == nil {
		s.Queues = []string{}
	}
	s.Online, s.Rest = seconds(v.Online), seconds(v.Rested)
	if share, known := v.Occupancy(); known {
		s.Occupancy = new(rounded(share))
	}
	s.pauses(v)
	return s
}

// QueuesOrder says for which queues something is.
type QueuesOrder struct {
	Queues []string `json:"queues,omitempty" doc:"For these queues; for all of the agent's without it."`
}

// LoginOrder is who is there now.
type LoginOrder struct {
	Queues   []string `json:"queues,omitempty" doc:"For these queues; for all of the agent's without it."`
	Endpoint string   `json:"endpoint,omitempty" doc:"Where the agent is rung meanwhile: whom outbound allows."`
}

// PauseOrder says why, and where.
type PauseOrder struct {
	Queues []string `json:"queues,omitempty" doc:"In these queues; in all without it."`
	Reason string   `json:"reason,omitempty" doc:"Why, such as lunch."`
}

// Check says what is wrong with it.
func (o PauseOrder) Check() error {
	if len(o.Reason) > textMax {
		return problem(http.StatusUnprocessableEntity, "reason is too long", fmt.Sprintf("at most %d characters", textMax))
	}
	return nil
}

func (h *house) agentRoutes() []Route {
	const one = "/agents/{agent}"
	return append([]Route{
		{Method: http.MethodGet, Path: "/agents", Summary: "The agents, with what they do.", Scope: Read,
			Response: []AgentState{}, Serve: h.queues(listAgents)},
		{Method: http.MethodGet, Path: one, Summary: "One agent.", Scope: Read, Response: AgentState{},
			Serve: h.queues(showAgent)},
		{Method: http.MethodPost, Path: one + "/login", Summary: "Logs an agent in; no PIN is asked for.", Scope: Control,
			Request: LoginOrder{}, Response: AgentState{}, Serve: h.queues(h.logIn)},
		{Method: http.MethodPost, Path: one + "/logout", Summary: "Logs an agent out; a talk goes on.", Scope: Control,
			Request: QueuesOrder{}, Response: AgentState{}, Serve: h.queues(func(a *Asked, all Queues) (any, error) {
				o := BodyOf[QueuesOrder](a)
				return orderAgent(a, all, flows.AgentOrder{Do: flows.AgentLogout, Queues: o.Queues})
			})},
		{Method: http.MethodPost, Path: one + "/pause", Summary: "Pauses an agent; a talk goes on.", Scope: Control,
			Request: PauseOrder{}, Response: AgentState{}, Serve: h.queues(func(a *Asked, all Queues) (any, error) {
				o := BodyOf[PauseOrder](a)
				return orderAgent(a, all, flows.AgentOrder{Do: flows.AgentPause, Queues: o.Queues, Reason: o.Reason})
			})},
		{Method: http.MethodPost, Path: one + "/resume", Summary: "Ends an agent's pause.", Scope: Control,
			Request: QueuesOrder{}, Response: AgentState{}, Serve: h.queues(func(a *Asked, all Queues) (any, error) {
				o := BodyOf[QueuesOrder](a)
				return orderAgent(a, all, flows.AgentOrder{Do: flows.AgentResume, Queues: o.Queues})
			})},
		{Method: http.MethodPost, Path: one + "/ready", Summary: "Ends an agent's rest after a call.", Scope: Control,
			Response: AgentState{}, Serve: h.queues(func(a *Asked, all Queues) (any, error) {
				return orderAgent(a, all, flows.AgentOrder{Do: flows.AgentReady})
			})},
	}, slices.Concat(h.madeRoutes(), h.superviseRoutes())...)
}

func listAgents(a *Asked, all Queues) (any, error) {
	views, err := all.Agents(a.Context())
	return mapped(views, AgentStateOf), err
}

// agentNamed is the agent of the path.
func agentNamed(a *Asked, all Queues) (queue.AgentView, error) {
	number := a.PathValue("agent")
	v, err := all.AgentNamed(a.Context(), number)
	if errors.Is(err, flows.ErrNoAgent) {
		return v, problem(http.StatusNotFound, "there is no agent "+number, "a number that GET /agents shows")
	}
	return v, err
}

func showAgent(a *Asked, all Queues) (any, error) {
	v, err := agentNamed(a, all)
	if err != nil {
		return nil, err
	}
	return AgentStateOf(v), nil
}

// logIn has an agent be there. Where they want to be rung is asked for like any call.
func (h *house) logIn(a *Asked, all Queues) (any, error) {
	o := BodyOf[LoginOrder](a)
	if o.Endpoint != "" {
		if err := h.permit(a)(a.Context(), o.Endpoint); err != nil {
			return nil, err
		}
	}
	a.Note("endpoint", o.Endpoint)
	return orderAgent(a, all, flows.AgentOrder{Do: flows.AgentLogin, Queues: o.Queues, Endpoint: o.Endpoint})
}

// orderAgent does something with the agent of the path, and shows how things are then.
func orderAgent(a *Asked, all Queues, order flows.AgentOrder) (any, error) {
	order.Agent, order.By = a.PathValue("agent"), a.By
	if len(order.Queues) > variablesMax {
		return nil, problem(http.StatusUnprocessableEntity, "there are too many queues",
			fmt.Sprintf("at most %d; none means all", variablesMax))
	}
	a.Note("queues", order.Queues, "reason", order.Reason)
	if _, err := all.Agent(a.Context(), order); err != nil {
		return nil, err
	}
	return showAgent(a, all)
}
