package fakeari

import (
	"net/http"
)

func asteriskRoutes() []routeLine {
	const dynamic = "asterisk/config/dynamic/{configClass}/{objectType}/{id}"
	return []routeLine{
		{"GET", "asterisk/ping", "asterisk.ping", ping},
		{"GET", "asterisk/info", "asterisk.getInfo", info},
		{"GET", "asterisk/variable", "asterisk.getGlobalVar", getGlobal},
		{"POST", "asterisk/variable", "asterisk.setGlobalVar", setGlobal},
		{"GET", "asterisk/modules", "asterisk.listModules", nil},
		{"GET", "asterisk/modules/{moduleName}", "asterisk.getModule", nil},
		{"POST", "asterisk/modules/{moduleName}", "asterisk.loadModule", nil},
		{"DELETE", "asterisk/modules/{moduleName}", "asterisk.unloadModule", nil},
		{"PUT", "asterisk/modules/{moduleName}", "asterisk.reloadModule", nil},
		{"GET", "asterisk/logging", "asterisk.listLogChannels", nil},
		{"POST", "asterisk/logging/{logChannelName}", "asterisk.addLog", nil},
		{"DELETE", "asterisk/logging/{logChannelName}", "asterisk.deleteLog", nil},
		{"PUT", "asterisk/logging/{logChannelName}/rotate", "asterisk.rotateLog", nil},
		{"GET", dynamic, "asterisk.getObject", nil},
		{"PUT", dynamic, "asterisk.updateObject", nil},
		{"DELETE", dynamic, "asterisk.deleteObject", nil},
	}
}

func ping(s *Server, _ *ask) reply {
	return ok(struct {
		Ping       string `json:"ping"`
		Timestamp  string `json:"timestamp"`
		AsteriskID string `json:"asterisk_id"`
	}{"pong", timeText(s.clock()), s.options.EntityID})
}

// info is what the server says of itself, in parts that may be asked for singly.
func info(s *Server, a *ask) reply {
	parts := map[string]any{
		"build": map[string]string{
			"os": "Linux", "kernel": "unknown", "machine": "unknown",
			"options": "", "date": "", "user": "nobody",
		},
		"system": map[string]string{"version": "22.10.1", "entity_id": s.options.EntityID},
		"config": map[string]any{
			"name": "", "default_language": s.options.Language,
			"setid": map[string]string{"user": "", "group": ""},
		},
		"status": map[string]string{
			"startup_time": timeText(s.started), "last_reload_time": timeText(s.started),
		},
	}
	only := a.params.list("only")
	if len(only) == 0 {
		return ok(parts)
	}
	chosen := map[string]any{}
	for _, name := range only {
		if part, known := parts[name]; known {
			chosen[name] = part
		}
	}
	return ok(chosen)
}

func getGlobal(s *Server, a *ask) reply {
	name := a.params.text("variable")
	if name == "" {
		return failed(http.StatusBadRequest, "Variable name is required")
	}
	return ok(valueView{s.globals[name]})
}

func setGlobal(s *Server, a *ask) reply {
	name := a.params.text("variable")
	if name == "" {
		return failed(http.StatusBadRequest, "Variable name is required")
	}
	s.globals[name] = a.params.text("value")
	return noContent()
}
