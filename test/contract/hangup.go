package contract

import (
	"context"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
)

func hangupLaws() []law {
	return []law{
		{"the caller's hang-up ends playback, then Stasis", callerHangsUp},
		{"our hang-up ends playback, then Stasis", weHangUp},
		{"every reason to hang up is known", reasonsAreKnown},
		{"a request that waits on a channel that hangs up is answered", waitingIsAnswered},
	}
}

// endEvents are what a call's end is told by.
var endEvents = []string{
	"ChannelHangupRequest", "PlaybackStarted", "PlaybackContinuing", "PlaybackFinished", "StasisEnd",
	"ChannelDestroyed",
}

func (h *house) awaitStasisEnd(caller Caller) {
	h.t.Helper()
	awaitOf(h.recorder, "StasisEnd", func(e *ari.StasisEnd) bool { return e.Channel.ID == caller.ID() })
}

// awaitGone waits until the caller's channel is gone, for the caller and for REST.
func (h *house) awaitGone(caller Caller) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	h.must(caller.AwaitEnd(ctx))
	_, err := h.client.Channels.Get(h.ctx, caller.ID())
	h.refused(err, ari.ErrNotFound, "a channel that has ended")
}

// awaitUnlisted waits until the application has no channel: what it lists
// follows its events.
func (h *house) awaitUnlisted() {
	h.t.Helper()
	h.until("the application lists no channel", func() bool { return len(h.application().ChannelIDs) == 0 })
}

func (h *house) ended(caller Caller, long string) {
	h.t.Helper()
	h.awaitStasisEnd(caller)
	h.awaitGone(caller)
	want := []string{
		"PlaybackStarted " + long + " playing", "ChannelHangupRequest",
		"PlaybackFinished " + long + " failed", "StasisEnd",
	}
	if diff := cmp.Diff(want, h.told(endEvents...)); diff != "" {
		h.t.Errorf("events of the end (-want +got):\n%s", diff)
	}
	h.awaitUnlisted()
}

func (h *house) awaitHangupRequest() *ari.ChannelHangupRequest {
	h.t.Helper()
	return awaitOf(h.recorder, "ChannelHangupRequest",
		func(*ari.ChannelHangupRequest) bool { return true })
}

func callerHangsUp(h *house) {
	long := "sound:" + h.target.LongSound
	caller := h.answered()
	h.awaitStarted(h.play(caller, long))
	caller.Hangup()
	request := h.awaitHangupRequest()
	if request.Cause == nil || *request.Cause != 16 || request.Soft != nil && *request.Soft {
		h.t.Errorf("a hang-up from outside is told as cause %v, soft %v", request.Cause, request.Soft)
	}
	h.ended(caller, long)
}

func weHangUp(h *house) {
	long := "sound:" + h.target.LongSound
	caller := h.answered()
	h.awaitStarted(h.play(caller, long))
	h.must(h.client.Channels.Hangup(h.ctx, caller.ID(), ari.ChannelsHangupParams{}))
	request := h.awaitHangupRequest()
	if request.Cause == nil || *request.Cause != 32 || request.Soft == nil || !*request.Soft {
		h.t.Errorf("our hang-up is told as cause %v, soft %v", request.Cause, request.Soft)
	}
	h.ended(caller, long)
}

// reasonsAreKnown listens to the channel by itself, because an application does
// not hear how a channel that came from the dialplan is destroyed.
func reasonsAreKnown(h *house) {
	for reason, cause := range map[ari.ChannelsHangupReason]int{
		"normal": 16, "busy": 17, "no_answer": 19, "congestion": 34, "rejected": 21, "unallocated": 1,
	} {
		caller, _ := h.call()
		_, err := h.client.Applications.Subscribe(h.ctx, h.app,
			ari.ApplicationsSubscribeParams{EventSource: []string{"channel:" + caller.ID()}})
		h.must(err)
		h.must(h.client.Channels.Hangup(h.ctx, caller.ID(), ari.ChannelsHangupParams{Reason: &reason}))
		destroyed := awaitOf(h.recorder, "ChannelDestroyed",
			func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == caller.ID() })
		if destroyed.Cause != cause || destroyed.CauseTxt == "" {
			h.t.Errorf("%s ended as %d %q, want %d", reason, destroyed.Cause, destroyed.CauseTxt, cause)
		}
	}
	caller, _ := h.call()
	for what, params := range map[string]ari.ChannelsHangupParams{
		"an unknown reason": {Reason: ari.Ptr(ari.ChannelsHangupReason("boredom"))},
		"two reasons":       {Reason: ari.Ptr(ari.ChannelsHangupReason("busy")), ReasonCode: ari.Ptr("17")},
		"no number":         {ReasonCode: ari.Ptr("busy")},
	} {
		h.refused(h.client.Channels.Hangup(h.ctx, caller.ID(), params), ari.ErrInvalid, what)
	}
}

func waitingIsAnswered(h *house) {
	caller := h.answered()
	h.awaitStarted(h.play(caller, "sound:"+h.target.LongSound))
	answered := make(chan error, 1)
	set := h.setLater(caller, answered)
	defer set.Wait()
	caller.Hangup()
	h.awaitStasisEnd(caller)
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	select {
	case <-answered: // set just before the end, or refused: both are answers
	case <-ctx.Done():
		h.t.Error("the request waits for a channel that is gone")
	}
}
