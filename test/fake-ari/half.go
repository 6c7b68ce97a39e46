package fakeari

// newHalf makes the second half of a Local channel, the one in whose dialplan the
// callee is.
func (s *Server) newHalf(ch *channel, id string) {
	if id == "" {
		id = ch.id + ";2"
	}
	other := s.newChannel(id, ch.endpoint, stateRing)
	other.name = ch.name[:len(ch.name)-1] + "2"
	other.dialplan = dialplanView{Context: ch.address.context, Exten: ch.address.exten, Priority: 1}
	other.language = ch.language
	ch.half, other.half = other, ch
	other.second = true
}

// dialHalf gives the second half what the first one has when it is dialled.
func (ch *channel) dialHalf() {
	other := ch.half
	if other == nil {
		return
	}
	other.caller, other.connected = ch.connected, ch.caller
	other.language = ch.language
	for name, value := range ch.variables {
		other.variables[name] = value
		other.inherited[name] = ch.inherited[name]
	}
}

// endHalf ends the other half of a Local channel that has ended.
func (ch *channel) endHalf(cause int) {
	other := ch.half
	if other == nil {
		return
	}
	ch.half, other.half = nil, nil
	if other.second && other.app == nil {
		request := causeNormal
		if other.state != stateUp {
			request = cause
		}
		other.end(parting{request: request, cause: cause, silent: cause == 0})
		return
	}
	other.end(parting{request: cause, cause: cause, dial: other.failure(cause)})
}

// failure is the status of the leg that the channel is, if it was not answered.
func (ch *channel) failure(cause int) string {
	if ch.leg == nil || ch.leg.answered() {
		return ""
	}
	return ch.leg.failure(cause)
}
