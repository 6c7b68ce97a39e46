package fakeari

import (
	"encoding/json"
	"net/http"
	"strings"
)

func eventRoutes() []routeLine {
	return []routeLine{
		{"GET", "events", "events.eventWebsocket", refuseSocket},
		{"POST", "events/user/{eventName}", "events.userEvent", sendUserEvent},
		{"POST", "events/claim", "events.claimChannel", refuseClaim},
	}
}

// refuseSocket answers who asks for the socket without asking for an upgrade.
func refuseSocket(*Server, *ask) reply { return reply{status: http.StatusUpgradeRequired} }

func refuseClaim(*Server, *ask) reply {
	return failed(http.StatusNotImplemented,
		"Broadcast functionality not available (res_stasis_broadcast not loaded)")
}

// sendUserEvent sends an event of the client's own making to an application and
// nobody else, with snapshots of the objects it names.
func sendUserEvent(s *Server, a *ask) reply {
	name := a.params.text("application")
	if name == "" {
		return failed(http.StatusBadRequest, "Missing parameter application")
	}
	app := s.apps[name]
	if app == nil {
		return failed(http.StatusNotFound, "Application not found")
	}
	e := event{Type: "ChannelUserevent", EventName: a.params.text("eventName"), UserEvent: map[string]any{}}
	_ = json.Unmarshal(a.params.body["variables"], &e.UserEvent)
	if e.UserEvent == nil {
		e.UserEvent = map[string]any{}
	}
	e.UserEvent["eventname"] = e.EventName
	for _, uri := range a.params.list("source") {
		scheme, id, _ := strings.Cut(uri, ":")
		switch scheme {
		case "channel":
			ch := s.channels[id]
			if ch == nil {
				return failed(http.StatusUnprocessableEntity, "Event source was not found")
			}
			e.Channel = ch.view()
		case "bridge":
			b := s.bridges[id]
			if b == nil {
				return failed(http.StatusUnprocessableEntity, "Event source was not found")
			}
			e.Bridge = b.view()
		case "endpoint":
		default:
			return failed(http.StatusBadRequest, "Invalid event source URI scheme")
		}
	}
	s.publishOnly(e, app)
	return noContent()
}
