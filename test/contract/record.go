package contract

import (
	"errors"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
)

func recordLaws() []law {
	return []law{
		{"a recording is told and ends when it is stopped", recordStopped},
		{"a recording ends by its key and by no other", recordKey},
		{"a recording ends after silence and tells how long that was", recordSilence},
		{"a recording can pause, and not before it has begun", recordPauses},
		{"a cancelled recording leaves nothing", recordCancelled},
		{"a hang-up ends a recording before Stasis, and it is kept", recordHangup},
		{"a channel that is recorded cannot be bridged", recordedNotBridged},
		{"a dialled leg is recorded only after it was in a bridge", dialledNotRecorded},
		{"a bridge is recorded, also twice at once", bridgeRecorded},
		{"what cannot be recorded is refused", recordRefused},
	}
}

var recordEvents = []string{"RecordingStarted", "RecordingFinished", "RecordingFailed", "StasisEnd"}

func (h *house) recorded(want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(want, h.told(recordEvents...)); diff != "" {
		h.t.Errorf("events of recordings (-want +got):\n%s", diff)
	}
}

// speaker is a leg that can be recorded: one that was originated, and answered.
func (h *house) speaker() (string, Callee) {
	h.t.Helper()
	callee := h.target.Callee(h.t)
	id := h.originate(ari.ChannelsOriginateWithIDParams{Endpoint: callee.Endpoint(), App: &h.app})
	callee.Answer()
	h.awaitStart(id)
	return id, callee
}

// recording is the name of one that is gone when the subtest has ended.
func (h *house) recording() string {
	name := unique("recording")
	h.t.Cleanup(func() {
		_ = h.client.Recordings.Cancel(h.ctx, name)
		_ = h.client.Recordings.DeleteStored(h.ctx, name)
	})
	return name
}

// record begins to record and waits until it has begun.
func (h *house) record(id string, params ari.ChannelsRecordParams) {
	h.t.Helper()
	if params.Format == "" {
		params.Format = "wav"
	}
	got, err := h.client.Channels.Record(h.ctx, id, params)
	h.must(err)
	if got.Name != params.Name || got.TargetURI != "channel:"+id {
		h.t.Fatalf("records %+v", got)
	}
	awaitOf(h.recorder, "RecordingStarted",
		func(e *ari.RecordingStarted) bool { return e.Recording.Name == params.Name })
}

// awaitRecorded waits until a recording is over, which it is a moment after its event.
func (h *house) awaitRecorded(name string) ari.LiveRecording {
	h.t.Helper()
	got := awaitOf(h.recorder, "RecordingFinished",
		func(e *ari.RecordingFinished) bool { return e.Recording.Name == name }).Recording
	h.until("the finished recording is not found", func() bool {
		_, err := h.client.Recordings.GetLive(h.ctx, name)
		return errors.Is(err, ari.ErrNotFound)
	})
	return got
}

func recordStopped(h *house) {
	id, _ := h.speaker()
	name := h.recording()
	h.record(id, ari.ChannelsRecordParams{Name: name})
	live, err := h.client.Recordings.GetLive(h.ctx, name)
	h.must(err)
	if live.State != ari.LiveRecordingStateRecording || live.Format != "wav" {
		h.t.Errorf("while it runs it is %+v", live)
	}
	h.must(h.client.Recordings.Stop(h.ctx, name))
	if got := h.awaitRecorded(name); got.Duration == nil {
		h.t.Errorf("its end tells no duration: %+v", got)
	}
	h.recorded("RecordingStarted recording", "RecordingFinished done")
	h.refused(h.client.Recordings.Stop(h.ctx, name), ari.ErrNotFound, "stopping it again")
	kept, err := h.client.Recordings.GetStored(h.ctx, name)
	h.must(err)
	if kept.Name != name || kept.Format != "wav" {
		h.t.Errorf("kept %+v", kept)
	}
}

