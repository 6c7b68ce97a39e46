package fakeari

import (
	"fmt"
	"net/http"
	"time"
)

func playbackRoutes() []routeLine {
	return []routeLine{
		{"GET", "playbacks/{playbackId}", "playbacks.get", getPlayback},
		{"DELETE", "playbacks/{playbackId}", "playbacks.stop", stopPlayback},
		{"POST", "playbacks/{playbackId}/control", "playbacks.control", controlPlayback},
	}
}

// newPlayback makes a playback of what was asked for, for a target yet to be told.
func (s *Server) newPlayback(a *ask, target, language string) (*playback, reply) {
	skip, offset := a.params.number("skipms", 0), a.params.number("offsetms", 0)
	media := a.params.list("media")
	switch {
	case skip < 0:
		return nil, failed(http.StatusBadRequest, "skipms cannot be negative")
	case offset < 0:
		return nil, failed(http.StatusBadRequest, "offsetms cannot be negative")
	case len(media) == 0:
		return nil, failed(http.StatusInternalServerError, "Failed to queue media for playback")
	}
	if skip == 0 {
		skip = defaultSkip
	}
	p := &playback{
		server: s, id: a.params.text("playbackId"), media: media, target: target, language: language,
		state: playQueued, skip: time.Duration(skip) * time.Millisecond,
		offset: time.Duration(offset) * time.Millisecond,
	}
	if lang := a.params.text("lang"); lang != "" {
		p.language = lang
	}
	if p.id == "" {
		p.id = fmt.Sprintf("playback-%08x", s.nextID())
	}
	return p, reply{}
}

func playOnChannel(s *Server, a *ask) reply {
	ch, refusal := s.usable(a)
	if ch == nil {
		return refusal
	}
	p, refusal := s.newPlayback(a, "channel:"+ch.id, ch.language)
	if p == nil {
		return refusal
	}
	p.queue = &ch.commands
	p.progress = ch.progress
	p.lost = func() bool { return ch.hungUp }
	p.publish = func(e event) { s.publish(e, ch.subscribers, ch.endpoint) }
	p.listeners = ch.ears
	p.sounds = func(on bool) { // one who is played to is out of the mix
		ch.busy = on
		ch.mixed()
	}
	return p.begin()
}

func callsOf(channels ...*channel) []*Call {
	var calls []*Call
	for _, ch := range channels {
		if ch.call != nil {
			calls = append(calls, ch.call)
		}
	}
	return calls
}

// begin queues the playback. The answer shows it as it was before its turn.
func (p *playback) begin() reply {
	view := p.view()
	if !p.enqueue() {
		return failed(http.StatusInternalServerError, "Failed to queue media for playback")
	}
	return created("/playbacks/"+p.id, view)
}

func getPlayback(s *Server, a *ask) reply {
	if p := s.playbacks[a.params.text("playbackId")]; p != nil {
		return ok(p.view())
	}
	return failed(http.StatusNotFound, "Playback not found")
}

func stopPlayback(s *Server, a *ask) reply {
	p := s.playbacks[a.params.text("playbackId")]
	if p == nil {
		return failed(http.StatusNotFound, "Playback not found")
	}
	if !p.stop() {
		return failed(http.StatusInternalServerError, "Could not stop playback")
	}
	return noContent()
}

func controlPlayback(s *Server, a *ask) reply {
	operation := a.params.text("operation")
	controls := map[string]func(*playback){
		"restart": (*playback).restart,
		"pause":   (*playback).pause,
		"unpause": (*playback).unpause,
		"forward": func(p *playback) { p.jump(p.skip) },
		"reverse": func(p *playback) { p.jump(-p.skip) },
	}
	control := controls[operation]
	p := s.playbacks[a.params.text("playbackId")]
	switch {
	case operation == "":
		return failed(http.StatusBadRequest, "Missing operation")
	case control == nil:
		return failed(http.StatusBadRequest, "Invalid operation %s", operation)
	case p == nil:
		return failed(http.StatusNotFound, "Playback not found")
	case p.state != playPlaying && p.state != playPaused,
		p.state == playPaused && operation != "pause" && operation != "unpause":
		return failed(http.StatusConflict, "Can only %s while media is playing", operation)
	case !p.current.controllable && !p.obeyed && operation != "unpause":
		return failed(http.StatusInternalServerError, "Could not %s playback", operation)
	}
	control(p)
	return noContent()
}

func (p *playback) restart() {
	p.halt()
	p.left = p.current.length
	p.run()
}

func (p *playback) pause() {
	if p.state == playPlaying {
		p.halt()
		p.state = playPaused
	}
}

// unpause goes on, and says that the piece started once more.
func (p *playback) unpause() {
	if p.state == playPaused {
		p.state = playPlaying
		p.tell("PlaybackStarted")
		p.run()
	}
}

// jump moves within the current piece, not beyond its ends.
func (p *playback) jump(by time.Duration) {
	if p.left == tonesForever {
		return
	}
	p.halt()
	p.left = min(max(p.left-by, frameLength), p.current.length)
	p.run()
}
