package call

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// LegArgument is the first argument with which a leg enters Stasis; the second is the caller's channel.
const LegArgument = "ariapp-leg"

// readOther turns an event of a channel or bridge beside the caller's channel
// into a message, or one of the caller's channel that tells no more than a key does.
func (c *Call) readOther(event ari.Event) (message, bool) {
	at := receivedAt(event)
	switch e := event.(type) {
	case *ari.Dial:
		return legDial(at, e)
	case *ari.ChannelStateChange:
		m := message{at: at, leg: e.Channel.ID}
		switch e.Channel.State {
		case ari.ChannelStateRinging:
			m.state = flows.Rang
		case ari.ChannelStateUp:
			m.state = flows.Answered
		default:
			return message{}, false
		}
		return m, true
	case *ari.ChannelHangupRequest:
		m := message{at: at, leg: e.Channel.ID, state: flows.LegGone}
		if soft := e.Soft != nil && *e.Soft; e.Cause != nil && !soft {
			m.cause = flows.Cause(*e.Cause)
		}
		return m, true
	case *ari.StasisStart:
		return message{at: at, moved: e.Channel.ID}, e.Application == c.opts.App
	case *ari.ApplicationMoveFailed:
		return message{at: at, moved: e.Channel.ID, failed: true}, true
	case *ari.StasisEnd:
		if e.Application != "" && c.opts.App != "" && e.Application != c.opts.App {
			return message{}, false // it has been brought here from there
		}
		return message{at: at, leg: e.Channel.ID, state: flows.LegGone}, true
	case *ari.ChannelDestroyed:
		m := message{at: at, leg: e.Channel.ID, state: flows.LegGone, cause: flows.Cause(e.Cause), gone: true}
		if e.TechCause != nil {
			m.sip = *e.TechCause
		}
		return m, true
	case *ari.ChannelDtmfReceived:
		if len(e.Digit) != 1 {
			return message{}, false
		}
		key, err := digits.ParseKey(rune(e.Digit[0]))
		took := time.Duration(e.DurationMS) * time.Millisecond
		return message{at: at, leg: e.Channel.ID, key: key, took: took}, err == nil
	}
	return message{}, false
}

// legDial is what an event of the dialling tells. That the other side is busy
// need not end the channel: it counts as told, and the channel's end is awaited.
func legDial(at time.Time, e *ari.Dial) (message, bool) {
	m := message{at: at, leg: e.Peer.ID}
	switch e.DialStatus {
	case "RINGING":
		m.state = flows.Rang
	case "PROGRESS":
		m.state = flows.Progressed
	case "ANSWER":
		m.state = flows.Answered
	case "BUSY":
		m.state, m.cause = flows.LegGone, flows.CauseBusy
	case "CONGESTION":
		m.state, m.cause = flows.LegGone, flows.CauseCongestion
	case "CANCEL": // by a telephone that forwards the call, which Asterisk does not follow here
		if e.Forward == nil || *e.Forward == "" {
			return message{}, false
		}
		m.state, m.forward = flows.LegGone, *e.Forward
	default:
		return message{}, false
	}
	return m, true
}

func receivedAt(event ari.Event) time.Time {
	if at := event.Header().Received; !at.IsZero() {
		return at
	}
	return time.Now()
}

// legEvent is what a message about a leg means to the walk; false when it means nothing new.
func (c *Call) legEvent(m message) (flows.Event, bool) {
	l := c.legOf(m.leg)
	if l == nil || l.gone {
		return flows.Event{}, false
	}
	name := flows.Party(l.id)
	if m.state == "" {
		return flows.Event{Kind: flows.LegKey, At: m.at, Leg: name, Key: m.key, Took: m.took}, true
	}
	if m.state != flows.LegGone {
		if order(m.state) <= order(l.state) {
			return flows.Event{}, false
		}
		l.state = m.state
		return flows.Event{Kind: flows.LegChanged, At: m.at, Leg: name, State: m.state}, true
	}
	if m.cause > 0 {
		l.cause = m.cause
	}
	if m.sip > 0 {
		l.sip = m.sip
	}
	if m.forward != "" {
		l.forward = m.forward
	}
	if !m.gone { // why is told with its end
		if l.endsAt.IsZero() {
			l.endsAt = time.Now().Add(legGrace)
		}
		return flows.Event{}, false
	}
	return c.legIsGone(l, m.at), true
}

