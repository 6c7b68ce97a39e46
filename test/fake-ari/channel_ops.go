package fakeari

import (
	"net/http"
	"strconv"
)

func channelRoutes() []routeLine {
	const one = "channels/{channelId}"
	return []routeLine{
		{"GET", "channels", "channels.list", listChannels},
		{"POST", "channels", "channels.originate", originateChannel},
		{"POST", "channels/create", "channels.create", createChannel},
		{"POST", "channels/externalMedia", "channels.externalMedia", nil},
		{"GET", one, "channels.get", getChannel},
		{"POST", one, "channels.originateWithId", originateChannel},
		{"DELETE", one, "channels.hangup", hangUpChannel},
		{"POST", one + "/continue", "channels.continueInDialplan", continueChannel},
		{"POST", one + "/move", "channels.move", moveChannel},
		{"POST", one + "/redirect", "channels.redirect", redirectChannel},
		{"POST", one + "/answer", "channels.answer", answerChannel},
		{"POST", one + "/ring", "channels.ring", onThread(func(ch *channel) { ch.ringing = true })},
		{"DELETE", one + "/ring", "channels.ringStop", onThread(func(ch *channel) { ch.ringing = false })},
		{"POST", one + "/progress", "channels.progress", onThread((*channel).progress)},
		{"POST", one + "/dtmf", "channels.sendDTMF", sendDTMF},
		{"POST", one + "/mute", "channels.mute", mute(true)},
		{"DELETE", one + "/mute", "channels.unmute", mute(false)},
		{"POST", one + "/hold", "channels.hold", onThread(func(ch *channel) { ch.held = true })},
		{"DELETE", one + "/hold", "channels.unhold", onThread(func(ch *channel) { ch.held = false })},
		{"POST", one + "/moh", "channels.startMoh", startMOH},
		{"DELETE", one + "/moh", "channels.stopMoh", onThread(func(ch *channel) { ch.music = "" })},
		{"POST", one + "/silence", "channels.startSilence", onThread((*channel).startSilence)},
		{"DELETE", one + "/silence", "channels.stopSilence", onThread((*channel).stopSilence)},
		{"POST", one + "/play", "channels.play", playOnChannel},
		{"POST", one + "/play/{playbackId}", "channels.playWithId", playOnChannel},
		{"POST", one + "/record", "channels.record", recordChannel},
		{"GET", one + "/variable", "channels.getChannelVar", getChannelVar},
		{"POST", one + "/variable", "channels.setChannelVar", setChannelVar},
		{"GET", one + "/variables", "channels.getChannelVars", getChannelVars},
		{"POST", one + "/variables", "channels.setChannelVars", setChannelVars},
		{"POST", one + "/snoop", "channels.snoopChannel", snoopChannel},
		{"POST", one + "/snoop/{snoopId}", "channels.snoopChannelWithId", snoopChannel},
		{"POST", one + "/dial", "channels.dial", dialChannel},
		{"GET", one + "/rtp_statistics", "channels.rtpstatistics", nil},
		{"POST", one + "/transfer_progress", "channels.transfer_progress", reportTransfer},
	}
}

func listChannels(s *Server, _ *ask) reply { return ok(s.channelViews()) }

func getChannel(s *Server, a *ask) reply {
	if ch := s.channels[a.params.text("channelId")]; ch != nil {
		return ok(ch.view())
	}
	return failed(http.StatusNotFound, "Channel not found")
}

// onThread queues something that a channel's thread does in no time. The request
// is answered without waiting for it.
func onThread(do func(*channel)) func(*Server, *ask) reply {
	return func(s *Server, a *ask) reply {
		ch, refusal := s.usable(a)
		if ch == nil {
			return refusal
		}
		return ch.later(do)
	}
}

// later queues a command of no length and answers at once.
func (ch *channel) later(do func(*channel)) reply {
	added := ch.commands.add(&command{start: func() bool { do(ch); return true }})
	if !added {
		return allocationFailed()
	}
	return noContent()
}

// now queues a command of no length and answers when it has been carried out, or
// with the given refusal when the channel left before or the command failed.
func (ch *channel) now(do func(*channel) bool, flushed reply) reply {
	done := false
	c := &command{start: func() bool { done = do(ch); return true }}
	if !ch.commands.add(c) {
		return allocationFailed()
	}
	return reply{wait: c.done, then: func() reply {
		if done {
			return noContent()
		}
		return flushed
	}}
}

func answerChannel(s *Server, a *ask) reply {
	ch, refusal := s.usable(a)
	if ch == nil {
		return refusal
	}
	return ch.now(func(ch *channel) bool {
		if ch.hungUp {
			return false
		}
		ch.setState(stateUp)
		return true
	}, failed(http.StatusInternalServerError, "Failed to answer channel"))
}

// progress is early media: the caller hears something before the answer.
func (ch *channel) progress() {
	if ch.state != stateUp && ch.call != nil {
		ch.call.progressed = true
		ch.tell()
	}
}

func (ch *channel) startSilence() {
	ch.progress()
	ch.silence = true
}

func (ch *channel) stopSilence() { ch.silence = false }

func startMOH(s *Server, a *ask) reply {
	ch, refusal := s.usable(a)
	if ch == nil {
		return refusal
	}
	class := a.params.text("mohClass")
	if class == "" {
		class = "default"
	}
	return ch.later(func(ch *channel) {
		ch.progress()
		ch.music = class
	})
}

func mute(on bool) func(*Server, *ask) reply {
	return func(s *Server, a *ask) reply {
		ch, refusal := s.usable(a)
		if ch == nil {
			return refusal
		}
		directions := map[string][]string{"in": {"in"}, "out": {"out"}, "both": {"in", "out"}}
		direction := a.params.text("direction")
		if direction == "" {
			return failed(http.StatusBadRequest, "Direction is required")
		}
		chosen, known := directions[direction]
		if !known {
			return failed(http.StatusBadRequest, "Invalid direction specified")
		}
		return ch.later(func(ch *channel) {
			for _, d := range chosen {
				ch.muted[d] = on
			}
			ch.mixed()
		})
	}
}

func hangUpChannel(s *Server, a *ask) reply {
	ch := s.channels[a.params.text("channelId")]
	if ch == nil {
		return failed(http.StatusNotFound, "Channel not found")
	}
	reason, code := a.params.text("reason"), a.params.text("reason_code")
	if reason != "" && code != "" {
		return failed(http.StatusBadRequest, "The reason and reason_code can't both be specified")
	}
	cause, known := hangupReasons[reason]
	if !known {
		rep := failed(http.StatusBadRequest, "Invalid reason for hangup reason provided")
		rep.reason = "Invalid Reason"
		return rep
	}
	if code != "" {
		number, err := strconv.Atoi(code)
		if err != nil {
			rep := failed(http.StatusBadRequest, "Invalid reason for hangup reason code provided")
			rep.reason = "Invalid Reason Code"
			return rep
		}
		cause = number
	}
	ch.hangUp(cause, true)
	return noContent()
}

// runStasis is what the dialplan application of that name does.
func (ch *channel) runStasis(app *application, args []string) {
	ch.dialplan.AppName, ch.dialplan.AppData = "Stasis", app.name
	for _, arg := range args {
		ch.dialplan.AppData += "," + arg
	}
	ch.enter(app, args)
}
