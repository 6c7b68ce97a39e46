package contract

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
)

func meetLaws() []law {
	return []law{
		{"a leg may be in a bridge before it is dialled", dialledInBridge},
		{"keys pass between those who are bridged, and are told", keysPass},
		{"keys that are absorbed are told and do not pass", keysAbsorbed},
		{"who comes into a bridge leaves the one before", movesBetween},
		{"who comes into its own bridge again leaves it first", comesAgain},
		{"a member can be played to", memberPlayedTo},
		{"a leg that is answered leaves its bridge when it hangs up", legLeaves},
	}
}

func (h *house) join(bridge string, params ari.BridgesAddChannelParams) {
	h.t.Helper()
	h.must(h.client.Bridges.AddChannel(h.ctx, bridge, params))
}

func (h *house) awaitJoined(id string) {
	h.t.Helper()
	awaitOf(h.recorder, "ChannelEnteredBridge",
		func(e *ari.ChannelEnteredBridge) bool { return e.Channel != nil && e.Channel.ID == id })
}

func (h *house) key(callee Callee) string {
	h.t.Helper()
	key, err := callee.AwaitKey(h.ctx)
	h.must(err)
	return key
}

func (h *house) awaitKeyOf(id string) string {
	h.t.Helper()
	return awaitOf(h.recorder, "a key",
		func(e *ari.ChannelDtmfReceived) bool { return e.Channel.ID == id }).Digit
}

func dialledInBridge(h *house) {
	one, _ := h.leg()
	callee, bridge := h.target.Callee(h.t), h.bridge()
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{one}})
	two := h.created(callee.Endpoint(), nil)
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{two}})
	h.awaitJoined(two)
	h.dial(two, ari.ChannelsDialParams{})
	callee.Ring()
	h.awaitDial(two, "RINGING")
	callee.Progress()
	h.awaitDial(two, "PROGRESS")
	callee.Answer()
	h.awaitDial(two, "ANSWER")
	got, err := h.client.Bridges.Get(h.ctx, bridge)
	h.must(err)
	if len(got.Channels) != 2 || !slices.Contains(got.Channels, one) || !slices.Contains(got.Channels, two) {
		h.t.Errorf("in the bridge are %v, want %s and %s", got.Channels, one, two)
	}
}

func keysPass(h *house) {
	one, first := h.leg()
	two, second := h.leg()
	h.join(h.bridge(), ari.BridgesAddChannelParams{Channel: []string{one, two}})
	h.awaitJoined(two)
	first.Press("5")
	if key := h.awaitKeyOf(one); key != "5" {
		h.t.Errorf("told of %q", key)
	}
	if key := h.key(second); key != "5" {
		h.t.Errorf("the other one hears %q", key)
	}
	second.Press("6")
	if key := h.key(first); key != "6" {
		h.t.Errorf("the one hears %q", key)
	}
}

func keysAbsorbed(h *house) {
	one, first := h.leg()
	two, second := h.leg()
	bridge := h.bridge()
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{one}, AbsorbDTMF: ari.Ptr(true)})
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{two}})
	h.awaitJoined(two)
	first.Press("1")
	if key := h.awaitKeyOf(one); key != "1" {
		h.t.Errorf("told of %q", key)
	}
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{one}})
	h.awaitJoined(one)
	first.Press("3")
	if key := h.key(second); key != "3" {
		h.t.Errorf("the first key that passes is %q", key)
	}
}

// moves are the comings and goings so far, each with its bridge.
func (h *house) moves() []string {
	h.recorder.mu.Lock()
	defer h.recorder.mu.Unlock()
	var told []string
	for _, e := range h.events {
		switch e := e.(type) {
		case *ari.ChannelEnteredBridge:
			told = append(told, "into "+e.Bridge.ID)
		case *ari.ChannelLeftBridge:
			told = append(told, "out of "+e.Bridge.ID)
		}
	}
	return told
}

func movesBetween(h *house) {
	one, _ := h.leg()
	first, second := h.bridge(), h.bridge()
	h.join(first, ari.BridgesAddChannelParams{Channel: []string{one}})
	h.awaitJoined(one)
	h.join(second, ari.BridgesAddChannelParams{Channel: []string{one}})
	h.awaitJoined(one)
	if diff := cmp.Diff([]string{"into " + first, "out of " + first, "into " + second}, h.moves()); diff != "" {
		h.t.Errorf("moves (-want +got):\n%s", diff)
	}
}

func comesAgain(h *house) {
	one, _ := h.leg()
	bridge := h.bridge()
	for range 2 {
		h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{one}})
		h.awaitJoined(one)
	}
	if diff := cmp.Diff([]string{"into " + bridge, "out of " + bridge, "into " + bridge}, h.moves()); diff != "" {
		h.t.Errorf("moves (-want +got):\n%s", diff)
	}
}

func memberPlayedTo(h *house) {
	one, _ := h.leg()
	two, _ := h.leg()
	h.join(h.bridge(), ari.BridgesAddChannelParams{Channel: []string{one, two}})
	h.awaitJoined(two)
	id, sound := unique("play"), "sound:"+h.target.Sound
	_, err := h.client.Channels.PlayWithID(h.ctx, one, id, ari.ChannelsPlayWithIDParams{Media: []string{sound}})
	h.must(err)
	h.awaitFinished(id)
	h.played("PlaybackStarted "+sound+" playing", "PlaybackFinished "+sound+" done")
}

func legLeaves(h *house) {
	one, callee := h.leg()
	bridge := h.bridge()
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{one}})
	h.awaitJoined(one)
	callee.Hangup(16)
	awaitOf(h.recorder, "ChannelLeftBridge", func(e *ari.ChannelLeftBridge) bool { return e.Channel.ID == one })
	h.awaitDestroyed(one)
}
