package fakeari

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

type valueView struct {
	Value string `json:"value"`
}

type valuesView struct {
	Variables map[string]string `json:"variables"`
}

// read gives a variable or one of the few functions the fake knows; a status
// other than 200 tells what is wrong.
func (ch *channel) read(name string) (string, int) {
	function, isFunction := strings.CutSuffix(name, ")")
	if !isFunction {
		switch name {
		case "EXTEN":
			return ch.dialplan.Exten, http.StatusOK
		case "CONTEXT":
			return ch.dialplan.Context, http.StatusOK
		case "PRIORITY":
			return strconv.Itoa(ch.dialplan.Priority), http.StatusOK
		case "UNIQUEID":
			return ch.id, http.StatusOK
		case "CHANNEL":
			return ch.name, http.StatusOK
		}
		if value, known := ch.variables[name]; known {
			return value, http.StatusOK
		}
		return "", http.StatusNotFound
	}
	switch strings.ToUpper(strings.ReplaceAll(function, " ", "")) {
	case "CHANNEL(NAME":
		return ch.name, http.StatusOK
	case "CHANNEL(STATE":
		return ch.state, http.StatusOK
	case "CHANNEL(LANGUAGE":
		return ch.language, http.StatusOK
	case "CALLERID(NUM":
		return ch.caller.Number, http.StatusOK
	case "CALLERID(NAME":
		return ch.caller.Name, http.StatusOK
	case "CONNECTEDLINE(NUM":
		return ch.connected.Number, http.StatusOK
	case "CONNECTEDLINE(NAME":
		return ch.connected.Name, http.StatusOK
	}
	if value, known := ch.variables[name]; known {
		return value, http.StatusOK
	}
	return "", http.StatusInternalServerError
}

func (ch *channel) readReply(name string) (string, reply) {
	value, status := ch.read(name)
	switch status {
	case http.StatusNotFound:
		rep := failed(status, "Provided variable was not found")
		rep.reason = "Variable Not Found"
		return "", rep
	case http.StatusInternalServerError:
		rep := failed(status, "Unable to read provided function")
		rep.reason = "Error With Function"
		return "", rep
	}
	return value, reply{}
}

func (s *Server) readable(a *ask) (*channel, reply) {
	ch := s.channels[a.params.text("channelId")]
	if ch == nil {
		rep := failed(http.StatusNotFound, "Provided channel was not found")
		rep.reason = "Channel Not Found"
		return nil, rep
	}
	return ch, reply{}
}

func getChannelVar(s *Server, a *ask) reply {
	name := a.params.text("variable")
	if name == "" {
		return failed(http.StatusBadRequest, "Variable name is required")
	}
	ch, refusal := s.readable(a)
	if ch == nil {
		return refusal
	}
	value, refusal := ch.readReply(name)
	if refusal.status != 0 {
		return refusal
	}
	return ok(valueView{value})
}

func getChannelVars(s *Server, a *ask) reply {
	names := a.params.list("variables")
	if len(names) == 0 {
		return failed(http.StatusBadRequest, "At least one variable name is required")
	}
	ch, refusal := s.readable(a)
	if ch == nil {
		return refusal
	}
	values := map[string]string{}
	for _, name := range names {
		value, refusal := ch.readReply(name)
		if refusal.status != 0 {
			return refusal
		}
		values[name] = value
	}
	return ok(valuesView{values})
}

func setChannelVar(s *Server, a *ask) reply {
	name := a.params.text("variable")
	if name == "" {
		return failed(http.StatusBadRequest, "Variable name is required")
	}
	ch, refusal := s.controlled(a)
	if ch == nil {
		return refusal
	}
	value, report := a.params.text("value"), a.params.flag("report_events")
	return ch.now(func(ch *channel) bool {
		ch.setVariable(name, value, report)
		return true
	}, failed(http.StatusBadRequest, "Failed to execute function"))
}

func setChannelVars(s *Server, a *ask) reply {
	values, reported := a.params.variables()
	if len(values) == 0 {
		return failed(http.StatusBadRequest, "The 'variables' field is required")
	}
	ch, refusal := s.controlled(a)
	if ch == nil {
		return refusal
	}
	return ch.now(func(ch *channel) bool {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			ch.setVariable(name, values[name], reported[name])
		}
		return true
	}, failed(http.StatusBadRequest, "Failed to execute function"))
}
