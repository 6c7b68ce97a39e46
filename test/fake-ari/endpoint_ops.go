package fakeari

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

func endpointRoutes() []routeLine {
	const one = "endpoints/{tech}/{resource}"
	return []routeLine{
		{"GET", "endpoints", "endpoints.list", listEndpoints},
		{"PUT", "endpoints/sendMessage", "endpoints.sendMessage", sendMessage},
		{"POST", "endpoints/refer", "endpoints.refer", nil},
		{"GET", "endpoints/{tech}", "endpoints.listByTech", listEndpointsOf},
		{"GET", one, "endpoints.get", getEndpoint},
		{"PUT", one + "/sendMessage", "endpoints.sendMessageToEndpoint", sendMessageTo},
		{"POST", one + "/refer", "endpoints.referToEndpoint", nil},
	}
}

// SetState makes the endpoint "online" or "offline" in what is listed of it.
func (e *Endpoint) SetState(state string) {
	e.server.mu.Lock()
	defer e.server.mu.Unlock()
	e.state = state
	if a, is := parseAddress(e.name); is {
		e.server.tellDevice(a.endpoint)
	}
}

// view is the endpoint as it is listed; Local addresses and stars are not.
func (e *Endpoint) view() (endpointView, bool) {
	a, is := parseAddress(e.name)
	if !is || a.local() || strings.HasSuffix(e.name, "*") {
		return endpointView{}, false
	}
	_, resource, _ := strings.Cut(a.endpoint, "/")
	view := endpointView{Technology: a.technology, Resource: resource, State: e.state, ChannelIDs: []string{}}
	for _, l := range e.legs {
		if l.ending == nil {
			view.ChannelIDs = append(view.ChannelIDs, l.channel.id)
		}
	}
	return view, true
}

// endpointViews are all endpoints of a technology, or of all.
func (s *Server) endpointViews(technology string) []endpointView {
	views := []endpointView{}
	for _, name := range slices.Sorted(maps.Keys(s.phones)) {
		view, listed := s.phones[name].view()
		if listed && (technology == "" || strings.EqualFold(view.Technology, technology)) {
			views = append(views, view)
		}
	}
	return views
}

func listEndpoints(s *Server, _ *ask) reply { return ok(s.endpointViews("")) }

func listEndpointsOf(s *Server, a *ask) reply {
	technology := a.params.text("tech")
	views := s.endpointViews(technology)
	if len(views) == 0 && !strings.EqualFold(technology, "PJSIP") {
		return failed(http.StatusNotFound, "No Endpoints found - invalid tech %s", technology)
	}
	return ok(views)
}

func (s *Server) listed(technology, resource string) (endpointView, bool) {
	for _, view := range s.endpointViews(technology) {
		if view.Resource == resource {
			return view, true
		}
	}
	return endpointView{}, false
}

func getEndpoint(s *Server, a *ask) reply {
	view, known := s.listed(a.params.text("tech"), a.params.text("resource"))
	if !known {
		return failed(http.StatusNotFound, "Endpoint not found")
	}
	return ok(view)
}
