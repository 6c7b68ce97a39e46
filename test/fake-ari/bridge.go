package fakeari

import (
	"slices"
	"strings"
	"time"
)

// bridge joins channels. Guarded by the server's lock.
type bridge struct {
	server      *Server
	id          string
	name        string
	kind        string // "mixing" or "holding"
	created     time.Time
	members     []*channel
	subscribers []*application
	announcer   commandQueue // what is played to all, one after another
	sounding    *playback    // what they all hear now
	recordings  []*recording
	music       string
	gone        bool
}

// bridgeKind reads the type of a bridge; the words are taken in order, and one
// that leaves nothing usable gives none.
func bridgeKind(text string) string {
	kind := ""
	for word := range strings.SplitSeq(text, ",") {
		switch strings.TrimSpace(word) {
		case "":
		case "mixing":
			if kind == "holding" {
				return ""
			}
			kind = "mixing"
		case "holding":
			if kind == "mixing" {
				return ""
			}
			kind = "holding"
		case "dtmf_events", "proxy_media", "video_single", "sdp_label":
		case "video_sfu":
			kind = "mixing"
		default:
			return ""
		}
	}
	if kind == "" && text == "" {
		return "mixing"
	}
	return kind
}

func (b *bridge) technology() string {
	switch {
	case b.kind == "holding":
		return "holding_bridge"
	case b.parties() >= softmixMembers:
		return "softmix"
	}
	return "simple_bridge"
}

// parties are the members and those that Asterisk adds unseen: who plays, who
// records.
func (b *bridge) parties() int {
	count := len(b.members) + len(b.recordings)
	if b.announcer.running != nil {
		count++
	}
	if b.music != "" {
		count++
	}
	return count
}

func (b *bridge) view() *bridgeView {
	ids := []string{}
	for _, ch := range b.members {
		ids = append(ids, ch.id)
	}
	return &bridgeView{
		ID: b.id, Technology: b.technology(), BridgeType: b.kind, BridgeClass: "stasis", Creator: "Stasis",
		Name: b.name, Channels: ids, CreationTime: timeText(b.created), VideoMode: "talker",
	}
}

// publish sends an event to the bridge's applications.
func (b *bridge) publish(e event) {
	if e.Playback == nil {
		e.Bridge = b.view()
	}
	b.server.publish(e, b.subscribers, "")
}

// join takes the channel in, out of where it was. Its application hears of the
// bridge from before that on.
//
// Of one that is in it already the events tell that it leaves and comes back.
func (b *bridge) join(ch *channel, how joining) {
	if b.gone || ch.app == nil {
		return
	}
	ch.leaveBridge()
	for range bridgeReasons {
		ch.app.subscribeBridge(b)
	}
	ch.bridge, ch.joined, ch.dialled = b, how, false
	b.members = append(b.members, ch)
	b.publish(event{Type: "ChannelEnteredBridge", Channel: ch.view()})
	if p := b.sounding; p != nil && ch.call != nil {
		ch.call.hears(p.id, p.media[p.index])
	}
	b.mix()
	ch.tell()
	b.server.notify()
}

// leaveBridge takes the channel out of its bridge, if it is in one.
func (ch *channel) leaveBridge() {
	b := ch.bridge
	if b == nil {
		return
	}
	b.outOfMix(ch)
	ch.bridge = nil
	ch.dialled = ch.asked && ch.state != stateUp // back to where legs ring
	b.members = slices.DeleteFunc(b.members, func(other *channel) bool { return other == ch })
	b.publish(event{Type: "ChannelLeftBridge", Channel: ch.view()})
	if ch.app != nil { // that of now, which need not be the one that was in it when the channel came
		for range bridgeReasons {
			ch.app.unsubscribeBridge(b)
		}
	}
	ch.tell()
	b.server.notify()
}

// destroy sends the members back to their application and ends the bridge.
func (b *bridge) destroy() {
	b.gone = true
	delete(b.server.bridges, b.id)
	for _, r := range slices.Clone(b.recordings) {
		r.finish(recordDone)
	}
	for _, ch := range slices.Clone(b.members) {
		ch.leaveBridge()
	}
	b.announcer.flush()
	b.publish(event{Type: "BridgeDestroyed"})
	for _, app := range slices.Clone(b.subscribers) {
		app.forgetBridge(b)
		b.server.retire(app)
	}
	b.server.notify()
}
