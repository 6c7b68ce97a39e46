package contract

import (
	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
)

func leaveLaws() []law {
	return []law{
		{"a move ends Stasis here and starts it there", moveStartsThere},
		{"a move waits for the prompt and goes on when it is stopped", moveWaits},
		{"a move to nobody is told and the channel stays", moveToNobody},
		{"a channel sent back to the dialplan leaves Stasis and lives on", continueLeaves},
	}
}

// neighbour is a second application with a socket of its own.
func (h *house) neighbour() (string, *recorder) {
	h.t.Helper()
	app, events := unique("app"), newRecorder(h.t)
	h.listen(h.newClient(newDialer(h.target)), app, events, retryWait)
	return app, events
}

func moveStartsThere(h *house) {
	app, there := h.neighbour()
	caller := h.answered()
	h.must(h.client.Channels.Move(h.ctx, caller.ID(),
		ari.ChannelsMoveParams{App: app, AppArgs: ari.Ptr("a,,b")}))
	h.awaitStasisEnd(caller)
	start := awaitOf(there, "StasisStart",
		func(e *ari.StasisStart) bool { return e.Channel.ID == caller.ID() })
	if diff := cmp.Diff([]string{"a", "b"}, start.Args); diff != "" {
		h.t.Errorf("args (-want +got):\n%s", diff)
	}
	if start.Channel.State != "Up" {
		h.t.Errorf("the channel arrives %q", start.Channel.State)
	}
	h.must(h.setVariable(caller)) // the channel's own thread has arrived: a key before that may be lost
	caller.Press("1")
	awaitOf(there, "the digit", func(*ari.ChannelDtmfReceived) bool { return true })
	if told := h.told("ChannelDtmfReceived"); len(told) != 0 {
		h.t.Errorf("the application it left still heard %v", told)
	}
	h.must(h.client.Channels.Hangup(h.ctx, caller.ID(), ari.ChannelsHangupParams{}))
	awaitOf(there, "StasisEnd", func(e *ari.StasisEnd) bool { return e.Channel.ID == caller.ID() })
}

func moveWaits(h *house) {
	app, there := h.neighbour()
	caller := h.answered()
	id := h.play(caller, "sound:"+h.target.LongSound)
	h.awaitStarted(id)
	h.must(h.client.Channels.Move(h.ctx, caller.ID(), ari.ChannelsMoveParams{App: app}))
	got, err := h.client.Playbacks.Get(h.ctx, id)
	h.must(err)
	if got.State != "playing" {
		h.t.Errorf("the move made the playback %q", got.State)
	}
	h.stop(id)
	h.awaitFinished(id)
	h.awaitStasisEnd(caller)
	awaitOf(there, "StasisStart", func(e *ari.StasisStart) bool { return e.Channel.ID == caller.ID() })
}

func moveToNobody(h *house) {
	caller := h.answered()
	nobody := unique("nobody")
	h.must(h.client.Channels.Move(h.ctx, caller.ID(), ari.ChannelsMoveParams{App: nobody}))
	told := awaitOf(h.recorder, "ApplicationMoveFailed",
		func(*ari.ApplicationMoveFailed) bool { return true })
	if told.Destination != nobody || told.Channel.ID != caller.ID() {
		h.t.Errorf("told of %+v", told)
	}
	h.awaitFinished(h.play(caller, "sound:"+h.target.Sound))
	if ended := h.told("StasisEnd"); len(ended) != 0 {
		h.t.Error("the channel left all the same")
	}
}

// sendBack sends a caller to the place in the dialplan where it stays for a while,
// and waits until it is there: StasisEnd is told before that.
func (h *house) sendBack(caller Caller) {
	h.t.Helper()
	h.must(h.client.Channels.ContinueInDialplan(h.ctx, caller.ID(), ari.ChannelsContinueInDialplanParams{
		Context: &h.target.Context, Extension: &h.target.Exten, Priority: ari.Ptr(1),
	}))
	h.awaitStasisEnd(caller)
	h.until("the channel is in the dialplan", func() bool {
		got, err := h.client.Channels.Get(h.ctx, caller.ID())
		h.must(err)
		return got.Dialplan.Context == h.target.Context && got.Dialplan.Exten == h.target.Exten
	})
}

func continueLeaves(h *house) {
	caller := h.answered()
	h.sendBack(caller)
	h.awaitUnlisted()
	caller.Hangup()
	h.awaitGone(caller)
}
