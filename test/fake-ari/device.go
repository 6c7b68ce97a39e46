package fakeari

// deviceOf is the state of the device of an endpoint, as Asterisk makes it of its channels: a telephone rings from when
// it says so, a Local address is in use as soon as it is dialled.
func (s *Server) deviceOf(name string) string {
	phone := s.phone(name)
	if phone == nil {
		return "INVALID"
	}
	inUse, rings := false, false
	for _, leg := range phone.legs {
		ch := leg.channel
		if ch.hungUp || ch.gone || ch.address.endpoint != name {
			continue
		}
		switch {
		case ch.address.local(), ch.state == stateUp:
			inUse = true
		case ch.state == stateRinging:
			rings = true
		}
	}
	switch {
	case inUse && rings:
		return "RINGINUSE"
	case inUse:
		return "INUSE"
	case rings:
		return "RINGING"
	case phone.state == "offline":
		return "UNAVAILABLE"
	}
	return "NOT_INUSE"
}

// tellDevice publishes the state of a device if it is not the one that was told last.
func (s *Server) tellDevice(name string) {
	if name == "" || len(s.phones) == 0 {
		return
	}
	now := s.deviceOf(name)
	before, told := s.devicesTold[name]
	if now == before || !told && now == "NOT_INUSE" || now == "INVALID" {
		return
	}
	s.devicesTold[name] = now
	s.publishDevice(deviceView{Name: name, State: now})
}

// publishDevice tells those who want to hear of a device.
func (s *Server) publishDevice(view deviceView) {
	var hear []*application
	for _, app := range s.apps {
		if app.devices[view.Name] > 0 || app.devices[""] > 0 {
			hear = append(hear, app)
		}
	}
	s.publish(event{Type: "DeviceStateChanged", DeviceState: &view}, hear, "")
}

// tellOfDevice publishes the state of the device of a leg.
func (ch *channel) tellOfDevice() {
	if ch.leg != nil {
		ch.server.tellDevice(ch.address.endpoint)
	}
}
