package fakeari

import "net/http"

// Leg is a call to an Endpoint, seen from the side of who was dialled. What a
// caller can do and wait for the callee can as well: see Call.
type Leg struct {
	*Call
	dialled string
	as      callerView // who it said was calling when the call arrived
	status  string     // of the last Dial event
	next    *alarm     // the script's next step
}

// dialStatuses of Dial events, as Asterisk spells them.
const (
	dialBegun    = ""
	dialRinging  = "RINGING"
	dialProgress = "PROGRESS"
	dialAnswer   = "ANSWER"
	dialBusy     = "BUSY"
	dialNoAnswer = "NOANSWER"
	dialCancel   = "CANCEL"
)

// Dialled is the dial string that was asked for.
func (l *Leg) Dialled() string { return l.dialled }

// CallerID is who calls by what the callee's telephone showed when it rang.
func (l *Leg) CallerID() (name, number string) {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	return l.as.Name, l.as.Number
}

// Connected is who the callee's telephone shows now.
func (l *Leg) Connected() (name, number string) {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	return l.channel.connected.Name, l.channel.connected.Number
}

// Ring lets the callee's telephone ring.
func (l *Leg) Ring() { l.locked((*Leg).ring) }

// Progress gives early media.
func (l *Leg) Progress() { l.locked((*Leg).progress) }

// Answer takes the call.
func (l *Leg) Answer() { l.locked((*Leg).answer) }

// Reject refuses the call with a cause by Q.850 and, unless it is zero, a status by
// SIP. A call that is answered is not refused any more.
func (l *Leg) Reject(cause, sip int) { l.locked(func(l *Leg) { l.reject(cause, sip) }) }

// Forward sends the caller elsewhere, as 302 does.
func (l *Leg) Forward(to string) { l.locked(func(l *Leg) { l.forward(to) }) }

// Hangup ends the call from the callee's side; cause zero names none, as a BYE
// does. Before the answer it refuses the call.
func (l *Leg) Hangup(cause int) { l.locked(func(l *Leg) { l.hangUp(cause) }) }

func (l *Leg) locked(do func(*Leg)) {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	if l.ending == nil {
		do(l)
	}
}

func (l *Leg) answered() bool { return l.channel.state == stateUp }

// tellDial publishes how dialling goes.
func (l *Leg) tellDial(status string) {
	l.status = status
	l.channel.publishDial(event{DialStatus: &status})
}

func (ch *channel) publishDial(e event) {
	none := ""
	if e.DialString == nil {
		e.DialString = &none
		if ch.origination != nil && e.Forward == nil {
			e.DialString = &ch.address.dialled
		}
	}
	if e.Forward == nil {
		e.Forward = &none
	}
	e.Type, e.Peer = "Dial", ch.view()
	ch.server.publish(e, ch.subscribers, ch.endpoint)
}

func (l *Leg) ring() {
	if l.answered() {
		return
	}
	l.channel.setState(stateRinging)
	l.tellDial(dialRinging)
}

func (l *Leg) progress() {
	if l.answered() {
		return
	}
	l.channel.early = true
	l.tellDial(dialProgress)
	l.channel.mixed()
	l.notify()
}

func (l *Leg) answer() {
	ch := l.channel
	if l.answered() {
		return
	}
	ch.patience.cancel()
	if ch.half != nil {
		ch.half.setState(stateUp)
	}
	ch.setState(stateUp)
	l.tellDial(dialAnswer)
	ch.mixed()
	if ch.origination != nil {
		ch.origination.arrive(ch)
	}
	ch.server.notify()
}

// reject ends a leg that was not answered.
func (l *Leg) reject(cause, sip int) {
	if l.answered() {
		return
	}
	ch := l.channel
	if !ch.address.local() {
		ch.techCause = sip
	}
	ch.end(parting{request: cause, cause: cause, dial: l.failure(cause)})
}

// failure is the status that an originated leg ends with; a created one tells none.
func (l *Leg) failure(cause int) string {
	switch {
	case l.channel.origination == nil:
		return ""
	case cause == causeBusy:
		return dialBusy
	case cause == causeCongestion:
		return "CONGESTION"
	case cause == causeUnallocated || cause == causeNoRoute || cause == causeUnregistered:
		return "CHANUNAVAIL"
	}
	return dialNoAnswer
}

// forward ends the leg as Asterisk ends one that was redirected: nobody goes there
// but whoever is told.
func (l *Leg) forward(to string) {
	if l.answered() {
		return
	}
	ch, cancel := l.channel, dialCancel
	told := func() { ch.publishDial(event{DialStatus: &cancel, Forward: &to}) }
	ch.techCause = http.StatusFound
	if ch.origination == nil {
		told()
	}
	ch.end(parting{request: causeRedirected, cause: causeRedirected, told: told})
}

func (l *Leg) hangUp(cause int) {
	ch := l.channel
	switch {
	case !l.answered() && cause == 0:
		l.reject(causeRejected, http.StatusForbidden)
	case !l.answered():
		l.reject(cause, sipStatus(cause))
	case cause != 0:
		ch.end(parting{request: cause, cause: cause})
	case ch.address.local():
		ch.end(parting{request: causeNormal, cause: causeNormal})
	case ch.origination != nil: // a BYE names no cause, and nothing else does
		ch.end(parting{})
	default:
		ch.end(parting{cause: causeNormal})
	}
}
