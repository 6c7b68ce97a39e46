package fakeari

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

func applicationRoutes() []routeLine {
	const one = "applications/{applicationName}"
	return []routeLine{
		{"GET", "applications", "applications.list", listApplications},
		{"GET", one, "applications.get", onApplication(nothing)},
		{"POST", one + "/subscription", "applications.subscribe", onApplication(subscribe)},
		{"DELETE", one + "/subscription", "applications.unsubscribe", onApplication(unsubscribe)},
		{"PUT", one + "/eventFilter", "applications.filter", onApplication(filterEvents)},
	}
}

// nothing is what is done with an application that is only looked at.
func nothing(*Server, *ask, *application) reply { return reply{} }

func listApplications(s *Server, _ *ask) reply {
	views := make([]applicationView, 0, len(s.apps))
	for _, name := range slices.Sorted(maps.Keys(s.apps)) {
		views = append(views, s.apps[name].view())
	}
	return ok(views)
}

// onApplication finds the application, does something with it, and answers with
// how it then is unless that was refused.
func onApplication(do func(*Server, *ask, *application) reply) func(*Server, *ask) reply {
	return func(s *Server, a *ask) reply {
		app := s.apps[a.params.text("applicationName")]
		if app == nil {
			return failed(http.StatusNotFound, "Application not found")
		}
		if refusal := do(s, a, app); refusal.status != 0 {
			return refusal
		}
		return ok(app.view())
	}
}

// source is something that an application can subscribe to.
type source struct {
	scheme, id string
	channel    *channel
	bridge     *bridge
}

// sources reads what was named; those that do not exist have neither channel nor
// bridge.
func (s *Server) sources(uris []string) ([]source, reply) {
	if len(uris) == 0 {
		return nil, failed(http.StatusBadRequest, "Missing parameter eventSource")
	}
	var found []source
	for _, uri := range uris {
		scheme, id, colon := strings.Cut(uri, ":")
		one := source{scheme: scheme, id: id}
		switch {
		case !colon:
			return nil, failed(http.StatusBadRequest, "Invalid event source URI scheme")
		case scheme == "channel":
			one.channel = s.channels[id]
		case scheme == "bridge":
			one.bridge = s.bridges[id]
		case scheme != "endpoint" && scheme != "deviceState":
			return nil, failed(http.StatusBadRequest, "Invalid event source URI scheme")
		}
		found = append(found, one)
	}
	return found, reply{}
}

func subscribe(s *Server, a *ask, app *application) reply {
	sources, refusal := s.sources(a.params.list("eventSource"))
	if sources == nil {
		return refusal
	}
	for _, one := range sources {
		// What is named before it stays subscribed to.
		if one.channel == nil && one.scheme == "channel" || one.bridge == nil && one.scheme == "bridge" {
			return failed(http.StatusUnprocessableEntity, "Event source does not exist")
		}
		switch one.scheme {
		case "channel":
			app.subscribeChannel(one.channel)
		case "bridge":
			app.subscribeBridge(one.bridge)
		case "endpoint":
			app.endpoints[one.id]++
			if s.endpoints[one.id] == nil {
				s.endpoints[one.id] = map[*application]struct{}{}
			}
			s.endpoints[one.id][app] = struct{}{}
		case "deviceState":
			app.devices[one.id]++
		}
	}
	return reply{}
}

func unsubscribe(s *Server, a *ask, app *application) reply {
	sources, refusal := s.sources(a.params.list("eventSource"))
	if sources == nil {
		return refusal
	}
	for _, one := range sources {
		known := false
		switch one.scheme {
		case "channel":
			known = one.channel != nil && app.unsubscribeChannel(one.channel)
		case "bridge":
			known = one.bridge != nil && app.unsubscribeBridge(one.bridge)
		case "endpoint":
			known = app.endpoints[one.id] > 0
			delete(app.endpoints, one.id)
			delete(s.endpoints[one.id], app)
		case "deviceState":
			known = app.devices[one.id] > 0
			delete(app.devices, one.id)
		}
		if !known {
			return failed(http.StatusUnprocessableEntity, "Event source was not subscribed to")
		}
	}
	return reply{}
}

// filterEvents takes the two lists of types; an empty body clears both, and of a
// body that names one the other stays.
func filterEvents(_ *Server, a *ask, app *application) reply {
	read := func(name string, into *[]string) bool {
		raw, given := a.params.body[name]
		if !given {
			return true
		}
		var types []struct {
			Type string `json:"type"`
		}
		if json.Unmarshal(raw, &types) != nil {
			return false
		}
		*into = nil
		for _, t := range types {
			*into = append(*into, t.Type)
		}
		return true
	}
	allowed, disallowed := app.allowed, app.disallowed
	if len(a.params.body) == 0 {
		allowed, disallowed = nil, nil
	}
	if !read("allowed", &allowed) || !read("disallowed", &disallowed) {
		return failed(http.StatusBadRequest, "Invalid format definition")
	}
	app.allowed, app.disallowed = allowed, disallowed
	return reply{}
}
