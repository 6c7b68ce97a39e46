package fakeari

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

func bridgeRoutes() []routeLine {
	const one = "bridges/{bridgeId}"
	return []routeLine{
		{"GET", "bridges", "bridges.list", listBridges},
		{"POST", "bridges", "bridges.create", createBridge},
		{"POST", one, "bridges.createWithId", createBridge},
		{"GET", one, "bridges.get", getBridge},
		{"DELETE", one, "bridges.destroy", destroyBridge},
		{"GET", one + "/variable", "bridges.getBridgeVar", nil},
		{"POST", one + "/variable", "bridges.setBridgeVar", nil},
		{"GET", one + "/variables", "bridges.getBridgeVars", nil},
		{"POST", one + "/variables", "bridges.setBridgeVars", nil},
		{"POST", one + "/addChannel", "bridges.addChannel", addChannel},
		{"POST", one + "/removeChannel", "bridges.removeChannel", removeChannel},
		{"POST", one + "/videoSource/{channelId}", "bridges.setVideoSource", nil},
		{"DELETE", one + "/videoSource", "bridges.clearVideoSource", nil},
		{"POST", one + "/moh", "bridges.startMoh", startBridgeMOH},
		{"DELETE", one + "/moh", "bridges.stopMoh", stopBridgeMOH},
		{"POST", one + "/play", "bridges.play", playOnBridge},
		{"POST", one + "/play/{playbackId}", "bridges.playWithId", playOnBridge},
		{"POST", one + "/record", "bridges.record", recordBridge},
	}
}

func (s *Server) findBridge(a *ask) (*bridge, reply) {
	if b := s.bridges[a.params.text("bridgeId")]; b != nil {
		return b, reply{}
	}
	return nil, failed(http.StatusNotFound, "Bridge not found")
}

func listBridges(s *Server, _ *ask) reply {
	views := make([]*bridgeView, 0, len(s.bridges))
	for _, id := range slices.Sorted(maps.Keys(s.bridges)) {
		views = append(views, s.bridges[id].view())
	}
	return ok(views)
}

func getBridge(s *Server, a *ask) reply {
	b, refusal := s.findBridge(a)
	if b == nil {
		return refusal
	}
	return ok(b.view())
}

func createBridge(s *Server, a *ask) reply {
	id := a.params.text("bridgeId")
	kind := bridgeKind(a.params.text("type"))
	switch {
	case s.bridges[id] != nil:
		return failed(http.StatusConflict, "Bridge with id '%s' already exists", id)
	case kind == "":
		rep := failed(http.StatusInternalServerError, "Unable to create bridge")
		if id == "" {
			rep = failed(rep.status, "Unable to create bridge. Possible duplicate bridge id '(null)'")
		}
		rep.reason = "Internal Error"
		return rep
	}
	if id == "" {
		id = fmt.Sprintf("bridge-%08x", s.nextID())
	}
	b := &bridge{server: s, id: id, name: a.params.text("name"), kind: kind, created: time.Now()}
	s.bridges[id] = b
	s.publish(event{Type: "BridgeCreated", Bridge: b.view()}, nil, "")
	s.notify()
	return ok(b.view())
}

func destroyBridge(s *Server, a *ask) reply {
	b, refusal := s.findBridge(a)
	if b == nil {
		return refusal
	}
	b.destroy()
	return noContent()
}

// members finds the channels that a bridge is asked to take or to give up.
func (s *Server) members(a *ask) ([]*channel, reply) {
	var found []*channel
	for _, id := range a.params.list("channel") {
		if id == "" {
			continue
		}
		ch := s.channels[id]
		switch {
		case ch == nil:
			return nil, failed(http.StatusBadRequest, "Channel not found")
		case ch.app == nil:
			return nil, failed(http.StatusUnprocessableEntity, "Channel not in Stasis application")
		}
		found = append(found, ch)
	}
	if len(found) == 0 {
		return nil, failed(http.StatusBadRequest, "Missing parameter channel")
	}
	return found, reply{}
}

func addChannel(s *Server, a *ask) reply {
	b, refusal := s.findBridge(a)
	if b == nil {
		return refusal
	}
	channels, refusal := s.members(a)
	if channels == nil {
		return refusal
	}
	for _, ch := range channels {
		if ch.recording() {
			return failed(http.StatusConflict, "Channel %s currently recording", ch.id)
		}
	}
	how := joining{
		role: a.params.text("role"), absorb: a.params.flag("absorbDTMF"), mute: a.params.flag("mute"),
	}
	return inTurn(channels, func(ch *channel) { b.join(ch, how) })
}

func removeChannel(s *Server, a *ask) reply {
	b, refusal := s.findBridge(a)
	if b == nil {
		return refusal
	}
	channels, refusal := s.members(a)
	if channels == nil {
		return refusal
	}
	for _, ch := range channels {
		if ch.bridge != b {
			return failed(http.StatusUnprocessableEntity, "Channel not in this bridge")
		}
	}
	return inTurn(channels, func(ch *channel) {
		if ch.bridge == b {
			ch.leaveBridge()
		}
	})
}

// inTurn does something on each channel's thread, the next one only when the one
// before has had it. What becomes of it does not change the answer.
func inTurn(channels []*channel, do func(*channel)) reply {
	step := func(ch *channel) bool { do(ch); return true }
	ch := channels[0]
	rep := ch.now(step, noContent())
	if len(channels) == 1 || rep.wait == nil {
		return rep
	}
	rep.then = func() reply { return inTurn(channels[1:], do) }
	return rep
}

func startBridgeMOH(s *Server, a *ask) reply {
	b, refusal := s.findBridge(a)
	if b == nil {
		return refusal
	}
	b.music = a.params.text("mohClass")
	if b.music == "" {
		b.music = "default"
	}
	return noContent()
}

func stopBridgeMOH(s *Server, a *ask) reply {
	b, refusal := s.findBridge(a)
	if b == nil {
		return refusal
	}
	if b.music == "" {
		return failed(http.StatusConflict, "Bridge isn't playing music")
	}
	b.music = ""
	return noContent()
}

func playOnBridge(s *Server, a *ask) reply {
	b, refusal := s.findBridge(a)
	if b == nil {
		return refusal
	}
	p, refusal := s.newPlayback(a, "bridge:"+b.id, s.options.Language)
	if p == nil {
		return refusal
	}
	p.queue = &b.announcer
	p.progress = func() {}
	p.lost = func() bool { return b.gone }
	p.publish = b.publish
	p.listeners = func() []*Call { return callsOf(b.members...) }
	p.sounds = func(on bool) {
		b.sounding = nil
		if on {
			b.sounding = p
		}
	}
	return p.begin()
}
