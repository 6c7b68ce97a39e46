package contract

import "github.com/ariapp/ariapp/ari"

func escapeLaws() []law {
	return []law{
		{"any letters in an id come back as they were sent", idsAreKept},
		{"a list of media is an array, not a text with commas", arraysAreKept},
	}
}

func idsAreKept(h *house) {
	caller := h.answered()
	for _, odd := range []string{"a/b", "c d", "e+f", "g%h", "i?j&k=l", "ü", "m#n"} {
		id := unique("play") + odd
		h.playAs(id, caller, "sound:"+h.target.LongSound)
		h.awaitStarted(id)
		got, err := h.client.Playbacks.Get(h.ctx, id)
		h.must(err)
		if got.ID != id {
			h.t.Errorf("asked for %q, got %q", id, got.ID)
		}
		h.stop(id)
		h.awaitFinished(id)
	}
	name := unique("event") + "/x y+z"
	h.must(h.client.Events.UserEvent(h.ctx, name, ari.EventsUserEventParams{Application: h.app}))
	awaitOf(h.recorder, "the user event", func(e *ari.ChannelUserevent) bool { return e.EventName == name })
}

func arraysAreKept(h *house) {
	caller := h.answered()
	tone, sound := "tone:440/50,0/50", "sound:"+h.target.Sound
	id := h.play(caller, sound, tone)
	started := h.awaitStarted(id)
	if next := started.Playback.NextMediaURI; next == nil || *next != tone {
		h.t.Errorf("after %s comes %v", started.Playback.MediaURI, next)
	}
	h.awaitStarted(id)
	h.stop(id)
	h.awaitFinished(id)
	h.played(
		"PlaybackStarted "+sound+" playing", "PlaybackContinuing "+sound+" continuing",
		"PlaybackStarted "+tone+" playing", "PlaybackFinished "+tone+" done",
	)
}
