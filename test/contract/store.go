package contract

import (
	"bytes"
	"slices"

	"github.com/ariapp/ariapp/ari"
)

func storeLaws() []law {
	return []law{
		{"a stored recording can be listed, fetched, copied and deleted", storedIsKept},
		{"a name that is taken is refused, written over or gone on with", nameIsTaken},
		{"a recording ends by itself after its time, and can be played", storedIsPlayed},
	}
}

// taped makes a recording that lasts no time.
func (h *house) taped(id, name string) {
	h.t.Helper()
	h.record(id, ari.ChannelsRecordParams{Name: name})
	h.must(h.client.Recordings.Stop(h.ctx, name))
	h.awaitRecorded(name)
}

// second makes a recording of a second or two and is how long all of it is.
func (h *house) second(id, name string, exists ari.ChannelsRecordIfExists) int {
	h.t.Helper()
	h.record(id, ari.ChannelsRecordParams{Name: name, MaxDurationSeconds: ari.Ptr(1), IfExists: &exists})
	got := h.awaitRecorded(name)
	if got.Duration == nil {
		h.t.Fatalf("recorded %+v", got)
	}
	return *got.Duration
}

func storedIsKept(h *house) {
	id, _ := h.speaker()
	name, second := h.recording(), h.recording()
	h.taped(id, name)
	listed, err := h.client.Recordings.ListStored(h.ctx)
	h.must(err)
	if !slices.ContainsFunc(listed, func(r ari.StoredRecording) bool { return r.Name == name }) {
		h.t.Errorf("it is not among %v", listed)
	}
	file, err := h.client.Recordings.GetStoredFile(h.ctx, name)
	h.must(err)
	if !bytes.HasPrefix(file, []byte("RIFF")) {
		h.t.Errorf("its file is no wave: %d bytes", len(file))
	}
	to := ari.RecordingsCopyStoredParams{DestinationRecordingName: second}
	copied, err := h.client.Recordings.CopyStored(h.ctx, name, to)
	h.must(err)
	if copied.Name != second {
		h.t.Errorf("copied %+v", copied)
	}
	_, err = h.client.Recordings.CopyStored(h.ctx, name, to)
	h.refused(err, ari.ErrConflict, "copying onto another")
	h.must(h.client.Recordings.DeleteStored(h.ctx, name))
	_, err = h.client.Recordings.GetStored(h.ctx, name)
	h.refused(err, ari.ErrNotFound, "a deleted recording")
	_, err = h.client.Recordings.GetStoredFile(h.ctx, name)
	h.refused(err, ari.ErrNotFound, "the file of a deleted recording")
	h.refused(h.client.Recordings.DeleteStored(h.ctx, name), ari.ErrNotFound, "deleting it again")
	_, err = h.client.Recordings.GetStored(h.ctx, second)
	h.must(err)
}

func nameIsTaken(h *house) {
	id, _ := h.speaker()
	name := h.recording()
	h.taped(id, name)
	fail := ari.ChannelsRecordIfExists("fail")
	_, err := h.client.Channels.Record(h.ctx, id, ari.ChannelsRecordParams{Name: name, Format: "wav", IfExists: &fail})
	h.refused(err, ari.ErrConflict, "a name that is taken")
	over := h.second(id, name, "overwrite")
	if more := h.second(id, name, "append"); more <= over {
		h.t.Errorf("with what was there it lasts %d s, without %d s", more, over)
	}
	h.record(id, ari.ChannelsRecordParams{Name: name, IfExists: ari.Ptr(ari.ChannelsRecordIfExists("overwrite"))})
	other, _ := h.speaker()
	_, err = h.client.Channels.Record(h.ctx, other,
		ari.ChannelsRecordParams{Name: name, Format: "wav", IfExists: ari.Ptr(ari.ChannelsRecordIfExists("overwrite"))})
	h.refused(err, ari.ErrConflict, "a name that is being recorded")
	h.must(h.client.Recordings.Stop(h.ctx, name))
	h.awaitRecorded(name)
}

func storedIsPlayed(h *house) {
	id, _ := h.speaker()
	name := h.recording()
	if length := h.second(id, name, "fail"); length < 1 || length > 2 {
		h.t.Errorf("after a second it is %d s long", length)
	}
	media, play := "recording:"+name, unique("play")
	_, err := h.client.Channels.PlayWithID(h.ctx, id, play, ari.ChannelsPlayWithIDParams{Media: []string{media}})
	h.must(err)
	h.awaitStarted(play)
	h.stop(play)
	h.awaitFinished(play)
	h.played("PlaybackStarted "+media+" playing", "PlaybackFinished "+media+" done")
}
