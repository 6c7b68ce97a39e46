package flows_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestHangupInTheMiddleOfEachWait: the step unwinds, no step follows, on_hangup runs.
func TestHangupInTheMiddleOfEachWait(t *testing.T) {
	for name, c := range map[string]struct{ step, script string }{
		"the answer delay":                {"answer", "200ms hangup"},
		"play":                            {"play: a", "1500ms hangup"},
		"play, early":                     {"play: {media: a, early: true}", "1500ms hangup"},
		"wait":                            {"wait: 10s", "3s hangup"},
		"the prompt of a menu":            {"menu: {prompt: a, choices: {1: exit}}", "1500ms hangup"},
		"the first timeout":               {"menu: {prompt: a, choices: {1: exit}}", "@a 3s hangup"},
		"the inter-digit timeout":         {"menu: {prompt: a, choices: {1: exit, 12: exit}}", "@a 1s 1 1s hangup"},
		"the terminator timeout":          {"collect: {length: 2, term_timeout: 5s}", "1s 12 1s hangup"},
		"a handler":                       {"collect: {prompt: a, on_noinput: {play: b}}", "@b 1s hangup"},
		"a confirmation":                  {"collect: {length: 1, confirm: {prompt: b}}", "1s 5 @b 1s hangup"},
		"a pin":                           {"menu: {pin: {value: '1', prompt: p}, choices: {1: exit}}", "@p 1s hangup"},
		"a choice":                        {"menu: {prompt: a, choices: {1: {play: b}}}", "@a 1 @b 1s hangup"},
		"the moment a prompt ends":        {"play: a", "2499ms hangup"},
		"the very moment the call begins": {"answer", "hangup"},
	} {
		t.Run(name, func(t *testing.T) {
			program := compile(t, "defaults: {on_hangup: {log: gone}}\nflows: {main: ["+c.step+", log: never]}")
			phone := flowtest.NewPhone(flowtest.Options{AnswerDelay: 500 * time.Millisecond}, parse(t, c.script)...)
			var facts []flows.Fact
			outcome := flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"),
				Observe: func(f flows.Fact) { facts = append(facts, f) }}).Run(phone.Context())
			if outcome.Status != flows.HungUp || outcome.Cause != flows.CauseNormal || logged(facts) != "gone" {
				t.Errorf("ended %+v, logged %q", outcome, logged(facts))
			}
			if phone.HungUp() != nil {
				t.Error("a channel that is gone was hung up")
			}
		})
	}
}

// TestOnHangupRunsInnerFirst, whoever ends the call and wherever the walk is.
func TestOnHangupRunsInnerFirst(t *testing.T) {
	text := `
vars: {who: nobody}
defaults: {on_hangup: {log: "file ${vars.who}"}}
flows:
  main: {on_hangup: {log: "main ${steps.m.status}"}, steps: [answer, call: {id: m, flow: sub, args: {n: 7}}, wait: 5s]}
  sub: {params: {n: 0}, on_hangup: {log: "sub ${flow.n}"}, steps: [set: {who: me}, if: {is: "true", then: [%s]}]}
`
	for step, want := range map[string]string{
		"wait: 1m":     "sub 7; main ; file me",
		"hangup: busy": "sub 7; main ; file me",
		"return: done": "main done; file me",
		"boom":         "sub 7; main ; file me",
	} {
		p := dialIn(t, compile(t, strings.Replace(text, "%s", step, 1), boom()), "10s hangup")
		if got := p.logged(); got != want {
			t.Errorf("%s: logged %q, want %q\n%s", step, got, want, p)
		}
	}
}

func TestOnHangupRunsWhenTheFlowEndsByItself(t *testing.T) {
	p := dialIn(t, compile(t, "flows: {main: {params: {n: 3}, on_hangup: {log: '${flow.n}'}, steps: [answer]}}"), "")
	if p.logged() != "3" || p.outcome.Status != flows.Ended {
		t.Errorf("logged %q, ended %+v", p.logged(), p.outcome)
	}
}

// TestAFailureInOnHangup is told and keeps nobody else from running, and no
// on_error of a waiting flow takes it: those may need the telephone.
func TestAFailureInOnHangup(t *testing.T) {
	p := dialIn(t, compile(t, `
defaults: {on_error: {play: sorry}, on_hangup: {log: file}}
flows:
  main: {on_error: {play: sorry}, on_hangup: {log: main}, steps: [call: {flow: sub, on_error: {play: sorry}}]}
  sub: {on_hangup: [boom: {on_error: {log: own}}, boom, log: never], steps: [wait: 1m]}
`, boom()), "1s hangup")
	want := "own; on_hangup: step sub/on_hangup.2 (f:6:51): no luck; main; file"
	if p.logged() != want || p.outcome.Status != flows.HungUp {
		t.Errorf("logged %q, want %q; ended %+v\n%s", p.logged(), want, p.outcome, p)
	}
}

func TestOnHangupHasTheLimitsForItself(t *testing.T) {
	p := dialIn(t, compile(t, `
limits: {max_steps: 5}
flows: {main: {on_hangup: [log: bye, log: bye], steps: [log: {id: x, text: a}, goto: x]}}`), "")
	if p.logged() != "a; a; a; bye; bye" {
		t.Errorf("logged %q", p.logged())
	}
}

// TestTheBudgetOfOnHangup: all of it together takes 5 s at most.
func TestTheBudgetOfOnHangup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		program := compile(t, `
defaults: {on_hangup: {log: file}}
flows: {main: {on_hangup: [log: first, boom: wait, log: never], steps: [hangup]}}`, boom())
		began := time.Now()
		p := dialIn(t, program, "")
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("took %v", took)
		}
		want := "first; on_hangup: " + context.DeadlineExceeded.Error() + "; on_hangup: " + context.DeadlineExceeded.Error()
		if p.logged() != want {
			t.Errorf("logged %q, want %q", p.logged(), want)
		}
	})
}

// detached is a telephone whose call is handed over at the moment in which it is hung up.
type detached struct{ *flowtest.Phone }

// Hangup hands the call over and does not hang up.
func (d detached) Hangup(ctx context.Context, _ flows.Cause) error {
	d.Detach()
	return context.Cause(ctx)
}

// TestDetachedWhileHangingUp: a call that could not be hung up, as it was detached
// a moment before, goes on elsewhere: it has not ended, and its on_hangup does not run.
func TestDetachedWhileHangingUp(t *testing.T) {
	program := compile(t, `flows: {main: {on_hangup: {log: gone}, steps: [answer, hangup]}}`)
	phone := detached{flowtest.NewPhone(flowtest.Options{})}
	opts := flows.Options{Flow: program.Flow("main"), Observe: func(f flows.Fact) {
		if f.Kind == flows.Logged || f.Kind == flows.CallOver {
			t.Errorf("%s %s", f.Kind, f.Text)
		}
	}}
	outcome := flows.NewWalker(program, phone, opts).Run(phone.Context())
	if outcome.Status != flows.Detached || !errors.Is(outcome.Err, flows.ErrDetached) {
		t.Errorf("the call %s with %v", outcome.Status, outcome.Err)
	}
}