func recordKey(h *house) {
	id, callee := h.speaker()
	name := h.recording()
	on := ari.ChannelsRecordTerminateOn("#")
	h.record(id, ari.ChannelsRecordParams{Name: name, TerminateOn: &on})
	callee.Press("5")
	h.awaitKeyOf(id)
	_, err := h.client.Recordings.GetLive(h.ctx, name)
	h.must(err)
	callee.Press("#")
	h.awaitKeyOf(id)
	h.awaitRecorded(name)
}

func recordSilence(h *house) {
	id, _ := h.speaker()
	name := h.recording()
	h.record(id, ari.ChannelsRecordParams{Name: name, MaxSilenceSeconds: ari.Ptr(1)})
	got := h.awaitRecorded(name)
	if got.TalkingDuration == nil || got.SilenceDuration == nil {
		h.t.Fatalf("a recording of silence tells %+v", got)
	}
	// In so short a time the seconds of the one may be taken for the other's.
	if talked, silent := *got.TalkingDuration, *got.SilenceDuration; talked+silent > 2 {
		h.t.Errorf("a second of silence tells of %d s of speech and %d s of silence", talked, silent)
	}
}

func recordPauses(h *house) {
	id, _ := h.speaker()
	name, behind := h.recording(), h.recording()
	h.record(id, ari.ChannelsRecordParams{Name: name})
	queued, err := h.client.Channels.Record(h.ctx, id, ari.ChannelsRecordParams{Name: behind, Format: "wav"})
	h.must(err)
	if queued.State != ari.LiveRecordingStateQueued {
		h.t.Errorf("behind another it is %q", queued.State)
	}
	h.refused(h.client.Recordings.Pause(h.ctx, behind), ari.ErrConflict, "pausing before it has begun")
	h.must(h.client.Recordings.Pause(h.ctx, name))
	live, err := h.client.Recordings.GetLive(h.ctx, name)
	h.must(err)
	if live.State != ari.LiveRecordingStatePaused {
		h.t.Errorf("paused it is %q", live.State)
	}
	h.must(h.client.Recordings.Mute(h.ctx, name))
	h.must(h.client.Recordings.Unmute(h.ctx, name))
	h.must(h.client.Recordings.Unpause(h.ctx, name))
	h.must(h.client.Recordings.Unpause(h.ctx, name))
	h.must(h.client.Recordings.Stop(h.ctx, name))
	h.awaitRecorded(name)
	awaitOf(h.recorder, "RecordingStarted",
		func(e *ari.RecordingStarted) bool { return e.Recording.Name == behind })
	h.must(h.client.Recordings.Stop(h.ctx, behind))
	h.awaitRecorded(behind)
}

func recordCancelled(h *house) {
	id, _ := h.speaker()
	name := h.recording()
	h.record(id, ari.ChannelsRecordParams{Name: name})
	h.must(h.client.Recordings.Cancel(h.ctx, name))
	h.awaitRecorded(name)
	h.recorded("RecordingStarted recording", "RecordingFinished done")
	h.until("nothing is kept", func() bool {
		_, err := h.client.Recordings.GetStored(h.ctx, name)
		return err != nil
	})
}

func recordHangup(h *house) {
	id, callee := h.speaker()
	name := h.recording()
	h.record(id, ari.ChannelsRecordParams{Name: name})
	callee.Hangup(16)
	h.awaitDestroyed(id)
	h.recorded("RecordingStarted recording", "RecordingFinished done", "StasisEnd")
	_, err := h.client.Recordings.GetStored(h.ctx, name)
	h.must(err)
}

func recordedNotBridged(h *house) {
	id, _ := h.speaker()
	name, bridge := h.recording(), h.bridge()
	h.record(id, ari.ChannelsRecordParams{Name: name})
	err := h.client.Bridges.AddChannel(h.ctx, bridge, ari.BridgesAddChannelParams{Channel: []string{id}})
	h.refused(err, ari.ErrConflict, "bridging who is recorded")
	h.must(h.client.Recordings.Stop(h.ctx, name))
	h.awaitRecorded(name)
	h.joinsBehindRecording(bridge, id)
	h.failsToRecord(id)
}

