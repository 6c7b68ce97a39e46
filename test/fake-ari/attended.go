package fakeari

// ReferAttended asks for a transfer after a word, as a telephone does by REFER with
// Replaces: it has a second call, other, and wants the two joined with whom it
// talks here and there. to is the number of whom it talks with there. The
// application hears of it as it does of [Call.Refer]; else Asterisk does the
// transfer by itself, ReferAttended is false, and what the telephone is told is
// among TransferStates.
func (c *Call) ReferAttended(to string, other *Call) bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	ch := c.channel
	if c.ending != nil {
		return false
	}
	ch.refers, ch.replaces, c.transfers = to, other.channel, nil
	if ch.variables["PJSIP_TRANSFER_HANDLING()"] == "ari-only" {
		ch.tellTransfer("")
		return true
	}
	state := "channel_declined"
	if !other.channel.gone && ch.bridge != nil {
		ch.joinOthers(other.channel)
		state = "channel_answered"
	}
	ch.refers, ch.replaces = "", nil
	c.transfers = append(c.transfers, state)
	c.notify()
	return false
}

// wants tells what is known of the other call, which may have ended.
func (ch *channel) wants(to *referToView) {
	other := ch.replaces
	if other == nil {
		return
	}
	to.Requested.Params = []paramView{{"from", "here"}, {"to", "there"}}
	if other.gone {
		return
	}
	to.Destination = other.view()
	if b := other.bridge; b != nil {
		to.Bridge = b.view()
		to.Connected = b.onlyOther(other)
	}
}

// onlyOther is whom a member talks with, nil for nobody, or several.
func (b *bridge) onlyOther(ch *channel) *channelView {
	for _, other := range b.members {
		if other != ch && len(b.members) == 2 {
			return other.view()
		}
	}
	return nil
}

// joinOthers does an attended transfer as Asterisk does between bridges of
// applications: a Local channel whose halves take the places of the two.
func (ch *channel) joinOthers(other *channel) {
	s := ch.server
	one := s.newChannel("", "Local/_attended@transfer", stateDown)
	one.address = address{technology: "Local", context: "transfer", exten: "_attended"}
	one.dialplan = dialplanView{Context: "transfer", Exten: "_attended", Priority: 1}
	one.name += ";1"
	s.newHalf(one, "")
	two := one.half
	two.setState(stateUp)
	two.displace(other)
	one.displace(ch)
	one.setState(stateUp)
	if other.app != nil { // there is no dialplan below it that would go on
		other.hangUp(causeNormal, true)
	}
}

// displace puts a channel where another one is. The other one stays in its
// application if it was in a bridge.
func (ch *channel) displace(former *channel) {
	app, b := former.app, former.bridge
	if app == nil {
		return
	}
	ch.app = app
	app.subscribeChannel(ch)
	ch.dialplan.AppName, ch.dialplan.AppData = "Stasis", app.name
	ch.publishTo(app, event{Type: "StasisStart", Args: &[]string{}, Replace: former.view()})
	if b == nil {
		former.hangUp(causeNormal, true)
		return
	}
	former.leaveBridge()
	b.join(ch, joining{})
}
