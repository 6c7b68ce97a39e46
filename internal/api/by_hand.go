package api

import (
	"bytes"
	"context"
	"net/http"
	"reflect"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/hand"
)

// asteriskDoc is what the parameter asterisk means.
const asteriskDoc = "The Asterisk of ivr.yaml, by its name; the first without it."

// handRoutes are what a person does by hand: the operations of package hand.
func (h *house) handRoutes() []Route {
	var routes []Route
	for _, one := range hand.Operations() {
		routes = append(routes, h.handRoute(one))
	}
	return append(routes, h.eventsRoute(), h.callEventsRoute())
}

// handRoute serves one operation.
func (h *house) handRoute(one hand.Served) Route {
	route := Route{Method: one.Method, Path: one.Path, Summary: one.Summary, Scope: Read,
		Query: []Parameter{{Name: "asterisk", Doc: asteriskDoc}}, Response: one.Answer}
	if one.Changes {
		route.Scope = Control
	}
	order := reflect.TypeOf(one.Order)
	for i := range order.NumField() {
		if name := order.Field(i).Tag.Get("query"); name != "" {
			route.Query = append(route.Query, Parameter{Name: name, Doc: "Only those that fit."})
		}
	}
	if len(jsonFields(order)) > 0 {
		route.Request = one.Order
	}
	switch one.Answer.(type) {
	case hand.Nothing:
		route.Response = nil
	case hand.File:
		// Who may look at calls need not hear what people said.
		route.Response, route.Produces, route.Scope = nil, "application/octet-stream", Control
	}
	route.Serve = func(a *Asked) (any, error) {
		client, err := h.asterisk(a)
		if err != nil {
			return nil, err
		}
		answer, err := one.Serve(a.Context(), client, hand.Asked{Path: a.PathValue, Query: a.URL.Query().Get,
			Body: bytes.NewReader(a.Raw), Permit: h.permit(a)})
		if err != nil {
			return nil, asProblem(err, hand.StatusOf(err))
		}
		switch answer := answer.(type) {
		case hand.Nothing:
			return nil, nil
		case hand.File:
			return file(answer), nil
		}
		return answer, nil
	}
	return route
}

// permit asks the rules of who may be called; without any nobody is.
func (h *house) permit(a *Asked) func(context.Context, string) error {
	return func(ctx context.Context, endpoint string) error {
		if h.Permit == nil {
			return problem(http.StatusForbidden, "there are no rules of who may be reached", "")
		}
		return h.Permit(ctx, endpoint, a.By)
	}
}

// file is an answer of bytes. A browser shows none of it.
func file(content []byte) Written {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", "attachment")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(content) // a reader who is gone is no matter of ours
	}
}

// asterisk is the client of the Asterisk that a request is about.
func (h *house) asterisk(a *Asked) (*ari.Client, error) {
	return h.clientOf(a.URL.Query().Get("asterisk"))
}

// clientOf is the client of one of the file's Asterisks, of the first for "".
func (h *house) clientOf(name string) (*ari.Client, error) {
	if h.Asterisk == nil {
		return nil, problem(http.StatusNotImplemented, "this daemon does nothing by hand", "")
	}
	client, err := h.Asterisk(name)
	if err != nil {
		return nil, asProblem(err, http.StatusNotFound)
	}
	return client, nil
}
