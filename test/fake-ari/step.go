package fakeari

import "time"

// Step is one thing that a callee does, some time after the step before; the first
// one after the call has arrived.
type Step struct {
	after time.Duration
	do    func(*Leg)
}

// Ring lets the callee's telephone ring.
func Ring(after time.Duration) Step { return Step{after, (*Leg).ring} }

// Progress gives early media: something is heard before the answer.
func Progress(after time.Duration) Step { return Step{after, (*Leg).progress} }

// Answer takes the call.
func Answer(after time.Duration) Step { return Step{after, (*Leg).answer} }

// Reject refuses the call with a cause by Q.850 and, unless it is zero, a status by
// SIP: 17 and 486 for somebody who is busy.
func Reject(after time.Duration, cause, sip int) Step {
	return Step{after, func(l *Leg) { l.reject(cause, sip) }}
}

// Forward sends the caller elsewhere, as 302 does.
func Forward(after time.Duration, to string) Step {
	return Step{after, func(l *Leg) { l.forward(to) }}
}

// HangUp ends the call from the callee's side; cause zero names none.
func HangUp(after time.Duration, cause int) Step {
	return Step{after, func(l *Leg) { l.hangUp(cause) }}
}

// Press presses keys, as Call.Press does.
func Press(after time.Duration, keys string) Step {
	return Step{after, func(l *Leg) { l.press(keys) }}
}

// Speak lets the callee say something for a while, as Call.Speak does.
func Speak(after, length time.Duration) Step {
	return Step{after, func(l *Leg) { l.speak(length) }}
}

// run does the steps from the one at the index on.
func (l *Leg) run(script []Step, index int) {
	for ; index < len(script) && l.ending == nil; index++ {
		step := script[index]
		if step.after > 0 {
			l.next = l.server.after(step.after, func() {
				if l.ending == nil {
					step.do(l)
					l.run(script, index+1)
				}
			})
			return
		}
		step.do(l)
	}
}
