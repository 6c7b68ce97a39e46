package contract

import (
	"errors"
	"slices"

	"github.com/ariapp/ariapp/ari"
)

// takeOverLaws are about channels that go from the application of one program into that of another.
func takeOverLaws() []law {
	return []law{
		{"a channel that was moved is listed there, and still said to run the application it entered", movedIsListed},
		{"who subscribes to a channel of another application hears all but its Stasis", subscribedElsewhere},
		{"several prompts hold a move until the last is stopped, whoever stops them", promptsHoldMove},
		{"music on hold does not hold a move, and goes on", musicGoesOn},
		{"a recording holds a move, and its end is told to who subscribed", recordingHoldsMove},
		{"a move in a bridge is done at once, and the channel stays there", movedInBridge},
		{"what plays in a bridge holds no move, and can be stopped by another", bridgePlaysOn},
		{"a channel counts twice in its bridge: one that was moved takes two from its new application", bridgeCounts},
		{"a leg is moved before it is dialled", undialledMoved},
		{"a leg is moved while it rings, and who made it hears of it all the same", ringingMoved},
		{"why a moved leg ends is told to who subscribed to it", movedLegRefuses},
		{"who is in the dialplan, or gone, is not moved", notMoved},
		{"of a subscription that is refused, what is named before the reason holds", refusedInPart},
		{"an application without a socket keeps its channels until they are moved", desertedKeeps},
		{"a socket that loses one application keeps its others", keepsOthers},
	}
}

func (h *house) move(id, app string) {
	h.t.Helper()
	h.must(h.client.Channels.Move(h.ctx, id, ari.ChannelsMoveParams{App: app}))
}

func startOf(there *recorder, id string) *ari.StasisStart {
	there.t.Helper()
	return awaitOf(there, "StasisStart", func(e *ari.StasisStart) bool { return e.Channel.ID == id })
}

func (h *house) subscribe(app string, sources ...string) {
	h.t.Helper()
	_, err := h.client.Applications.Subscribe(h.ctx, app, ari.ApplicationsSubscribeParams{EventSource: sources})
	h.must(err)
}

// lists tells whether an application lists a channel or a bridge.
func (h *house) lists(app, id string) bool {
	h.t.Helper()
	got, err := h.client.Applications.Get(h.ctx, app)
	h.must(err)
	return slices.Contains(got.ChannelIDs, id) || slices.Contains(got.BridgeIDs, id)
}

func movedIsListed(h *house) {
	app, there := h.neighbour()
	caller := h.answered()
	h.must(h.client.Channels.Move(h.ctx, caller.ID(), ari.ChannelsMoveParams{App: app, AppArgs: ari.Ptr("x,y")}))
	start := startOf(there, caller.ID())
	end := awaitOf(h.recorder, "StasisEnd", func(e *ari.StasisEnd) bool { return e.Channel.ID == caller.ID() })
	if start.Application != app || end.Application != h.app {
		h.t.Errorf("began in %s, ended in %s", start.Application, end.Application)
	}
	got, err := h.client.Channels.Get(h.ctx, caller.ID())
	h.must(err)
	if got.Dialplan.AppName != "Stasis" || got.Dialplan.AppData != h.app {
		h.t.Errorf("the channel is said to run %+v", got.Dialplan)
	}
	h.until("the new application alone lists it", func() bool {
		return h.lists(app, caller.ID()) && !h.lists(h.app, caller.ID())
	})
}

func subscribedElsewhere(h *house) {
	app, there := h.neighbour()
	caller := h.answered()
	h.subscribe(app, "channel:"+caller.ID())
	h.awaitFinished(h.play(caller, "sound:"+h.target.Sound))
	h.must(h.setVariable(caller)) // a key before that may be lost
	caller.Press("1")
	awaitOf(there, "the end of the prompt", func(*ari.PlaybackFinished) bool { return true })
	awaitOf(there, "the digit", func(*ari.ChannelDtmfReceived) bool { return true })
	caller.Hangup()
	awaitOf(there, "the end", func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == caller.ID() })
	if told := there.told("StasisStart", "StasisEnd"); len(told) != 0 {
		h.t.Errorf("it heard %v of another application", told)
	}
	h.awaitStasisEnd(caller)
}

