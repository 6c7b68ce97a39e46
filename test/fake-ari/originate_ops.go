package fakeari

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// allocationFailed is what Asterisk says of nearly everything that it cannot make.
func allocationFailed() reply {
	return reply{status: http.StatusInternalServerError, body: struct {
		Error string `json:"error"`
	}{"Allocation failed"}}
}

// originateChannel makes an outgoing leg and dials it; it comes to where it is
// wanted when it is answered.
func originateChannel(s *Server, a *ask) reply {
	to, refusal := s.destination(a)
	if refusal.status != 0 {
		return refusal
	}
	goal, refusal := a.goal()
	if refusal.status != 0 {
		return refusal
	}
	ch, refusal := s.newLeg(a, to)
	if ch == nil {
		return refusal
	}
	ch.origination = goal
	ch.dialplan.AppName, ch.dialplan.AppData = "AppDial2", "(Outgoing Line)"
	ch.caller = parseCallerID(a.params.text("callerId"))
	ch.connected = ch.caller
	ch.setVariables(a.params.variables())
	if app := s.apps[goal.app]; app != nil {
		app.subscribeChannel(ch)
		if ch.half != nil {
			app.subscribeChannel(ch.half)
		}
	}
	view := ch.view()
	timeout := time.Duration(a.params.number("timeout", 0)) * time.Second
	switch {
	case timeout < 0:
		timeout = 0
	case timeout == 0:
		timeout = originateWait
	}
	ch.dial(timeout)
	return ok(view)
}

// goal reads where the leg shall go.
func (a *ask) goal() (*origination, reply) {
	app, exten, label := a.params.text("app"), a.params.text("extension"), a.params.text("label")
	switch {
	case a.params.text("originator") != "" && a.params.text("formats") != "":
		return nil, failed(http.StatusBadRequest, "Originator and formats can't both be specified")
	case app != "":
		return &origination{app: app, args: listOf(a.params.text("appArgs"))}, reply{}
	case exten == "":
		return nil, failed(http.StatusBadRequest, "Application or extension must be specified")
	}
	to := dialplanView{Context: orElse(a.params.text("context"), "default"), Exten: exten}
	to.Priority = max(a.params.number("priority", 1), 1)
	if label != "" {
		number, err := strconv.Atoi(label)
		switch {
		case err != nil:
			return nil, failed(http.StatusNotFound, "Requested label can not be found")
		case number == 0:
			return nil, failed(http.StatusBadRequest, "Requested priority is illegal")
		}
		to.Priority = number
	}
	return &origination{to: to}, reply{}
}

// destination reads whom to dial.
func (s *Server) destination(a *ask) (address, reply) {
	endpoint, id := a.params.text("endpoint"), a.params.text("channelId")
	if endpoint == "" {
		return address{}, failed(http.StatusBadRequest, "Endpoint must be specified")
	}
	to, is := parseAddress(endpoint)
	switch {
	case !is:
		return address{}, failed(http.StatusBadRequest, "Invalid endpoint specified")
	case len(id) > channelIDMax, len(a.params.text("otherChannelId")) > channelIDMax:
		return address{}, failed(http.StatusBadRequest, "Uniqueid length exceeds maximum of %d", channelIDMax)
	}
	return to, reply{}
}

// newLeg makes an outgoing channel that is not dialled yet. Of a technology other
// than Local only those are known that Server.Endpoint knows.
func (s *Server) newLeg(a *ask, to address) (*channel, reply) {
	id, other, originator := a.params.text("channelId"), a.params.text("otherChannelId"), a.params.text("originator")
	asks := s.channels[originator]
	switch {
	case originator != "" && asks == nil && !strings.HasSuffix(a.path, "create"):
		return nil, failed(http.StatusBadRequest, "Provided originator channel was not found")
	case s.channels[id] != nil, to.local() && s.channels[other] != nil:
		return nil, failed(http.StatusConflict, "Channel with given unique ID already exists")
	case !to.local() && s.phone(to.whole) == nil:
		return nil, allocationFailed()
	}
	ch := s.newChannel(id, to.endpoint, stateDown)
	ch.address = to
	ch.dialplan = dialplanView{Context: to.context, Exten: to.exten, Priority: 1}
	if to.local() {
		ch.name += ";1"
		s.newHalf(ch, other)
	}
	return ch, reply{}
}

// setVariables sets what a request brought along.
func (ch *channel) setVariables(values map[string]string, reported map[string]bool) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		ch.setVariable(name, values[name], reported[name])
	}
}

// parseCallerID reads `Ann <100>`, `"Ann" <100>` or a bare number.
func parseCallerID(text string) callerView {
	name, rest, angle := strings.Cut(text, "<")
	if angle {
		number, _, _ := strings.Cut(rest, ">")
		return callerView{Name: strings.Trim(strings.TrimSpace(name), `"`), Number: strings.TrimSpace(number)}
	}
	text = strings.TrimSpace(text)
	if strings.Trim(text, "+0123456789*#") == "" {
		return callerView{Number: text}
	}
	return callerView{Name: strings.Trim(text, `"`)}
}
