package sip

import (
	"errors"
	"fmt"
	"time"
)

// Manner is how an [Answerer] takes a call; the zero value answers at once.
type Manner struct {
	// Port is where it is rung; 0 for any that is free.
	Port uint16
	// Rings is how long it rings before it says more; negative for ever, until the call is taken back.
	Rings time.Duration
	// Mute has it say nothing at all while it would ring.
	Mute bool
	// Early opens the media before the answer (183) instead of ringing (180), and speaks already.
	Early bool
	// Status refuses the call, such as 486; 0 answers it.
	Status int
	// Forward is the address to which a Status of 302 forwards the call, such as sip:200@127.0.0.1.
	Forward string
	// Speaks has it say a tone all the time, so that the other side hears something: of Hertz, a multiple of 50; 0 is
	// 1000.
	Speaks bool
	Hertz  int
	// Presses are keys that it presses, Hesitates after the answer.
	Presses   string
	Hesitates time.Duration
	// Leaves is how long after the answer, or its keys, it hangs up; 0 leaves that to the other side.
	Leaves time.Duration
}

func (m Manner) validate() error {
	forwards := m.Status >= 300 && m.Status < 400
	switch {
	case m.Status != 0 && (m.Status < 300 || m.Status > 699):
		return fmt.Errorf("%w: status %d is no refusal", ErrBadScript, m.Status)
	case forwards != (m.Forward != ""):
		return fmt.Errorf("%w: a status of 3xx goes with Forward", ErrBadScript)
	case m.Hertz < 0 || m.Hertz%toneStep != 0 || m.Hertz >= sampleRate/2:
		return fmt.Errorf("%w: a tone of %d Hz", ErrBadScript, m.Hertz)
	case m.Leaves < 0 || m.Hesitates < 0 || (m.Leaves > 0 || m.Presses != "") && m.Status != 0:
		return fmt.Errorf("%w: who refuses neither leaves nor presses keys", ErrBadScript)
	}
	return nil
}

// errTaken tells that the caller gave up, or that the telephone is closed.
var errTaken = errors.New("the call was taken back")

// take is what the telephone does with its call, beside the reader.
func (a *Answerer) take() {
	if a.manner.Mute {
		a.answerWith("100 Trying", "")
	} else if a.manner.Early {
		a.answerWith("183 Session Progress", a.description())
	} else if a.manner.Rings != 0 {
		a.answerWith("180 Ringing", "")
	}
	if a.manner.Early && a.manner.Speaks {
		a.speak()
	}
	if a.wait(a.manner.Rings, a.taken) != nil {
		return
	}
	if status := a.manner.Status; status != 0 {
		a.answerWith(fmt.Sprintf("%d Refused", status), "")
		return
	}
	a.answerWith("200 OK", a.description())
	a.speak()
	if a.manner.Presses != "" {
		if a.wait(a.manner.Hesitates, a.ended) != nil || a.Press(a.manner.Presses) != nil {
			return // the call is over
		}
	}
	if a.manner.Leaves > 0 && a.wait(a.manner.Leaves, a.ended) == nil {
		_ = a.Hangup() // who has gone meanwhile does not say so
	}
}

// wait lets time pass, for ever when that is negative.
func (a *Answerer) wait(d time.Duration, until <-chan struct{}) error {
	var due <-chan time.Time
	if d >= 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-due:
		return nil
	case <-until:
	case <-a.closed:
	}
	return errTaken
}
