package fakeari

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// recordChannel queues the recording of what comes from one channel. That a channel
// in a bridge cannot be recorded shows only when its turn has come; Asterisk keeps a
// leg that it has dialled in a bridge of its own until it has been in another.
func recordChannel(s *Server, a *ask) reply {
	ch, refusal := s.controlled(a)
	if ch == nil {
		return refusal
	}
	r, refusal := s.newRecording(a)
	if r == nil {
		return refusal
	}
	r.channel, r.target = ch, "channel:"+ch.id
	view := r.view()
	s.recordings[r.name] = r
	ch.tapes = append(ch.tapes, r)
	r.command = &command{start: r.start, abort: func() { r.finish(recordDone) }, dropped: r.forget}
	if !ch.commands.add(r.command) {
		r.forget()
		return allocationFailed()
	}
	return created("/recordings/live/"+r.name, view)
}

// recordBridge records what all in a bridge say, from now on.
func recordBridge(s *Server, a *ask) reply {
	b, refusal := s.findBridge(a)
	if b == nil {
		return refusal
	}
	r, refusal := s.newRecording(a)
	if r == nil {
		return refusal
	}
	r.bridge, r.target = b, "bridge:"+b.id
	view := r.view()
	s.recordings[r.name] = r
	b.recordings = append(b.recordings, r)
	r.run()
	return created("/recordings/live/"+r.name, view)
}

// newRecording makes a recording of what was asked for, for a target yet to be told.
func (s *Server) newRecording(a *ask) (*recording, reply) {
	name, format := a.params.text("name"), a.params.text("format")
	limit, silence := a.params.number("maxDurationSeconds", 0), a.params.number("maxSilenceSeconds", 0)
	exists := orElse(a.params.text("ifExists"), "fail")
	keys, known := map[string]string{
		"": "", "none": "", "any": "#*0123456789abcdABCD", "*": "*", "#": "#",
	}[a.params.text("terminateOn")]
	switch {
	case limit < 0:
		return nil, failed(http.StatusBadRequest, "max_duration_seconds cannot be negative")
	case silence < 0:
		return nil, failed(http.StatusBadRequest, "max_silence_seconds cannot be negative")
	case !known:
		return nil, failed(http.StatusBadRequest, "terminateOn invalid")
	case !slices.Contains([]string{"fail", "overwrite", "append"}, exists):
		return nil, failed(http.StatusBadRequest, "ifExists invalid")
	case !slices.Contains([]string{"wav", "wav49", "gsm", "ulaw", "alaw", "sln", "g722"}, format):
		return nil, failed(http.StatusUnprocessableEntity, "specified format is unknown on this system")
	case !validRecording(name): // so the real one calls it
		return nil, failed(http.StatusInternalServerError, "Error parsing request")
	case s.recordings[name] != nil, exists == "fail" && s.stored[name] != nil:
		return nil, failed(http.StatusConflict,
			"Recording '%s' already exists and can not be overwritten", name)
	}
	return &recording{
		server: s, name: name, format: format, state: recordQueued, terminate: keys,
		max: time.Duration(limit) * time.Second, silence: time.Duration(silence) * time.Second,
		beep: a.params.flag("beep"), extend: exists == "append",
	}, reply{}
}

// validRecording tells whether a name stays in the folder of recordings.
func validRecording(name string) bool {
	clean := path.Clean("/folder/" + name)
	return name != "" && strings.HasPrefix(clean, "/folder/")
}
