package fakeari

import "net/http"

func recordingRoutes() []routeLine {
	const stored, live = "recordings/stored/{recordingName}", "recordings/live/{recordingName}"
	return []routeLine{
		{"GET", "recordings/stored", "recordings.listStored", listStored},
		{"GET", stored, "recordings.getStored", getStored},
		{"DELETE", stored, "recordings.deleteStored", deleteStored},
		{"GET", stored + "/file", "recordings.getStoredFile", getStoredFile},
		{"POST", stored + "/copy", "recordings.copyStored", copyStored},
		{"GET", live, "recordings.getLive", onLive(func(r *recording) reply { return ok(r.view()) })},
		{"DELETE", live, "recordings.cancel", onLive(func(r *recording) reply { return r.stop(true) })},
		{"POST", live + "/stop", "recordings.stop", onLive(func(r *recording) reply { return r.stop(false) })},
		{"POST", live + "/pause", "recordings.pause", onSession((*recording).pause)},
		{"DELETE", live + "/pause", "recordings.unpause", onSession((*recording).unpause)},
		{"POST", live + "/mute", "recordings.mute", onSession(func(r *recording) { r.mute(true) })},
		{"DELETE", live + "/mute", "recordings.unmute", onSession(func(r *recording) { r.mute(false) })},
	}
}

func noRecording() reply { return failed(http.StatusNotFound, "Recording not found") }

// onLive does something with a recording that has not ended.
func onLive(do func(*recording) reply) func(*Server, *ask) reply {
	return func(s *Server, a *ask) reply {
		r := s.recordings[a.params.text("recordingName")]
		if r == nil {
			return noRecording()
		}
		return do(r)
	}
}

// onSession does something with a recording whose turn has come.
func onSession(do func(*recording)) func(*Server, *ask) reply {
	return onLive(func(r *recording) reply {
		if r.state != recordRunning && r.state != recordPaused {
			return failed(http.StatusConflict, "Recording not in session")
		}
		do(r)
		return noContent()
	})
}

// stop ends a recording and keeps it, or not. One whose turn has not come takes
// no notice of it when it comes.
func (r *recording) stop(discard bool) reply {
	if r.state == recordQueued || r.state == recordCanceled {
		r.state = recordCanceled
		return noContent()
	}
	r.discard = discard
	if discard {
		delete(r.server.stored, r.name)
	}
	r.over()
	return noContent()
}

func (r *recording) pause() {
	if r.state == recordRunning {
		r.rest()
		r.state = recordPaused
	}
}

func (r *recording) unpause() {
	if r.state == recordPaused {
		r.state = recordRunning
		r.resume()
	}
}

func (r *recording) mute(on bool) {
	if r.begun.IsZero() {
		r.muted = on
		return
	}
	r.rest()
	r.muted = on
	r.resume()
}
