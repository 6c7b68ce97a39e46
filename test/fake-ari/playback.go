package fakeari

import "time"

// Playback states, as Asterisk spells them.
const (
	playQueued     = "queued"
	playPlaying    = "playing"
	playPaused     = "paused"
	playContinuing = "continuing"
	playDone       = "done"
	playFailed     = "failed"
)

// playback is a list of media on its way to a channel or a bridge. Guarded by the
// server's lock.
type playback struct {
	server   *Server
	id       string
	media    []string
	target   string // "channel:ID" or "bridge:ID"
	language string
	state    string
	index    int
	skip     time.Duration
	offset   time.Duration // of the first piece

	queue     *commandQueue
	command   *command
	publish   func(event)    // to whom the target's events go
	listeners func() []*Call // who hears it
	progress  func()         // early media, when the target is not answered
	lost      func() bool    // the target was hung up
	sounds    func(bool)     // a piece begins or ends to be heard

	current piece
	obeyed  bool          // a piece of the list could be controlled, so stop is no longer refused
	left    time.Duration // of the current piece, as of since
	since   time.Time
	end     *alarm
}

func (p *playback) view() *playbackView {
	view := &playbackView{
		ID: p.id, MediaURI: p.media[p.index], TargetURI: p.target, Language: p.language, State: p.state,
	}
	if p.index+1 < len(p.media) {
		view.NextMediaURI = p.media[p.index+1]
	}
	return view
}

func (p *playback) tell(kind string) { p.publish(event{Type: kind, Playback: p.view()}) }

// enqueue puts the playback behind what the target already has to do.
func (p *playback) enqueue() bool {
	p.server.playbacks[p.id] = p
	p.command = &command{start: p.start, abort: p.abort, dropped: p.forget}
	if !p.queue.add(p.command) {
		p.forget()
		return false
	}
	return true
}

func (p *playback) forget() {
	if p.server.playbacks[p.id] == p {
		delete(p.server.playbacks, p.id)
	}
}

// start is the playback's turn. One that was stopped before says only that.
func (p *playback) start() bool {
	if p.state == playDone {
		p.tell("PlaybackFinished")
		p.forget()
		return true
	}
	p.progress()
	return p.play()
}

// play begins the piece at the index, passing over what cannot be played, and
// tells whether the whole list is over.
func (p *playback) play() bool {
	for {
		p.state = playPlaying
		p.current = p.server.piece(p.media[p.index])
		p.tell("PlaybackStarted")
		switch {
		case p.current.skipped:
			if !p.advance() { // a forgotten end: nothing says that it is over
				p.forget()
				return true
			}
		case p.current.missing:
			if p.pieceOver(playFailed) {
				return true
			}
		case p.lost():
			p.finish(playFailed)
			return true
		default:
			p.sound()
			return false
		}
	}
}

// sound lets the current piece be heard for its length.
func (p *playback) sound() {
	p.left = p.current.length
	p.obeyed = p.obeyed || p.current.controllable
	if p.index == 0 && p.left != tonesForever {
		p.left = max(p.left-p.offset, 0)
	}
	p.sounds(true)
	for _, call := range p.listeners() {
		call.hears(p.id, p.media[p.index])
	}
	p.run()
}

func (p *playback) run() {
	p.since = time.Now()
	if p.left == tonesForever {
		return
	}
	p.end = p.server.after(p.left, func() {
		p.silence(false)
		p.next()
	})
}

// next goes on after a piece that was heard.
func (p *playback) next() {
	if p.pieceOver(playDone) || p.play() {
		p.queue.finish(p.command)
	}
}

// halt stops the clock of the current piece.
func (p *playback) halt() {
	p.end.cancel()
	if p.left != tonesForever {
		p.left = max(p.left-time.Since(p.since), 0)
	}
}

// silence ends the current piece in the ears of those who hear it.
func (p *playback) silence(interrupted bool) {
	for _, call := range p.listeners() {
		call.heardEnd(p.id, interrupted)
	}
	p.sounds(false)
}

// pieceOver ends the current piece; it tells whether that was the last, whose
// result is the playback's.
func (p *playback) pieceOver(result string) bool {
	if p.index+1 == len(p.media) {
		p.finish(result)
		return true
	}
	p.state = playContinuing
	p.tell("PlaybackContinuing")
	return !p.advance()
}

func (p *playback) advance() bool {
	if p.index+1 == len(p.media) {
		return false
	}
	p.index++
	return true
}

func (p *playback) finish(state string) {
	p.state = state
	p.tell("PlaybackFinished")
	p.forget()
}

// abort is the channel leaving under the playback.
func (p *playback) abort() {
	p.halt()
	p.silence(true)
	p.finish(playFailed)
}

// stop ends the list where it is, at once; it tells whether that could be done.
// Two kinds of media do not obey, as measured: of a tone only the tone is ended, of
// something spoken at most a syllable, and the list goes on.
func (p *playback) stop() bool {
	if p.state == playQueued {
		p.state = playDone
	}
	if p.state != playPlaying && p.state != playPaused {
		return true
	}
	if !p.current.controllable {
		if p.obeyed {
			p.jump(spokenUnit)
		}
		return p.obeyed
	}
	p.halt()
	p.silence(true)
	if p.left == tonesForever {
		p.state = playPlaying
		p.next()
		return true
	}
	p.finish(playDone)
	p.queue.finish(p.command)
	return true
}
