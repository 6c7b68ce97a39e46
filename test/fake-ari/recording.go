package fakeari

import (
	"slices"
	"time"
)

// Recording states, as Asterisk spells them.
const (
	recordQueued   = "queued"
	recordRunning  = "recording"
	recordPaused   = "paused"
	recordDone     = "done"
	recordFailed   = "failed"
	recordCanceled = "canceled"
)

// recording is one that was asked for and has not ended. Guarded by the server's
// lock.
type recording struct {
	server    *Server
	name      string
	format    string
	target    string // "channel:ID" or "bridge:ID"
	state     string
	max       time.Duration // zero: no limit
	silence   time.Duration // zero: may be silent for ever
	terminate string        // keys that end it
	beep      bool
	extend    bool // behind what is stored under its name

	channel *channel // one of the two
	bridge  *bridge
	command *command // of a channel

	discard bool // nothing is kept
	muted   bool
	tapes   []tape
	begun   time.Time // of the tape that runs; zero while none does
	end     *alarm
	quiet   *alarm
}

// tape is a stretch of time that was written down.
type tape struct {
	from, to time.Time
	muted    bool
}

func (t tape) length() time.Duration { return t.to.Sub(t.from) }

func (r *recording) view() *recordingView {
	return &recordingView{Name: r.name, Format: r.format, State: r.state, TargetURI: r.target}
}

func (r *recording) tell(kind string, view *recordingView) {
	e := event{Type: kind, Recording: view}
	if r.bridge != nil {
		r.server.publish(e, r.bridge.subscribers, "")
		return
	}
	r.server.publish(e, r.channel.subscribers, r.channel.endpoint)
}

// speakers are those whose sound is written down.
func (r *recording) speakers() []*Call {
	if r.bridge != nil {
		return callsOf(r.bridge.members...)
	}
	return callsOf(r.channel.tapped())
}

// start is the recording's turn on its channel's thread.
func (r *recording) start() bool {
	ch := r.channel
	switch {
	case ch.bridge != nil || ch.dialled:
		r.fail("Cannot record channel while in bridge")
		return true
	case ch.state != stateUp && ch.hungUp:
		r.fail("Failed to answer channel")
		return true
	case !ch.outgoing(): // which is answered for it
		ch.setState(stateUp)
	}
	r.run()
	if ch.hungUp {
		r.finish(recordDone)
		return true
	}
	return false
}

func (r *recording) fail(cause string) {
	r.state = recordFailed
	view := r.view()
	view.Cause = cause
	r.forget()
	r.tell("RecordingFailed", view)
}

// run begins to write; a beep comes before the first sound that is kept.
func (r *recording) run() {
	r.state = recordRunning
	r.tell("RecordingStarted", r.view())
	if !r.beep {
		r.resume()
		return
	}
	media := "sound:beep"
	for _, call := range r.speakers() {
		call.hears(r.name, media)
	}
	r.end = r.server.after(r.server.piece(media).length, func() {
		for _, call := range r.speakers() {
			call.heardEnd(r.name, false)
		}
		r.resume()
	})
}

// resume lets a tape run.
func (r *recording) resume() {
	r.begun = time.Now()
	if r.max > 0 {
		r.end = r.server.after(max(r.max-r.written(), 0), func() { r.over() })
	}
	r.listen()
}

// rest stops the tape that runs, if one does.
func (r *recording) rest() {
	if !r.begun.IsZero() {
		r.tapes = append(r.tapes, tape{r.begun, time.Now(), r.muted})
		r.begun = time.Time{}
	}
	r.end.cancel()
	r.quiet.cancel()
}

// written is how much is on the tapes that have ended.
func (r *recording) written() time.Duration {
	var sum time.Duration
	for _, t := range r.tapes {
		sum += t.length()
	}
	return sum
}

// listen ends the recording when nobody has spoken for long enough.
func (r *recording) listen() {
	r.quiet.cancel()
	if r.silence <= 0 || r.begun.IsZero() {
		return
	}
	since := r.begun
	for _, call := range r.speakers() {
		if n := len(call.talks); n > 0 && call.talks[n-1].to.After(since) {
			since = call.talks[n-1].to
		}
	}
	r.quiet = r.server.after(max(time.Until(since)+r.silence, 0), func() { r.over() })
}

// over ends a recording by itself.
func (r *recording) over() {
	r.finish(recordDone)
	if r.command != nil {
		r.channel.commands.finish(r.command)
	}
}

// finish writes the recording down. Asterisk calls every end done.
func (r *recording) finish(state string) {
	r.rest()
	for _, call := range r.speakers() {
		call.heardEnd(r.name, true) // the beep, if it was not over
	}
	r.state = state
	view := r.view()
	length := r.written()
	if !r.discard {
		length = r.server.store(r)
	}
	seconds := int(length / time.Second)
	view.Duration = &seconds
	if r.silence > 0 {
		talking := int(r.talking() / time.Second)
		silent := seconds - talking
		view.TalkingDuration, view.SilenceDuration = &talking, &silent
	}
	r.forget()
	r.tell("RecordingFinished", view)
	r.server.notify()
}

// talking is how long somebody spoke on the tapes.
func (r *recording) talking() time.Duration {
	var sum time.Duration
	for _, call := range r.speakers() {
		for _, t := range r.tapes {
			for _, talk := range call.talks {
				from, to := later(t.from, talk.from), earlier(t.to, talk.to)
				sum += max(to.Sub(from), 0)
			}
		}
	}
	return sum
}

func (r *recording) forget() {
	if r.server.recordings[r.name] == r {
		delete(r.server.recordings, r.name)
	}
	if r.channel != nil {
		r.channel.tapes = slices.DeleteFunc(r.channel.tapes, func(o *recording) bool { return o == r })
	} else {
		r.bridge.recordings = slices.DeleteFunc(r.bridge.recordings, func(o *recording) bool { return o == r })
	}
}

// recording tells whether the channel is recorded or will be.
func (ch *channel) recording() bool { return len(ch.tapes) > 0 }

// endRecordingBy ends the recordings that a key of the channel ends.
func (ch *channel) endRecordingBy(digit string) {
	all := slices.Clone(ch.tapes)
	if ch.bridge != nil {
		all = append(all, ch.bridge.recordings...)
	}
	for _, r := range all {
		if r.state == recordRunning && len(digit) == 1 && slices.Contains([]byte(r.terminate), digit[0]) {
			r.over()
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
