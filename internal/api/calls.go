package api

import (
	"context"
	"net/http"
	"time"
)

// Calls makes, shows and ends calls. Errors are best a *[Problem].
type Calls interface {
	// Originate calls somebody. It returns as soon as the telephone is asked to ring.
	Originate(ctx context.Context, order Order, by string) (Placed, error)
	// List are the calls under way.
	List() []Call
	// Hangup ends one; false when there is none of that id.
	Hangup(ctx context.Context, id string) (bool, error)
}

// Placed is a call that rings.
type Placed struct {
	ID, Asterisk string
	// Wait waits until somebody has answered, or nobody will.
	Wait func(ctx context.Context) (Outcome, error)
}

// Outcome is what came of ringing.
type Outcome struct {
	Answered bool   `json:"answered" doc:"Whether somebody answered."`
	Cause    string `json:"cause,omitempty" doc:"Why nobody did, by its name in Q.850."`
	SIP      int    `json:"sip_status,omitempty" doc:"The status of SIP that said so."`
}

// Call is a call that is under way.
type Call struct {
	ID       string    `json:"id" doc:"The call's id, which is that of its channel."`
	Asterisk string    `json:"asterisk" doc:"The Asterisk that has it."`
	Channel  string    `json:"channel,omitempty" doc:"The channel's name."`
	From     string    `json:"from" doc:"Who called."`
	FromName string    `json:"from_name,omitempty" doc:"Their name."`
	To       string    `json:"to" doc:"Who was called."`
	Flow     string    `json:"flow,omitempty" doc:"The flow that is walked."`
	Step     string    `json:"step,omitempty" doc:"The step at which the call is."`
	Type     string    `json:"type,omitempty" doc:"The kind of that step."`
	Started  time.Time `json:"started" doc:"When the call began."`
	Since    time.Time `json:"since,omitzero" doc:"When it came to the step."`
	// Supervisors are those who hear it.
	Supervisors []Supervisor `json:"supervisors,omitempty" doc:"Who hears the talk beside those who talk."`
}

// Supervisor is somebody who hears a talk.
type Supervisor struct {
	From  string    `json:"from" doc:"The supervisor's telephone."`
	Mode  string    `json:"mode" doc:"listen, whisper or barge."`
	By    string    `json:"by,omitempty" doc:"Who had them come: the name of a token."`
	Since time.Time `json:"since" doc:"When they began to hear."`
}

func (h *house) callRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Path: "/calls", Summary: "The calls under way.", Scope: Read, Response: []Call{},
			Serve: h.listCalls},
		{Method: http.MethodGet, Path: "/calls/{id}", Summary: "One call under way.", Scope: Read, Response: Call{},
			Serve: h.showCall},
		{Method: http.MethodPost, Path: "/calls/{id}/hangup", Summary: "Hangs a call up.", Scope: Control,
			Serve: h.hangup},
	}
}

// noCalls is for a daemon that has none.
func noCalls() *Problem { return problem(http.StatusNotImplemented, "this daemon has no calls", "") }

func noCall(id string) *Problem {
	return problem(http.StatusNotFound, "there is no call "+id, "an id that GET /calls shows")
}

func (h *house) listCalls(*Asked) (any, error) {
	if h.Calls == nil {
		return nil, noCalls()
	}
	list := h.Calls.List()
	if list == nil {
		list = []Call{} // a list for those who count on one
	}
	return list, nil
}

func (h *house) showCall(a *Asked) (any, error) {
	if h.Calls == nil {
		return nil, noCalls()
	}
	for _, call := range h.Calls.List() {
		if call.ID == a.PathValue("id") {
			return call, nil
		}
	}
	return nil, noCall(a.PathValue("id"))
}

func (h *house) hangup(a *Asked) (any, error) {
	if h.Calls == nil {
		return nil, noCalls()
	}
	found, err := h.Calls.Hangup(a.Context(), a.PathValue("id"))
	switch {
	case err != nil:
		return nil, asProblem(err, http.StatusBadGateway)
	case !found:
		return nil, noCall(a.PathValue("id"))
	}
	return nil, nil
}
