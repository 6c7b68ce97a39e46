package contract

import (
	"errors"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
)

func playbackLaws() []law {
	return []law{
		{"a list plays in order and ends once", listInOrder},
		{"a stopped playback is done and drops the rest of its list", stopDropsRest},
		{"a missing sound in the middle is passed over", missingInMiddle},
		{"a missing sound at the end fails the playback", missingAtEnd},
		{"a missing recording at the end is never finished", recordingForgotten},
		{"a number cannot be stopped", numberPlaysOn},
		{"a stopped tone ends alone and its list goes on", toneEndsAlone},
		{"a playback before the answer is heard and keeps the channel ringing", earlyMedia},
		{"a paused playback starts again and finishes once", pauseAndGoOn},
	}
}

// playbackEvents are the types that tell of a playback.
var playbackEvents = []string{"PlaybackStarted", "PlaybackContinuing", "PlaybackFinished"}

func (h *house) awaitStarted(id string) *ari.PlaybackStarted {
	h.t.Helper()
	return awaitOf(h.recorder, "PlaybackStarted",
		func(e *ari.PlaybackStarted) bool { return e.Playback.ID == id })
}

func (h *house) awaitFinished(id string) *ari.PlaybackFinished {
	h.t.Helper()
	return awaitOf(h.recorder, "PlaybackFinished",
		func(e *ari.PlaybackFinished) bool { return e.Playback.ID == id })
}

// played compares what was told of playbacks so far.
func (h *house) played(want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(want, h.told(playbackEvents...)); diff != "" {
		h.t.Errorf("events of playbacks (-want +got):\n%s", diff)
	}
}

func (h *house) stop(id string) {
	h.t.Helper()
	h.obeyed(func() error { return h.client.Playbacks.Stop(h.ctx, id) })
}

// obeyed asks a playback to do something. In the instant in which its media
// begins a real Asterisk may refuse that with a 500; a moment later it obeys.
func (h *house) obeyed(ask func() error) {
	h.t.Helper()
	again := time.NewTicker(obeyPause)
	defer again.Stop()
	for try := 1; ; try++ {
		err := ask()
		if try == obeyTries || !errors.Is(err, ari.ErrServer) {
			h.must(err)
			return
		}
		<-again.C
	}
}

func listInOrder(h *house) {
	sound := "sound:" + h.target.Sound
	caller := h.answered()
	id := h.play(caller, sound, sound)
	started := h.awaitStarted(id)
	if started.Playback.TargetURI != "channel:"+caller.ID() {
		h.t.Errorf("the target is %q", started.Playback.TargetURI)
	}
	if next := started.Playback.NextMediaURI; next == nil || *next != sound {
		h.t.Errorf("the next one of the list is not told: %+v", started.Playback)
	}
	finished := h.awaitFinished(id)
	if finished.Playback.NextMediaURI != nil {
		h.t.Errorf("there is one after the last: %q", *finished.Playback.NextMediaURI)
	}
	h.played(
		"PlaybackStarted "+sound+" playing", "PlaybackContinuing "+sound+" continuing",
		"PlaybackStarted "+sound+" playing", "PlaybackFinished "+sound+" done",
	)
	h.until("the finished playback is not found", func() bool { // the event comes a moment before
		_, err := h.client.Playbacks.Get(h.ctx, id)
		return errors.Is(err, ari.ErrNotFound)
	})
	h.refused(h.client.Playbacks.Stop(h.ctx, id), ari.ErrNotFound, "stopping a finished playback")
}

func stopDropsRest(h *house) {
	long := "sound:" + h.target.LongSound
	caller := h.answered()
	id := h.play(caller, long, "sound:"+h.target.Sound)
	h.awaitStarted(id)
	h.stop(id)
	h.awaitFinished(id)
	next := h.play(caller, "sound:"+h.target.Sound)
	h.awaitFinished(next)
	h.played(
		"PlaybackStarted "+long+" playing", "PlaybackFinished "+long+" done",
		"PlaybackStarted sound:"+h.target.Sound+" playing", "PlaybackFinished sound:"+h.target.Sound+" done",
	)
}

