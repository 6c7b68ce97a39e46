package ari_test

import (
	"slices"
	"testing"

	"github.com/ariapp/ariapp/ari"
)

// TestEventsNameTheirChannelsAndBridges: an event can be routed to the calls it is about.
func TestEventsNameTheirChannelsAndBridges(t *testing.T) {
	for _, test := range []struct {
		message           string
		channels, bridges []string
	}{
		{`{"type":"ChannelDtmfReceived","channel":{"id":"c"}}`, []string{"c"}, nil},
		{`{"type":"ChannelVarset","variable":"V"}`, nil, nil},
		{
			`{"type":"StasisStart","channel":{"id":"c"},"replace_channel":{"id":"old"}}`,
			[]string{"c", "old"}, nil,
		},
		{
			`{"type":"Dial","caller":{"id":"a"},"peer":{"id":"b"},"forwarded":{"id":"f"}}`,
			[]string{"a", "f", "b"}, nil,
		},
		{
			`{"type":"PlaybackFinished","playback":{"id":"p","target_uri":"channel:c:1"}}`,
			[]string{"c:1"}, nil,
		},
		{`{"type":"PlaybackStarted","playback":{"target_uri":"bridge:b"}}`, nil, []string{"b"}},
		{`{"type":"RecordingFailed","recording":{"target_uri":"channel:c"}}`, []string{"c"}, nil},
		{
			`{"type":"ChannelEnteredBridge","bridge":{"id":"b","channels":["x"]},"channel":{"id":"c"}}`,
			[]string{"c"}, []string{"b"},
		},
		{
			`{"type":"BridgeDestroyed","bridge":{"id":"b","channels":["x","y"]}}`,
			[]string{"x", "y"}, []string{"b"},
		},
		{
			`{"type":"BridgeMerged","bridge":{"id":"b"},"bridge_from":{"id":"f","channels":["x"]}}`,
			[]string{"x"}, []string{"b", "f"},
		},
		{
			`{"type":"ChannelTransfer","refer_to":{"bridge":{"id":"b"}},"referred_by":{"source_channel":{"id":"s"}}}`,
			[]string{"s"}, []string{"b"},
		},
		{`{"type":"ChannelUserevent","eventname":"e"}`, nil, nil},
		{`{"type":"DeviceStateChanged","device_state":{"name":"d"}}`, nil, nil},
	} {
		event, err := ari.DecodeEvent([]byte(test.message))
		if err != nil {
			t.Fatal(err)
		}
		var channels, bridges []string
		if e, ok := event.(ari.ChannelEvent); ok {
			channels = slices.Collect(e.EachChannelID)
		}
		if e, ok := event.(ari.BridgeEvent); ok {
			bridges = slices.Collect(e.EachBridgeID)
		}
		if !slices.Equal(channels, test.channels) || !slices.Equal(bridges, test.bridges) {
			t.Errorf("%s: channels %q, bridges %q", test.message, channels, bridges)
		}
	}
}

// TestRoutingCostsNothing: naming the channels of an event allocates nothing, and stops when told to.
func TestRoutingCostsNothing(t *testing.T) {
	message := `{"type":"BridgeDestroyed","bridge":{"id":"b","channels":["x","y","z"]}}`
	event, err := ari.DecodeEvent([]byte(message))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	yield := func(string) bool {
		seen++
		return seen < 2
	}
	allocs := testing.AllocsPerRun(100, func() {
		seen = 0
		event.(ari.ChannelEvent).EachChannelID(yield)
	})
	if allocs != 0 || seen != 2 {
		t.Errorf("%v allocations, %d seen", allocs, seen)
	}
}
