package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// Made is the answer to an order: the call that was made.
type Made struct {
	ID       string `json:"id" doc:"The call's id, which is that of its channel."`
	Asterisk string `json:"asterisk" doc:"The Asterisk that has it."`
	// Outcome is what came of ringing, if who asked has waited.
	Outcome *Outcome `json:"outcome,omitempty" doc:"What came of ringing, if the request waited for that."`
}

func (h *house) originateRoutes() []Route {
	return []Route{{Method: http.MethodPost, Path: "/originate", Summary: "Calls somebody.", Scope: Originate,
		Doc: "Who answers walks a flow, goes on in the dialplan, joins a bridge (which needs the scope control as " +
			"well), or is connected with somebody else (click-to-call). Whom one may call says outbound in ivr.yaml.",
		Header:  onceHeader(),
		Query:   []Parameter{{Name: "wait", Doc: "true to wait until somebody has answered, or nobody will."}},
		Request: Order{}, Response: Made{}, Status: http.StatusCreated, Lasts: true, Serve: h.originate}}
}

func (h *house) originate(a *Asked) (any, error) {
	wait := a.URL.Query().Get("wait")
	switch {
	case h.Calls == nil:
		return nil, noCalls()
	case wait != "" && wait != "true" && wait != "false":
		return nil, problem(http.StatusBadRequest, "wait is "+wait, "true, false")
	case BodyOf[Order](a).Bridge != "" && !h.controls(a.By): // who joins a bridge hears what is said there
		return nil, problem(http.StatusForbidden, fmt.Sprintf("the token %s may have nobody join a bridge", a.By),
			"a token with the scopes originate and control")
	}
	o, answer, err := h.begin(a.Context(), a)
	if o == nil {
		return answer, err
	}
	order := BodyOf[Order](a).turned()
	a.Note("endpoint", order.Endpoint, "connect", order.Connect)
	placed, err := h.place(a.Context(), order, a.By)
	if err != nil {
		p := asProblem(err, http.StatusBadGateway)
		o.failed(p)
		return nil, p
	}
	made := Made{ID: placed.ID, Asterisk: placed.Asterisk}
	o.done(http.StatusCreated, made)
	a.Note("call", placed.ID)
	if wait != "true" || placed.Wait == nil {
		return made, nil
	}
	ctx, cancel := context.WithTimeout(a.Context(), waitMost)
	defer cancel()
	outcome, err := placed.Wait(ctx)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return made, nil // it rings still
		}
		return nil, asProblem(err, http.StatusBadGateway)
	}
	made.Outcome = &outcome
	o.done(http.StatusCreated, made)
	return made, nil
}

// controls tells whether who asks may do something to calls of others.
func (h *house) controls(by string) bool {
	if h.Master == "" && len(h.Tokens) == 0 || by == master {
		return true
	}
	return slices.ContainsFunc(h.Tokens, func(token Token) bool {
		return token.Name == by && (len(token.Scopes) == 0 || slices.Contains(token.Scopes, string(Control)))
	})
}

// place has a telephone ring. It goes to its end though who asked has gone:
// whether somebody was called must be known.
func (h *house) place(ctx context.Context, order Order, by string) (Placed, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workTime)
	defer cancel()
	return h.Calls.Originate(ctx, order, by)
}

// turned is the order with who is called first as its endpoint.
func (o Order) turned() Order {
	if o.Order == customerFirst {
		o.Endpoint, o.Connect = o.Connect, o.Endpoint
	}
	o.Order = ""
	return o
}
