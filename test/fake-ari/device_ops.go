package fakeari

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

func deviceRoutes() []routeLine {
	const one = "deviceStates/{deviceName}"
	return []routeLine{
		{"GET", "deviceStates", "deviceStates.list", listDevices},
		{"GET", one, "deviceStates.get", getDevice},
		{"PUT", one, "deviceStates.update", updateDevice},
		{"DELETE", one, "deviceStates.delete", deleteDevice},
	}
}

// Device is the state of a device that an application has set, "Stasis:NAME", or
// nothing.
func (s *Server) Device(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.devices[name]
}

func controlledDevice(name string) bool { return strings.HasPrefix(name, "Stasis:") }

func (s *Server) deviceView(name string) deviceView {
	state, known := s.devices[name]
	switch {
	case known:
	case controlledDevice(name):
		state = "UNKNOWN"
	default:
		state = s.deviceOf(name)
	}
	return deviceView{Name: name, State: state}
}

func listDevices(s *Server, _ *ask) reply {
	views := []deviceView{}
	for _, name := range slices.Sorted(maps.Keys(s.devices)) {
		views = append(views, s.deviceView(name))
	}
	return ok(views)
}

func getDevice(s *Server, a *ask) reply { return ok(s.deviceView(a.params.text("deviceName"))) }

func updateDevice(s *Server, a *ask) reply {
	name, state := a.params.text("deviceName"), a.params.text("deviceState")
	known := []string{
		"NOT_INUSE", "INUSE", "BUSY", "INVALID", "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD",
	}
	switch {
	case !controlledDevice(name):
		return failed(http.StatusConflict, "Uncontrolled device specified")
	case !slices.Contains(known, state):
		return failed(http.StatusInternalServerError, "Unknown device")
	}
	if s.devices[name] != state {
		s.devices[name] = state
		s.publishDevice(deviceView{Name: name, State: state})
		s.notify()
	}
	return noContent()
}

func deleteDevice(s *Server, a *ask) reply {
	name := a.params.text("deviceName")
	if !controlledDevice(name) {
		return failed(http.StatusConflict, "Uncontrolled device specified")
	}
	delete(s.devices, name)
	s.notify()
	return noContent()
}