// otherEvent is what a message about others than the caller means to the walk.
func (c *Call) otherEvent(m message) (flows.Event, bool) {
	switch {
	case m.other != nil:
		event := *m.other
		if event.Kind == flows.CameBack && c.upAgain.Load() {
			c.answered = true
		}
		if event.Kind == flows.TransferAsked {
			return event, c.asks(event.Transfer)
		}
		return event, true
	case m.recording != "":
		return c.recordingEnded(m)
	case m.left != "":
		return c.leftEvent(m)
	}
	return c.legEvent(m)
}

// asks names who asks for a transfer as the walk knows them; false for one who is here no more.
func (c *Call) asks(wanted *flows.Transfer) bool {
	channel := string(wanted.By)
	if channel == c.Channel() {
		wanted.By = flows.Caller
		return true
	}
	l := c.legOf(channel)
	if l == nil {
		return false
	}
	wanted.By = flows.Party(l.id)
	return true
}

// leftEvent tells that a party is in a bridge no more, unless the call itself took it out.
func (c *Call) leftEvent(m message) (flows.Event, bool) {
	if c.toldAgain(m) {
		return flows.Event{}, false
	}
	if c.parted(m.leg, m.left) {
		return flows.Event{}, false
	}
	party := flows.Caller
	if m.leg == c.Channel() {
		if c.inBridge != m.left {
			return flows.Event{}, false
		}
		c.inBridge = ""
	} else {
		l := c.legOf(m.leg)
		if l == nil || l.bridge != m.left {
			return flows.Event{}, false
		}
		party, l.bridge = flows.Party(l.id), ""
	}
	return flows.Event{Kind: flows.PartyLeft, At: m.at, Leg: party, Bridge: m.left}, true
}

// toldAgain tells whether a message is what another application has told already:
// two hear of a bridge while the caller is in another one than their legs.
func (c *Call) toldAgain(m message) bool {
	which := parting{m.leg, m.left}
	before := c.left[which]
	c.left.put(which, m.told)
	return !m.told.at.IsZero() && before.at.Equal(m.told.at) && before.app != m.told.app
}

func (c *Call) legIsGone(l *leg, at time.Time) flows.Event {
	l.gone, l.endsAt, l.bridge = true, time.Time{}, ""
	l.state = flows.LegGone
	for id, p := range c.playing { // what played to it ends without a word
		if p.to == l.channel {
			c.playing.drop(id)
		}
	}
	return flows.Event{Kind: flows.LegChanged, At: at, Leg: flows.Party(l.id), State: flows.LegGone, Cause: l.cause,
		SIP: l.sip, Forward: l.forward}
}

// lateLeg is the end of a leg of which Asterisk has told that it ends, and then
// nothing more. It is ended for certain.
func (c *Call) lateLeg(ctx context.Context) (flows.Event, bool) {
	for name, l := range c.legs {
		if l.gone || l.endsAt.IsZero() || time.Now().Before(l.endsAt) {
			continue
		}
		_ = c.HangupLeg(ctx, name, flows.CauseNormal)
		return c.legIsGone(l, time.Now()), true
	}
	return flows.Event{}, false
}

func order(s flows.LegState) int {
	switch s {
	case flows.Rang:
		return 1
	case flows.Progressed:
		return 2
	case flows.Answered:
		return 3
	case flows.LegGone:
		return 4
	}
	return 0
}

// subject is the channel that an event tells of, for those that are told of
// every channel; false for events that tell of something on it.
func subject(event ari.Event) (string, bool) {
	switch e := event.(type) {
	case *ari.Dial:
		return e.Peer.ID, true
	case *ari.StasisStart:
		return e.Channel.ID, true
	case *ari.ApplicationMoveFailed:
		return e.Channel.ID, true
	case *ari.ChannelStateChange:
		return e.Channel.ID, true
	case *ari.ChannelHangupRequest:
		return e.Channel.ID, true
	case *ari.ChannelDestroyed:
		return e.Channel.ID, true
	case *ari.StasisEnd:
		return e.Channel.ID, true
	case *ari.ChannelDtmfReceived:
		return e.Channel.ID, true
	}
	return "", false
}
