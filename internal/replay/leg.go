package replay

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// never is a time at which nothing happens.
const never = time.Duration(-1)

// leg is somebody who was dialled, and what they did: how long behind the dialling, never for what they did not.
type leg struct {
	endpoint string
	// agent is whom it is, where a queue has offered them.
	agent                                    string
	rang, progressed, answered, joined, gone time.Duration
	// cause and sip are with what they were gone, ours if the flow ended the leg.
	cause flows.Cause
	sip   int
	ours  bool
	// forward is the extension to which they forwarded the call, as far as the flow followed it.
	forward string
	keys    []legKey
	at      time.Time
}

// legKey is a key that they pressed.
type legKey struct {
	after time.Duration
	key   digits.Key
}

func newLeg(endpoint string, at time.Time) *leg {
	return &leg{endpoint: endpoint, at: at, rang: never, progressed: never, answered: never, joined: never, gone: never}
}

// leaves tells that they have gone by themselves.
func (l *leg) leaves() bool { return l.gone >= 0 && !l.ours }

// callee is somebody who does the same again. Ringing that came later than the dialling is told by the phone.
func (l *leg) callee() flowtest.Callee {
	one := flowtest.Callee{Endpoint: "*", Silent: !l.ringsAtOnce()}
	if l.progressed >= 0 {
		one.Progress = max(l.progressed, 1)
	}
	switch {
	case l.answered >= 0:
		one.Answers, one.After, one.Acts = true, l.answered, l.acts()
	case l.leaves():
		one.After, one.Cause, one.SIP, one.Forward = l.gone, max(l.cause, 1), l.sip, l.forward
	}
	return one
}

// ringsAtOnce tells that it rang before anything else could be told apart from it.
func (l *leg) ringsAtOnce() bool {
	return l.rang == 0 || l.rang > 0 && (l.rang == l.progressed || l.rang == l.answered || l.rang == l.gone)
}

// acts are what they did once they had answered.
func (l *leg) acts() []flowtest.Act {
	var acts []flowtest.Act
	done := l.answered
	for _, one := range l.keys {
		acts = append(acts, flowtest.Wait(max(one.after-done, 0)), flowtest.Key(one.key))
		done = max(done, one.after)
	}
	if l.leaves() {
		acts = append(acts, flowtest.Wait(max(l.gone-done, 0)), flowtest.HangUp())
	}
	return acts
}

// listens is how long they heard a prompt that began so long behind the dialling: until they did something, or were
// joined with the caller. 0 where that does not tell.
func (l *leg) listens(begin time.Duration) time.Duration {
	until := []time.Duration{l.joined}
	if l.leaves() {
		until = append(until, l.gone)
	}
	for _, one := range l.keys {
		until = append(until, one.after)
	}
	until = slices.DeleteFunc(until, func(at time.Duration) bool { return at <= begin })
	if len(until) == 0 {
		return 0
	}
	return slices.Min(until) - begin
}

// recording is one that was begun.
type recording struct {
	at time.Time
	// over tells that it ended, after how long, took is how long it was then.
	over        bool
	after, took time.Duration
	failed      bool
}

// visit is a stay in the dialplan; back tells that the caller came back from it.
type visit struct {
	step  string
	at    time.Time
	back  bool
	after time.Duration
}
