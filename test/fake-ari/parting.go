package fakeari

// parting is how a channel is ended.
type parting struct {
	request int    // the cause that the request for it tells; zero tells none
	cause   int    // the cause of the end
	soft    bool   // by this Asterisk, not by the other side
	dial    string // the status of a Dial event that follows; empty for none
	told    func() // what else follows the request; may be nil
	silent  bool   // without a request
}

// hangUp ends the channel at once, whatever it does; what was queued has its turn
// before Stasis ends. The cause of the request is not the cause of the end when it
// was asked for over REST.
func (ch *channel) hangUp(cause int, soft bool) {
	p := parting{request: cause, cause: cause, soft: soft}
	if soft {
		p.request = softHangup
		if ch.outgoing() && ch.state != stateUp && ch.address.technology == "PJSIP" {
			ch.techCause = sipStatus(cause)
		}
	}
	ch.end(p)
}

// end takes the channel out of the world, step by step as Asterisk does.
func (ch *channel) end(p parting) {
	if ch.hungUp || ch.gone {
		return
	}
	if !p.silent {
		ch.requestHangup(p)
	}
	ch.hungUp = true
	ch.leaves.cancel()
	ch.patience.cancel()
	if p.told != nil {
		p.told()
	}
	if p.dial != "" {
		ch.publishDial(event{DialStatus: &p.dial})
	}
	ch.commands.hasten()
	if ch.app != nil {
		ch.exit()
		ch.leaveDialplan()
	}
	ch.destroy(p.cause, Ending{How: EndHangup, Cause: p.cause})
	ch.tellOfDevice()
}

func (ch *channel) requestHangup(p parting) {
	e := event{Type: "ChannelHangupRequest", Soft: p.soft}
	if p.request != 0 {
		e.Cause = &p.request
	}
	if !p.soft {
		e.TechCause = ch.techCause
	}
	ch.publish(e)
}

// leaveDialplan is what those hear who subscribed to the channel by themselves.
func (ch *channel) leaveDialplan() {
	ch.setVariable("STASISSTATUS", "SUCCESS", false)
	if ch.call != nil && !ch.outgoing() {
		end := causeNormal
		ch.publish(event{Type: "ChannelHangupRequest", Cause: &end, Soft: true})
	}
}

// sipStatus is what a cause becomes on an unanswered SIP leg that we end; zero when
// nothing stands for it.
func sipStatus(cause int) int {
	return map[int]int{
		causeUnallocated: 404, causeNoRoute: 404, causeBusy: 486, 18: 408, causeNoAnswer: 480,
		causeUnregistered: 480, causeRejected: 403, 22: 410, 27: 502, 28: 484, 29: 501, 31: 480,
		causeCongestion: 503, 38: 500, 42: 503, 58: 488,
	}[cause]
}