func promptsHoldMove(h *house) {
	app, there := h.neighbour()
	caller, another := h.answered(), h.newClient(newDialer(h.target))
	long := "sound:" + h.target.LongSound
	var prompts []string
	for range 3 {
		prompts = append(prompts, h.play(caller, long))
	}
	h.awaitStarted(prompts[0])
	h.move(caller.ID(), app)
	for i, id := range prompts {
		if told := there.told("StasisStart"); len(told) != 0 {
			h.t.Fatalf("moved with %d prompts before it", len(prompts)-i)
		}
		h.until("the prompt obeys", func() bool {
			err := another.Playbacks.Stop(h.ctx, id)
			if err != nil && !errors.Is(err, ari.ErrServer) {
				h.t.Fatal(err)
			}
			return err == nil
		})
		h.awaitFinished(id)
	}
	startOf(there, caller.ID())
	if told := there.told("PlaybackFinished"); len(told) != 0 {
		h.t.Errorf("the new application heard of the old one's prompts: %v", told)
	}
	h.playAs("again-"+prompts[0], caller, "sound:"+h.target.Sound)
	awaitOf(there, "the end of a new prompt", func(*ari.PlaybackFinished) bool { return true })
}

func musicGoesOn(h *house) {
	app, there := h.neighbour()
	caller := h.answered()
	h.must(h.client.Channels.StartMOH(h.ctx, caller.ID(), ari.ChannelsStartMOHParams{}))
	h.move(caller.ID(), app)
	startOf(there, caller.ID())
	h.must(h.client.Channels.StopMOH(h.ctx, caller.ID()))
}

func recordingHoldsMove(h *house) {
	app, there := h.neighbour()
	id, _ := h.leg()
	snoop := unique("snoop")
	both := ari.ChannelsSnoopChannelSpy("both")
	_, err := h.client.Channels.SnoopChannelWithID(h.ctx, id, snoop,
		ari.ChannelsSnoopChannelWithIDParams{App: h.app, Spy: &both})
	h.must(err)
	h.awaitStart(snoop)
	speaker, _ := h.speaker()
	for _, recorded := range []string{snoop, speaker} {
		name := h.recording()
		h.record(recorded, ari.ChannelsRecordParams{Name: name})
		h.move(recorded, app)
		h.subscribe(app, "channel:"+recorded)
		if !h.lists(h.app, recorded) {
			h.t.Error("it was moved while it is recorded")
		}
		h.must(h.client.Recordings.Stop(h.ctx, name))
		awaitOf(there, "the end of the recording",
			func(e *ari.RecordingFinished) bool { return e.Recording.Name == name })
		startOf(there, recorded)
		h.must(h.client.Channels.Hangup(h.ctx, recorded, ari.ChannelsHangupParams{}))
		awaitOf(there, "StasisEnd", func(e *ari.StasisEnd) bool { return e.Channel.ID == recorded })
	}
}

// talk is a bridge with a caller and a leg in it.
func (h *house) talk() (bridge string, caller Caller, leg string, callee Callee) {
	h.t.Helper()
	caller, bridge = h.answered(), h.bridge()
	leg, callee = h.leg()
	h.must(h.add(bridge, caller))
	h.awaitEntered(caller)
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{leg}})
	h.awaitJoined(leg)
	return bridge, caller, leg, callee
}

func movedInBridge(h *house) {
	app, there := h.neighbour()
	bridge, caller, leg, callee := h.talk()
	h.move(caller.ID(), app)
	startOf(there, caller.ID())
	h.move(leg, app)
	startOf(there, leg)
	got, err := h.client.Bridges.Get(h.ctx, bridge)
	h.must(err)
	if len(got.Channels) != 2 {
		h.t.Errorf("in the bridge are %v", got.Channels)
	}
	if h.lists(app, bridge) || !h.lists(h.app, bridge) {
		h.t.Error("the bridge went with its channels")
	}
	callee.Press("7")
	awaitOf(there, "the digit", func(e *ari.ChannelDtmfReceived) bool { return e.Channel.ID == leg })
	h.must(h.remove(bridge, caller))
	h.awaitLeft(caller)
	if told := there.told("ChannelLeftBridge"); len(told) != 0 {
		h.t.Error("the new application hears of the bridge")
	}
}

func bridgePlaysOn(h *house) {
	app, there := h.neighbour()
	bridge, caller, _, _ := h.talk()
	id := unique("play")
	_, err := h.client.Bridges.PlayWithID(h.ctx, bridge, id,
		ari.BridgesPlayWithIDParams{Media: []string{"sound:" + h.target.LongSound}})
	h.must(err)
	h.awaitStarted(id)
	h.move(caller.ID(), app)
	startOf(there, caller.ID())
	h.subscribe(app, "bridge:"+bridge)
	got, err := h.client.Playbacks.Get(h.ctx, id)
	h.must(err)
	if got.State != "playing" {
		h.t.Errorf("the move made the playback %q", got.State)
	}
	h.must(h.newClient(newDialer(h.target)).Playbacks.Stop(h.ctx, id))
	awaitOf(there, "the end of what played", func(e *ari.PlaybackFinished) bool { return e.Playback.ID == id })
}

