package fakeari

import "strings"

// apply is what the functions of the dialplan change that tell who a party is.
func (ch *channel) apply(name, value string) {
	function, arguments, is := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	if !is {
		return
	}
	field, _, _ := strings.Cut(arguments, ",")
	allowed, allowedText := 0, "Presentation Allowed, Not Screened"
	switch strings.ToUpper(function) {
	case "CALLERID":
		ch.caller.set(field, value)
		ch.publish(event{Type: "ChannelCallerId", Presentation: &allowed, PresentationText: allowedText})
	case "CONNECTEDLINE":
		ch.connected.set(field, value)
		ch.publish(event{Type: "ChannelConnectedLine"})
	case "CHANNEL":
		if strings.EqualFold(field, "language") {
			ch.language = value
		}
	}
}

// set sets a part of who somebody is.
func (v *callerView) set(field, value string) {
	switch strings.ToLower(strings.TrimSpace(field)) {
	case "num", "number":
		v.Number = value
	case "name":
		v.Name = value
	case "all":
		*v = parseCallerID(value)
	}
}
