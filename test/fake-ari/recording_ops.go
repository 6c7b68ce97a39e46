package fakeari

import "net/http"

func recordingRoutes() []routeLine {
	const stored, live = "recordings/stored/{recordingName}", "recordings/live/{recordingName}"
	return []routeLine{
		{"GET", "recordings/stored", "recordings.listStored", nil},
		{"GET", stored, "recordings.getStored", noRecording},
		{"DELETE", stored, "recordings.deleteStored", noRecording},
		{"GET", stored + "/file", "recordings.getStoredFile", noRecording},
		{"POST", stored + "/copy", "recordings.copyStored", noRecording},
		{"GET", live, "recordings.getLive", noRecording},
		{"DELETE", live, "recordings.cancel", noRecording},
		{"POST", live + "/stop", "recordings.stop", noRecording},
		{"POST", live + "/pause", "recordings.pause", noRecording},
		{"DELETE", live + "/pause", "recordings.unpause", noRecording},
		{"POST", live + "/mute", "recordings.mute", noRecording},
		{"DELETE", live + "/mute", "recordings.unmute", noRecording},
	}
}

// noRecording answers for all recordings: the fake makes none yet.
func noRecording(*Server, *ask) reply { return failed(http.StatusNotFound, "Recording not found") }