func bridgeCounts(h *house) {
	app, there := h.neighbour()
	bridge, caller, leg, _ := h.talk()
	source := "bridge:" + bridge
	h.subscribe(app, source, source, source)
	h.move(caller.ID(), app)
	startOf(there, caller.ID())
	h.must(h.remove(bridge, caller))
	awaitOf(there, "ChannelLeftBridge", func(e *ari.ChannelLeftBridge) bool { return e.Channel.ID == caller.ID() })
	h.must(h.setVariable(caller)) // its thread is past that
	unsubscribe := func(app string) {
		_, err := h.client.Applications.Unsubscribe(h.ctx, app,
			ari.ApplicationsUnsubscribeParams{EventSource: []string{source}})
		h.must(err)
	}
	if !h.lists(app, bridge) {
		h.t.Fatal("of three subscriptions it took all")
	}
	if unsubscribe(app); h.lists(app, bridge) {
		h.t.Error("of three subscriptions it took one")
	}
	unsubscribe(h.app) // two of the caller, who has left it, and two of the leg
	unsubscribe(h.app)
	unsubscribe(h.app)
	if !h.lists(h.app, bridge) {
		h.t.Error("a channel counts once")
	}
	if unsubscribe(h.app); h.lists(h.app, bridge) {
		h.t.Error("a channel counts more than twice")
	}
	h.must(h.client.Channels.Hangup(h.ctx, leg, ari.ChannelsHangupParams{}))
}

func undialledMoved(h *house) {
	app, there := h.neighbour()
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.move(id, app)
	startOf(there, id)
	h.dial(id, ari.ChannelsDialParams{})
	callee.Answer()
	awaitOf(there, "the answer", func(e *ari.Dial) bool { return e.Peer.ID == id && e.DialStatus == "ANSWER" })
}

// ringing is a leg whose telephone rings.
func (h *house) ringing() (string, Callee) {
	h.t.Helper()
	callee := h.target.Callee(h.t)
	id := h.created(callee.Endpoint(), nil)
	h.dial(id, ari.ChannelsDialParams{})
	callee.Ring()
	h.awaitDial(id, "RINGING")
	return id, callee
}

func ringingMoved(h *house) {
	app, there := h.neighbour()
	id, callee := h.ringing()
	h.move(id, app)
	startOf(there, id)
	callee.Answer()
	awaitOf(there, "the answer", func(e *ari.Dial) bool { return e.Peer.ID == id && e.DialStatus == "ANSWER" })
	h.awaitDial(id, "ANSWER")
	if !h.lists(h.app, id) || !h.lists(app, id) {
		h.t.Error("of the two applications one does not list it")
	}
	callee.Hangup(16)
	awaitOf(there, "StasisEnd", func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
	h.awaitDestroyed(id)
	if told := there.told("ChannelDestroyed"); len(told) != 0 {
		h.t.Error("the new application heard of the end as one that has made the leg")
	}
}

func movedLegRefuses(h *house) {
	app, there := h.neighbour()
	id, callee := h.ringing()
	h.move(id, app)
	h.subscribe(app, "channel:"+id)
	startOf(there, id)
	callee.Hangup(17)
	end := awaitOf(there, "the end", func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == id })
	if end.Cause != 17 {
		h.t.Errorf("its cause is %d", end.Cause)
	}
}

func notMoved(h *house) {
	app := unique("app")
	caller := h.answered()
	h.sendBack(caller)
	move := func(id string) error { return h.client.Channels.Move(h.ctx, id, ari.ChannelsMoveParams{App: app}) }
	h.refused(move(caller.ID()), ari.ErrConflict, "moving who is in the dialplan")
	h.refused(move(unique("absent")), ari.ErrNotFound, "moving who is not there")
}

func refusedInPart(h *house) {
	app, _ := h.neighbour()
	before, behind := h.answered(), h.answered()
	_, err := h.client.Applications.Subscribe(h.ctx, app, ari.ApplicationsSubscribeParams{
		EventSource: []string{"channel:" + before.ID(), "bridge:" + unique("absent"), "channel:" + behind.ID()}})
	h.refused(err, ari.ErrInvalid, "subscribing to what is not there")
	if !h.lists(app, before.ID()) || h.lists(app, behind.ID()) {
		h.t.Error("it holds otherwise")
	}
}