func missingInMiddle(h *house) {
	sound, missing := "sound:"+h.target.Sound, "sound:"+h.target.MissingSound
	caller := h.answered()
	h.awaitFinished(h.play(caller, sound, missing, sound))
	h.played(
		"PlaybackStarted "+sound+" playing", "PlaybackContinuing "+sound+" continuing",
		"PlaybackStarted "+missing+" playing", "PlaybackContinuing "+missing+" continuing",
		"PlaybackStarted "+sound+" playing", "PlaybackFinished "+sound+" done",
	)
}

func missingAtEnd(h *house) {
	sound, missing := "sound:"+h.target.Sound, "sound:"+h.target.MissingSound
	caller := h.answered()
	h.awaitFinished(h.play(caller, sound, missing))
	h.played(
		"PlaybackStarted "+sound+" playing", "PlaybackContinuing "+sound+" continuing",
		"PlaybackStarted "+missing+" playing", "PlaybackFinished "+missing+" failed",
	)
}

func recordingForgotten(h *house) {
	recording, sound := "recording:"+unique("none"), "sound:"+h.target.Sound
	caller := h.answered()
	forgotten := h.play(caller, recording)
	// The next playback ends: so the one before it is over, and said nothing.
	h.awaitFinished(h.play(caller, sound))
	h.played(
		"PlaybackStarted "+recording+" playing",
		"PlaybackStarted "+sound+" playing", "PlaybackFinished "+sound+" done",
	)
	_, err := h.client.Playbacks.Get(h.ctx, forgotten)
	h.refused(err, ari.ErrNotFound, "a forgotten playback")
}

func numberPlaysOn(h *house) {
	caller := h.answered()
	id := h.play(caller, "number:7")
	h.awaitStarted(id)
	h.refused(h.client.Playbacks.Stop(h.ctx, id), ari.ErrServer, "stopping a number")
	h.awaitFinished(id)
	h.played("PlaybackStarted number:7 playing", "PlaybackFinished number:7 done")
}

func toneEndsAlone(h *house) {
	// The comma belongs to the tone: a list sent as an array is not split.
	tone := "tone:440/50,0/50"
	caller := h.answered()
	sound := "sound:" + h.target.Sound
	id := h.play(caller, tone, sound)
	started := h.awaitStarted(id)
	if started.Playback.MediaURI != tone {
		h.t.Errorf("plays %q", started.Playback.MediaURI)
	}
	h.stop(id)
	h.awaitFinished(id)
	h.played(
		"PlaybackStarted "+tone+" playing", "PlaybackContinuing "+tone+" continuing",
		"PlaybackStarted "+sound+" playing", "PlaybackFinished "+sound+" done",
	)
}

func earlyMedia(h *house) {
	caller, _ := h.call()
	h.awaitFinished(h.play(caller, "sound:"+h.target.Sound))
	got, err := h.client.Channels.Get(h.ctx, caller.ID())
	h.must(err)
	if got.State != "Ring" {
		h.t.Errorf("a playback before the answer left the channel %q", got.State)
	}
}

func pauseAndGoOn(h *house) {
	long := "sound:" + h.target.LongSound
	caller := h.answered()
	id := h.play(caller, long)
	h.awaitStarted(id)
	control := func(operation ari.PlaybacksControlOperation) error {
		return h.client.Playbacks.Control(h.ctx, id, ari.PlaybacksControlParams{Operation: operation})
	}
	h.obeyed(func() error { return control("pause") })
	got, err := h.client.Playbacks.Get(h.ctx, id)
	h.must(err)
	if got.State != "paused" {
		h.t.Errorf("after pause the playback is %q", got.State)
	}
	h.refused(control("forward"), ari.ErrConflict, "forward while paused")
	h.obeyed(func() error { return control("unpause") })
	h.awaitStarted(id)
	h.refused(control("sideways"), ari.ErrInvalid, "an unknown operation")
	h.stop(id)
	h.awaitFinished(id)
}
