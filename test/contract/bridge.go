package contract

import (
	"errors"
	"slices"

	"github.com/ariapp/ariapp/ari"
)

func bridgeLaws() []law {
	return []law{
		{"a bridge of our id takes channels in and gives them up", bridgeTakesAndGives},
		{"two channels in one bridge, and the bridge's end frees both", bridgeEndFrees},
		{"a bridge's playback is told to its applications", bridgePlays},
		{"a hang-up leaves the bridge before Stasis ends", hangupLeavesBridge},
		{"an id that is taken is refused", takenBridge},
	}
}

// bridge makes a mixing bridge that is gone when the subtest has ended.
func (h *house) bridge() string {
	h.t.Helper()
	id := unique("bridge")
	got, err := h.client.Bridges.CreateWithID(h.ctx, id,
		ari.BridgesCreateWithIDParams{Type: ari.Ptr("mixing")})
	h.must(err)
	if got.ID != id || got.BridgeType != "mixing" || len(got.Channels) != 0 {
		h.t.Fatalf("made %+v", got)
	}
	h.t.Cleanup(func() { _ = h.client.Bridges.Destroy(h.ctx, id) })
	return id
}

func (h *house) add(bridge string, callers ...Caller) error {
	var ids []string
	for _, c := range callers {
		ids = append(ids, c.ID())
	}
	return h.client.Bridges.AddChannel(h.ctx, bridge, ari.BridgesAddChannelParams{Channel: ids})
}

func (h *house) remove(bridge string, caller Caller) error {
	return h.client.Bridges.RemoveChannel(h.ctx, bridge,
		ari.BridgesRemoveChannelParams{Channel: []string{caller.ID()}})
}

func (h *house) awaitEntered(caller Caller) *ari.ChannelEnteredBridge {
	h.t.Helper()
	return awaitOf(h.recorder, "ChannelEnteredBridge",
		func(e *ari.ChannelEnteredBridge) bool { return e.Channel != nil && e.Channel.ID == caller.ID() })
}

func (h *house) awaitLeft(caller Caller) {
	h.t.Helper()
	awaitOf(h.recorder, "ChannelLeftBridge",
		func(e *ari.ChannelLeftBridge) bool { return e.Channel.ID == caller.ID() })
}

func bridgeTakesAndGives(h *house) {
	caller, bridge := h.answered(), h.bridge()
	h.must(h.add(bridge, caller))
	if entered := h.awaitEntered(caller); entered.Bridge.ID != bridge {
		h.t.Errorf("entered %q", entered.Bridge.ID)
	}
	got, err := h.client.Bridges.Get(h.ctx, bridge)
	h.must(err)
	if !slices.Equal(got.Channels, []string{caller.ID()}) {
		h.t.Errorf("in the bridge are %v", got.Channels)
	}
	if ids := h.application().BridgeIDs; !slices.Contains(ids, bridge) {
		h.t.Errorf("the application does not list the bridge: %v", ids)
	}
	h.must(h.remove(bridge, caller))
	h.awaitLeft(caller)
	h.refused(h.remove(bridge, caller), ari.ErrInvalid, "removing who is not in it")
	h.awaitFinished(h.play(caller, "sound:"+h.target.Sound))
}

func bridgeEndFrees(h *house) {
	one, two, bridge := h.answered(), h.answered(), h.bridge()
	h.must(h.add(bridge, one, two))
	h.awaitEntered(one)
	entered := h.awaitEntered(two)
	if len(entered.Bridge.Channels) != 2 {
		h.t.Errorf("in the bridge are %v", entered.Bridge.Channels)
	}
	h.must(h.client.Bridges.Destroy(h.ctx, bridge))
	left := map[string]bool{}
	for len(left) < 2 {
		e := awaitOf(h.recorder, "ChannelLeftBridge", func(*ari.ChannelLeftBridge) bool { return true })
		left[e.Channel.ID] = true
	}
	for _, caller := range []Caller{one, two} {
		h.must(h.setVariable(caller)) // still in Stasis
	}
	h.until("the destroyed bridge is not found", func() bool { // for a moment it is a conflict
		return errors.Is(h.client.Bridges.Destroy(h.ctx, bridge), ari.ErrNotFound)
	})
}

func bridgePlays(h *house) {
	caller, bridge := h.answered(), h.bridge()
	h.must(h.add(bridge, caller))
	h.awaitEntered(caller)
	id, sound := unique("play"), "sound:"+h.target.Sound
	_, err := h.client.Bridges.PlayWithID(h.ctx, bridge, id,
		ari.BridgesPlayWithIDParams{Media: []string{sound}})
	h.must(err)
	if started := h.awaitStarted(id); started.Playback.TargetURI != "bridge:"+bridge {
		h.t.Errorf("the target is %q", started.Playback.TargetURI)
	}
	h.awaitFinished(id)
	h.played("PlaybackStarted "+sound+" playing", "PlaybackFinished "+sound+" done")
}

func hangupLeavesBridge(h *house) {
	caller, bridge := h.answered(), h.bridge()
	h.must(h.add(bridge, caller))
	h.awaitEntered(caller)
	caller.Hangup()
	h.awaitLeft(caller)
	h.awaitStasisEnd(caller)
	got, err := h.client.Bridges.Get(h.ctx, bridge)
	h.must(err)
	if len(got.Channels) != 0 {
		h.t.Errorf("in the bridge are still %v", got.Channels)
	}
}

func takenBridge(h *house) {
	id := h.bridge()
	_, err := h.client.Bridges.CreateWithID(h.ctx, id, ari.BridgesCreateWithIDParams{})
	h.refused(err, ari.ErrConflict, "a second bridge of one id")
}
