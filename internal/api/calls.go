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

// ofTheAsked is said of routes that know the calls of one instance.
const ofTheAsked = "Of several instances each has calls of its own: those of the one that is asked are meant."

func (h *house) callRoutes() []Route {
	return []Route{
		{Method: http.MethodGet, Path: "/calls", Summary: "The calls under way.", Scope: Read, Response: []Call{},
			Doc: ofTheAsked, Serve: h.listCalls},
		{Method: http.MethodGet, Path: "/calls/{id}", Summary: "One call under way.", Scope: Read, Response: Call{},
			Doc: ofTheAsked, Serve: h.showCall},
		{Method: http.MethodPost, Path: "/calls/{id}/hangup", Summary: "Hangs a call up.", Scope: Control,
			Doc: ofTheAsked, Serve: h.hangup},
	}
}

// noCalls is for a daemon that has none.
func noCalls() *Problem { return problem(http.StatusNotImplemented, "this daemon has no calls", "") }

// noCall tells that there is no call, and where there are other instances that one of them may have it.
func (h *house) noCall(ctx context.Context, id string) *Problem {
	const accepted = "an id that GET /calls shows"
	if h.Instances != nil {
		if now, err := h.Instances.Now(ctx); err == nil && (len(now.Instances) > 1 || now.Away != "") {
			return problem(http.StatusNotFound, "the instance "+now.Instance+" has no call "+id+"; another one may have it",
				accepted+"; ask the other instances, which GET /cluster names")
		}
	}
	return problem(http.StatusNotFound, "there is no call "+id, accepted)
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
	return nil, h.noCall(a.Context(), a.PathValue("id"))
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
		return nil, h.noCall(a.Context(), a.PathValue("id"))
	}
	return nil, nil
}
