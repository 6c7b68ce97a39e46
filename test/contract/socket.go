package contract

import (
	"errors"
	"slices"

	"github.com/ariapp/ariapp/ari"
)

func socketLaws() []law {
	return []law{
		{"a second socket takes the application over, and the first is told", secondTakesOver},
		{"channels outlive a cut socket and are listed when it is back", channelsOutliveSocket},
		{"events while no socket is there are lost", eventsAreLost},
		{"a call to an application that nobody serves does not stay", nobodyServes},
		{"what is filtered is not sent, the rest is", filterHolds},
	}
}

func secondTakesOver(h *house) {
	first := newRecorder(h.t)
	app := unique("app")
	h.listen(h.newClient(newDialer(h.target)), app, first, neverRetry)
	second := newRecorder(h.t)
	h.listen(h.newClient(newDialer(h.target)), app, second, neverRetry)
	awaitOf(first, "ApplicationReplaced",
		func(e *ari.ApplicationReplaced) bool { return e.Application == app })
	awaitOf(first, "the loss", func(e *ari.Lost) bool { return errors.Is(e.Err, ari.ErrReplaced) })
	caller := h.target.Call(h.t, app, nil)
	awaitOf(second, "StasisStart", func(e *ari.StasisStart) bool { return e.Channel.ID == caller.ID() })
	if told := first.told("StasisStart"); len(told) != 0 {
		h.t.Error("the first socket heard of the call too")
	}
}

func channelsOutliveSocket(h *house) {
	caller := h.answered()
	id := h.play(caller, "sound:"+h.target.LongSound)
	h.awaitStarted(id)
	h.dials.cut()
	awaitOf(h.recorder, "the loss", func(*ari.Lost) bool { return true })
	back := awaitOf(h.recorder, "the return", func(*ari.Back) bool { return true })
	if app := back.Apps[h.app]; app == nil || !slices.Contains(app.ChannelIDs, caller.ID()) {
		h.t.Fatalf("the channel is not listed: %+v", back.Apps)
	}
	got, err := h.client.Playbacks.Get(h.ctx, id)
	h.must(err)
	if got.State != "playing" {
		h.t.Errorf("the prompt is %q", got.State)
	}
	h.stop(id)
	h.awaitFinished(id)
	if starts := h.told("StasisStart"); len(starts) != 1 {
		h.t.Errorf("StasisStart came %d times", len(starts))
	}
	caller.Hangup()
	h.awaitStasisEnd(caller)
}

func eventsAreLost(h *house) {
	caller := h.answered()
	h.client = h.newClient(newDialer(h.target)) // REST goes on beside the cut
	h.dials.hold()
	h.dials.cut()
	awaitOf(h.recorder, "the loss", func(*ari.Lost) bool { return true })
	h.must(h.setVariable(caller))
	h.dials.letGo()
	awaitOf(h.recorder, "the return", func(*ari.Back) bool { return true })
	h.awaitFinished(h.play(caller, "sound:"+h.target.Sound))
	if told := h.told("ChannelVarset"); len(told) != 0 {
		h.t.Errorf("came after all: %v", told)
	}
}

func nobodyServes(h *house) {
	caller := h.target.Call(h.t, unique("nobody"), nil)
	h.awaitGone(caller)
	if told := h.told("StasisStart"); len(told) != 0 {
		h.t.Error("another application heard of the call")
	}
}

func filterHolds(h *house) {
	_, err := h.client.Applications.Filter(h.ctx, h.app, ari.ApplicationsFilterParams{
		Filter: ari.EventFilter{Disallowed: []string{"ChannelVarset"}},
	})
	h.must(err)
	caller := h.answered()
	h.must(h.setVariable(caller))
	h.awaitFinished(h.play(caller, "sound:"+h.target.Sound))
	if told := h.told("ChannelVarset"); len(told) != 0 {
		h.t.Errorf("came through the filter: %v", told)
	}
}
