package contract

import (
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
)

func queueLaws() []law {
	return []law{
		{"setting a variable waits for the prompt", variableWaits},
		{"a stop lets the waiting request through", stopLetsThrough},
		{"playbacks of one channel play one after another", oneAfterAnother},
		{"a queued playback that is stopped only finishes", stoppedInQueue},
	}
}

func (h *house) setVariable(caller Caller) error {
	return h.client.Channels.SetChannelVar(h.ctx, caller.ID(),
		ari.ChannelsSetChannelVarParams{Variable: "LAW", Value: ari.Ptr("1")})
}

func variableWaits(h *house) {
	caller := h.answered()
	id := h.play(caller, "sound:"+h.target.Sound)
	h.awaitStarted(id)
	began := time.Now()
	h.must(h.setVariable(caller))
	if waited := time.Since(began); waited < h.target.SoundLength/3 {
		h.t.Errorf("set after %v, during a prompt of %v", waited, h.target.SoundLength)
	}
	h.awaitFinished(id)
}

func stopLetsThrough(h *house) {
	caller := h.answered()
	id := h.play(caller, "sound:"+h.target.LongSound)
	h.awaitStarted(id)
	var setting sync.WaitGroup
	setting.Go(func() {
		if err := h.setVariable(caller); err != nil {
			h.t.Error(err)
		}
	})
	h.stop(id)
	h.awaitFinished(id)
	awaitOf(h.recorder, "ChannelVarset", func(e *ari.ChannelVarset) bool { return e.Variable == "LAW" })
	setting.Wait()
}

func oneAfterAnother(h *house) {
	sound := "sound:" + h.target.Sound
	caller := h.answered()
	first, second := h.play(caller, sound), h.play(caller, sound)
	got, err := h.client.Playbacks.Get(h.ctx, second)
	h.must(err)
	if got.State != "queued" {
		h.t.Errorf("behind another the playback is %q", got.State)
	}
	h.awaitStarted(first)
	h.awaitFinished(first)
	h.awaitStarted(second)
	h.awaitFinished(second)
	h.played(
		"PlaybackStarted "+sound+" playing", "PlaybackFinished "+sound+" done",
		"PlaybackStarted "+sound+" playing", "PlaybackFinished "+sound+" done",
	)
}

func stoppedInQueue(h *house) {
	sound, long := "sound:"+h.target.Sound, "sound:"+h.target.LongSound
	caller := h.answered()
	first, second := h.play(caller, long), h.play(caller, sound)
	h.awaitStarted(first)
	h.stop(second)
	h.stop(first)
	h.awaitFinished(first)
	h.awaitFinished(second)
	h.played(
		"PlaybackStarted "+long+" playing", "PlaybackFinished "+long+" done",
		"PlaybackFinished "+sound+" done",
	)
}
