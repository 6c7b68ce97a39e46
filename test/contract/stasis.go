package contract

import (
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
)

func stasisLaws() []law {
	return []law{
		{"StasisStart brings the arguments and the channel", startBringsAll},
		{"an answer is told by a state change", answerIsTold},
		{"a variable that is set can be read and is told", variableIsKept},
		{"a digit during a playback is told and does not stop it", digitDoesNotStop},
		{"several digits keep their order", digitsKeepOrder},
		{"a user event sent to oneself comes back", userEventComesBack},
	}
}

func startBringsAll(h *house) {
	before := time.Now()
	caller, start := h.call("first", "second one")
	if diff := cmp.Diff([]string{"first", "second one"}, start.Args); diff != "" {
		h.t.Errorf("args (-want +got):\n%s", diff)
	}
	ch := start.Channel
	if ch.ID != caller.ID() || ch.Name == "" || ch.State != "Ring" || ch.Language == "" {
		h.t.Errorf("an incoming channel is not described: %+v", ch)
	}
	if ch.Dialplan.AppName != "Stasis" || ch.Dialplan.AppData != h.app+",first,second one" {
		h.t.Errorf("the dialplan's place is not told: %+v", ch.Dialplan)
	}
	if ch.CreationTime.Before(before.Add(-patience)) || ch.CreationTime.After(time.Now().Add(patience)) {
		h.t.Errorf("creation time %v is not now", ch.CreationTime)
	}
	if start.Application != h.app || start.AsteriskID == "" || start.Timestamp.IsZero() {
		h.t.Errorf("the header is not whole: %+v", start.EventHeader)
	}
	got, err := h.client.Channels.Get(h.ctx, caller.ID())
	h.must(err)
	if got.ID != ch.ID || got.Name != ch.Name || got.State != ch.State {
		h.t.Errorf("GET tells of %+v, StasisStart told of %+v", got, ch)
	}
	if ids := h.application().ChannelIDs; !slices.Contains(ids, caller.ID()) {
		h.t.Errorf("the application does not list its channel: %v", ids)
	}
}

func (h *house) application() *ari.Application {
	h.t.Helper()
	app, err := h.client.Applications.Get(h.ctx, h.app)
	h.must(err)
	return app
}

func answerIsTold(h *house) {
	caller := h.answered()
	got, err := h.client.Channels.Get(h.ctx, caller.ID())
	h.must(err)
	if got.State != "Up" {
		h.t.Errorf("after the answer the channel is %q", got.State)
	}
	h.must(h.client.Channels.Answer(h.ctx, caller.ID()))
}

func variableIsKept(h *house) {
	caller := h.answered()
	h.must(h.client.Channels.SetChannelVar(h.ctx, caller.ID(),
		ari.ChannelsSetChannelVarParams{Variable: "LAW", Value: ari.Ptr("a b+c%&ü")}))
	set := awaitOf(h.recorder, "ChannelVarset",
		func(e *ari.ChannelVarset) bool { return e.Variable == "LAW" })
	if set.Value != "a b+c%&ü" || set.Channel == nil || set.Channel.ID != caller.ID() {
		h.t.Errorf("told of %+v", set)
	}
	got, err := h.client.Channels.GetChannelVar(h.ctx, caller.ID(),
		ari.ChannelsGetChannelVarParams{Variable: "LAW"})
	h.must(err)
	if got.Value != "a b+c%&ü" {
		h.t.Errorf("read %q", got.Value)
	}
	_, err = h.client.Channels.GetChannelVar(h.ctx, caller.ID(),
		ari.ChannelsGetChannelVarParams{Variable: "UNSET"})
	h.refused(err, ari.ErrNotFound, "an unset variable")
}

func digitDoesNotStop(h *house) {
	caller := h.answered()
	id := h.play(caller, "sound:"+h.target.LongSound)
	h.awaitStarted(id)
	caller.Press("5")
	digit := awaitOf(h.recorder, "the digit", func(*ari.ChannelDtmfReceived) bool { return true })
	if digit.Digit != "5" || digit.Channel.ID != caller.ID() || digit.DurationMS <= 0 {
		h.t.Errorf("told of %+v", digit)
	}
	got, err := h.client.Playbacks.Get(h.ctx, id)
	h.must(err)
	if got.State != "playing" {
		h.t.Errorf("after the digit the playback is %q", got.State)
	}
}

func digitsKeepOrder(h *house) {
	caller := h.answered()
	caller.Press("19*0#")
	var digits string
	for len(digits) < 5 {
		digits += awaitOf(h.recorder, "a digit", func(*ari.ChannelDtmfReceived) bool { return true }).Digit
	}
	if digits != "19*0#" {
		h.t.Errorf("pressed 19*0#, heard of %s", digits)
	}
}

func userEventComesBack(h *house) {
	name := unique("event")
	h.must(h.client.Events.UserEvent(h.ctx, name, ari.EventsUserEventParams{
		Application: h.app, Variables: map[string]any{"colour": "green"},
	}))
	back := awaitOf(h.recorder, "the user event",
		func(e *ari.ChannelUserevent) bool { return e.EventName == name })
	if back.UserEvent["colour"] != "green" || back.Application != h.app {
		h.t.Errorf("came back as %+v", back)
	}
	err := h.client.Events.UserEvent(h.ctx, name, ari.EventsUserEventParams{Application: unique("nobody")})
	h.refused(err, ari.ErrNotFound, "a user event to an unknown application")
}
