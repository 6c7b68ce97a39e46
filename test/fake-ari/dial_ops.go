package fakeari

import (
	"net/http"
	"time"
)

// createChannel makes an outgoing leg that is in Stasis at once and Down until it
// is dialled.
func createChannel(s *Server, a *ask) reply {
	to, refusal := s.destination(a)
	if refusal.status != 0 {
		return refusal
	}
	if a.params.text("originator") != "" && a.params.text("formats") != "" {
		return failed(http.StatusBadRequest, "Originator and formats can't both be specified")
	}
	ch, refusal := s.newLeg(a, to)
	if ch == nil {
		return refusal
	}
	ch.dialable = true
	view := ch.view()
	app := s.apps[a.params.text("app")]
	if !app.active() {
		ch.setVariables(a.params.variables())
		ch.destroy(0, Ending{How: EndFailed})
		return ok(view)
	}
	app.subscribeChannel(ch)
	ch.setVariables(a.params.variables())
	ch.runStasis(app, listOf(a.params.text("appArgs")))
	return ok(view)
}

// dialChannel dials what createChannel made.
func dialChannel(s *Server, a *ask) reply {
	ch, refusal := s.controlled(a)
	switch {
	case ch == nil:
		return refusal
	case ch.state != stateDown, ch.asked:
		// A second dial is the death of the real 22.10.1.
		return failed(http.StatusConflict, "Channel is not in the 'Down' state")
	case !ch.dialable:
		return failed(http.StatusConflict, "Dialing a channel not created by ARI")
	}
	ch.asked = true
	if caller := s.channels[a.params.text("caller")]; caller != nil {
		ch.inherit(caller)
	}
	timeout := time.Duration(max(a.params.number("timeout", 0), 0)) * time.Second
	return ch.later(func(ch *channel) {
		if !ch.hungUp {
			ch.dial(timeout)
		}
	})
}

// inherit takes over what a callee gets from its caller: variables whose names
// begin with one underscore, for this leg only, or with two, for all behind it;
// the caller's number and name, and the language.
func (ch *channel) inherit(caller *channel) {
	for name, depth := range caller.inherited {
		switch depth {
		case 1:
			ch.setVariable(name, caller.variables[name], false)
		case 2:
			ch.setVariable("__"+name, caller.variables[name], false)
		}
	}
	ch.language = caller.language
	if ch.connected != caller.caller {
		ch.connected = caller.caller
		ch.publish(event{Type: "ChannelConnectedLine"})
	}
}

// dial lets the callee know. Without an answer within the time, unless it is zero,
// the leg ends.
func (ch *channel) dial(timeout time.Duration) {
	s := ch.server
	phone := s.phone(ch.address.whole)
	if phone == nil { // an address of the dialplan that leads nowhere
		end := parting{silent: true}
		if ch.origination == nil {
			end.cause = causeNormal
		}
		ch.end(end)
		return
	}
	leg := &Leg{Call: &Call{server: s, channel: ch}, dialled: ch.address.whole, as: ch.connected}
	ch.call, ch.leg = leg.Call, leg
	ch.dialled = ch.origination == nil && ch.bridge == nil
	ch.dialHalf()
	if ch.protocolID == "" && !ch.address.local() {
		ch.protocolID = ch.id + "@fake"
	}
	begun := dialBegun
	ch.publishDial(event{DialStatus: &begun, DialString: &ch.address.dialled})
	if timeout > 0 {
		ch.patience = s.after(timeout, ch.giveUp)
	}
	phone.legs = append(phone.legs, leg)
	ch.tellOfDevice()
	s.notify()
	leg.run(phone.script, 0)
}

// giveUp ends a leg that nobody answered in time.
func (ch *channel) giveUp() {
	if ch.state == stateUp {
		return
	}
	if ch.address.technology == "PJSIP" {
		ch.techCause = sipStatus(causeNoAnswer)
	}
	ch.end(parting{
		request: softHangup, cause: causeNoAnswer, soft: true, silent: ch.origination != nil,
	})
}
