package contract

import "github.com/ariapp/ariapp/ari"

func onwardLaws() []law {
	return []law{
		{"a leg that was answered can be sent to the dialplan, also out of a bridge", legContinues},
		{"a leg can be moved, and who created it hears of its end", legMoves},
		{"a ringing leg outlives its bridge and can still be answered", ringingOutlivesBridge},
		{"what an unanswered leg cannot do is refused, also while it rings", ringingIsPrecondition},
	}
}

func legContinues(h *house) {
	for _, bridged := range []bool{false, true} {
		id, callee := h.leg()
		if bridged {
			h.join(h.bridge(), ari.BridgesAddChannelParams{Channel: []string{id}})
			h.awaitJoined(id)
		}
		h.must(h.client.Channels.ContinueInDialplan(h.ctx, id, ari.ChannelsContinueInDialplanParams{
			Context: &h.target.Context, Extension: &h.target.Exten, Priority: ari.Ptr(1),
		}))
		if bridged {
			awaitOf(h.recorder, "ChannelLeftBridge", func(e *ari.ChannelLeftBridge) bool { return e.Channel.ID == id })
		}
		awaitOf(h.recorder, "StasisEnd", func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		h.until("the leg is in the dialplan", func() bool {
			got, err := h.client.Channels.Get(h.ctx, id)
			h.must(err)
			return got.Dialplan.Context == h.target.Context && got.Dialplan.Exten == h.target.Exten
		})
		callee.Hangup(16)
		h.awaitDestroyed(id)
	}
}

func legMoves(h *house) {
	app, there := h.neighbour()
	id, callee := h.leg()
	h.must(h.client.Channels.Move(h.ctx, id, ari.ChannelsMoveParams{App: app}))
	awaitOf(there, "StasisStart", func(e *ari.StasisStart) bool { return e.Channel.ID == id })
	callee.Hangup(16)
	awaitOf(there, "StasisEnd", func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
	h.awaitDestroyed(id)
}

func ringingOutlivesBridge(h *house) {
	callee, bridge := h.target.Callee(h.t), h.bridge()
	id := h.created(callee.Endpoint(), nil)
	h.dial(id, ari.ChannelsDialParams{})
	callee.Ring()
	h.awaitDial(id, "RINGING")
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{id}})
	h.awaitJoined(id)
	h.must(h.client.Bridges.Destroy(h.ctx, bridge))
	awaitOf(h.recorder, "ChannelLeftBridge", func(e *ari.ChannelLeftBridge) bool { return e.Channel.ID == id })
	callee.Answer()
	h.awaitDial(id, "ANSWER")
	h.state(id, "Up")
}

func ringingIsPrecondition(h *house) {
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.dial(id, ari.ChannelsDialParams{})
	callee.Ring()
	h.awaitDial(id, "RINGING")
	for operation, err := range h.onChannel(id) {
		h.refused(err, ari.ErrPrecondition, operation)
	}
	h.refused(h.client.Channels.Hold(h.ctx, id), ari.ErrPrecondition, "hold")
	h.refused(h.client.Channels.Mute(h.ctx, id, ari.ChannelsMuteParams{
		Direction: ari.Ptr(ari.ChannelsMuteDirection("in")),
	}), ari.ErrPrecondition, "mute")
	h.failsToRecord(id)
}
