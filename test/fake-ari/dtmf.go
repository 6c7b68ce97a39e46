package fakeari

import (
	"net/http"
	"time"
)

// pressed is a key that came in from the channel's caller. It is told of at once,
// and goes on within Asterisk for its length, as one that came by SIP INFO does: whoever
// is in a bridge with the channel then gets its end.
func (ch *channel) pressed(digit string, length int) {
	ch.publish(event{Type: "ChannelDtmfReceived", Digit: digit, Duration: &length})
	if ch.bridge == nil {
		ch.server.after(time.Duration(length)*time.Millisecond, func() { ch.passKey(digit) })
	} else {
		ch.passKey(digit)
	}
	ch.endRecordingBy(digit)
}

// sendDTMF plays keys to the channel; that takes the channel's thread its time.
func sendDTMF(s *Server, a *ask) reply {
	ch, refusal := s.usable(a)
	if ch == nil {
		return refusal
	}
	keys := a.params.text("dtmf")
	if keys == "" {
		return failed(http.StatusBadRequest, "DTMF is required")
	}
	ms := func(name string, absent int) time.Duration {
		return time.Duration(a.params.number(name, absent)) * time.Millisecond
	}
	length := ms("before", 0) + ms("after", 0)
	for _, key := range keys {
		switch key {
		case 'w':
			length += 500 * time.Millisecond
		case 'W':
			length += time.Second
		default:
			length += ms("duration", 100) + ms("between", 100)
		}
	}
	var end *alarm
	c := &command{abort: func() { end.cancel() }}
	c.start = func() bool {
		if ch.hungUp {
			return true
		}
		ch.progress()
		if ch.call != nil {
			ch.call.keysHeard += keys
			ch.tell()
		}
		end = s.after(length, func() { ch.commands.finish(c) })
		return false
	}
	if !ch.commands.add(c) {
		return allocationFailed()
	}
	return noContent()
}
