package flows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// broken is a telephone that panics once, when the walk asks for the time at a given step.
type broken struct {
	*flowtest.Phone
	at   string
	now  string
	done bool
}

// Now panics when the walk has come to the step.
func (b *broken) Now() time.Time {
	if b.now == b.at && !b.done {
		b.done = true
		panic("the engine has a bug")
	}
	return b.Phone.Now()
}

// TestAWalkerThatPanics: a panic outside of a step's code ends the call as a
// failure does, with the apology and on_hangup, and names the step.
func TestAWalkerThatPanics(t *testing.T) {
	program := compile(t, `
flows:
  main:
    on_hangup: [log: "gone", log: "told"]
    steps: [answer, play: one, log: two, hangup]
`)
	for _, at := range []string{"main/2", "main/3", "main/on_hangup.1"} {
		phone := &broken{Phone: flowtest.NewPhone(flowtest.Options{}), at: at}
		var facts []flows.Fact
		opts := flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c1"}, Apology: []string{"sorry"},
			Observe: func(f flows.Fact) {
				if facts = append(facts, f); f.Kind == flows.StepBegun {
					phone.now = f.Step
				}
			}}
		outcome := flows.NewWalker(program, phone, opts).Run(phone.Context())
		failed, told := "", ""
		for _, f := range facts {
			switch f.Kind {
			case flows.StepFailed:
				failed += f.Step
			case flows.Logged:
				told += f.Text + " "
			}
		}
		if failed != at {
			t.Errorf("panic at %s: %q is said to have failed", at, failed)
		}
		if at == "main/on_hangup.1" {
			if outcome.Status != flows.Ended {
				t.Errorf("panic in on_hangup: the call %s", outcome.Status)
			}
			continue
		}
		step := (*flows.StepError)(nil)
		if outcome.Status != flows.Failed || !errors.Is(outcome.Err, flows.ErrPanic) || !errors.As(outcome.Err, &step) {
			t.Errorf("panic at %s: the call %s with %v", at, outcome.Status, outcome.Err)
		}
		heard := phone.Heard()
		if len(heard) == 0 || heard[len(heard)-1].Media != "sorry" {
			t.Errorf("panic at %s: the caller heard %v last, no apology", at, heard)
		}
		if phone.HungUp() == nil || told != "gone told " {
			t.Errorf("panic at %s: hung up %v, on_hangup logged %q", at, phone.HungUp(), told)
		}
	}
}