// joinsBehindRecording puts a channel into a bridge: a moment after the event that ends its recording, or says that it
// cannot be recorded, it is still one that is recorded.
func (h *house) joinsBehindRecording(bridge, id string) {
	h.t.Helper()
	h.until("it can be bridged", func() bool {
		err := h.client.Bridges.AddChannel(h.ctx, bridge, ari.BridgesAddChannelParams{Channel: []string{id}})
		if err != nil && !errors.Is(err, ari.ErrConflict) {
			h.t.Fatal(err)
		}
		return err == nil
	})
	h.awaitJoined(id)
}

func (h *house) failsToRecord(id string) {
	h.t.Helper()
	name := h.recording()
	_, err := h.client.Channels.Record(h.ctx, id, ari.ChannelsRecordParams{Name: name, Format: "wav"})
	h.must(err)
	failed := awaitOf(h.recorder, "RecordingFailed",
		func(e *ari.RecordingFailed) bool { return e.Recording.Name == name })
	if failed.Recording.Cause == nil || *failed.Recording.Cause != "Cannot record channel while in bridge" {
		h.t.Errorf("in a bridge it fails as %+v", failed.Recording)
	}
}

func dialledNotRecorded(h *house) {
	id, _ := h.leg()
	h.failsToRecord(id)
	bridge, name := h.bridge(), h.recording()
	h.joinsBehindRecording(bridge, id)
	h.must(h.client.Bridges.RemoveChannel(h.ctx, bridge, ari.BridgesRemoveChannelParams{Channel: []string{id}}))
	h.record(id, ari.ChannelsRecordParams{Name: name})
	h.must(h.client.Recordings.Stop(h.ctx, name))
	h.awaitRecorded(name)
}

func bridgeRecorded(h *house) {
	one, _ := h.leg()
	bridge, first, second := h.bridge(), h.recording(), h.recording()
	h.join(bridge, ari.BridgesAddChannelParams{Channel: []string{one}})
	h.awaitJoined(one)
	for _, name := range []string{first, second} {
		got, err := h.client.Bridges.Record(h.ctx, bridge, ari.BridgesRecordParams{Name: name, Format: "wav"})
		h.must(err)
		if got.TargetURI != "bridge:"+bridge {
			h.t.Errorf("records %+v", got)
		}
		awaitOf(h.recorder, "RecordingStarted",
			func(e *ari.RecordingStarted) bool { return e.Recording.Name == name })
	}
	for _, name := range []string{first, second} {
		h.must(h.client.Recordings.Stop(h.ctx, name))
		h.awaitRecorded(name)
	}
	got, err := h.client.Bridges.Get(h.ctx, bridge)
	h.must(err)
	if len(got.Channels) != 1 {
		h.t.Errorf("in the bridge are %v", got.Channels)
	}
	_, err = h.client.Bridges.Record(h.ctx, unique("absent"), ari.BridgesRecordParams{Name: "x", Format: "wav"})
	h.refused(err, ari.ErrNotFound, "recording no bridge")
}

func recordRefused(h *house) {
	id, _ := h.speaker()
	for what, params := range map[string]ari.ChannelsRecordParams{
		"an unknown format": {Name: h.recording(), Format: "nonsense"},
		"an unknown key":    {Name: h.recording(), Format: "wav", TerminateOn: ari.Ptr(ari.ChannelsRecordTerminateOn("5"))},
		"less than nothing": {Name: h.recording(), Format: "wav", MaxDurationSeconds: ari.Ptr(-1)},
	} {
		_, err := h.client.Channels.Record(h.ctx, id, params)
		h.refused(err, ari.ErrInvalid, what)
	}
	for _, name := range []string{"", "../../x"} { // which the real one calls a mistake of its own
		_, err := h.client.Channels.Record(h.ctx, id, ari.ChannelsRecordParams{Name: name, Format: "wav"})
		h.refused(err, ari.ErrServer, "the name "+name)
	}
	_, err := h.client.Channels.Record(h.ctx, unique("absent"), ari.ChannelsRecordParams{Name: "x", Format: "wav"})
	h.refused(err, ari.ErrNotFound, "recording no channel")
}
