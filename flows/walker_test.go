package flows_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// TestWhereTheWalkGoes has a row for each way that a walk takes; want is what the log steps said.
func TestWhereTheWalkGoes(t *testing.T) {
	for name, c := range map[string]struct{ text, script, want string }{
		"a list, one after the other": {`
flows: {main: [log: a, log: b]}`, "", "a; b"},
		"goto forward": {`
flows: {main: [goto: x, log: a, log: {id: x, text: b}]}`, "", "b"},
		"goto backward": {`
vars: {n: 0}
flows: {main: [{id: x, set: {n: "${vars.n + 1}"}}, {goto: x, when: vars.n < 3}, log: "${vars.n}"]}`, "", "3"},
		"goto into a branch goes on behind it": {`
flows: {main: [goto: x, if: {is: "false", then: [log: a, log: {id: x, text: b}, log: c]}, log: d]}`, "", "b; c; d"},
		"goto out of a branch": {`
flows: {main: [if: {is: "true", then: [goto: x, log: a]}, log: b, log: {id: x, text: c}]}`, "", "c"},
		"goto within a round keeps the round": {`
flows: {main: [repeat: {id: r, times: 2, steps: [goto: x, log: a, log: {id: x, text: "${steps.r.round}"}]}]}`, "", "1; 2"},
		"goto out of a loop ends it": {`
flows: {main: [repeat: {times: 3, steps: [log: a, goto: x]}, log: b, log: {id: x, text: c}]}`, "", "a; c"},
		"goto back to the loop begins it anew": {`
vars: {n: 0}
flows:
  main:
    - repeat: {id: r, times: 2, steps: [log: "${steps.r.round}", set: {n: "${vars.n + 1}"}, {goto: r, when: vars.n == 1}]}
`, "", "1; 1; 2"},
		"goto a flow leaves this one": {`
flows: {main: [goto: other, log: a], other: [log: b]}`, "", "b"},
		"goto a flow from a called one comes back to the caller": {`
flows: {main: [call: {id: c, flow: x}, log: "back ${steps.c.status}"], x: [goto: y, log: a], y: [log: b, return: done]}`,
			"", "b; back done"},
		"call comes back with ok": {`
flows: {main: [call: {id: c, flow: x}, log: "${steps.c.status}"], x: [log: a]}`, "", "a; ok"},
		"call passes args and gets values": {`
flows:
  main: [call: {id: c, flow: x, args: {n: 4}}, log: "${steps.c.status} ${steps.c.values.twice}"]
  x: {params: {n: 1, m: 2}, steps: [log: "${flow.n} ${flow.m}", return: {status: done, values: {twice: "${flow.n * 2}"}}]}`,
			"", "4 2; done 8"},
		"a flow's variables are its run's own": {`
flows:
  main: [call: x, call: x]
  x: {params: {n: 1}, steps: [set: {flow.n: "${flow.n + 1}"}, log: "${flow.n}"]}`, "", "2; 2"},
		"the results of a flow are its run's own": {`
flows:
  main: [call: x, call: x]
  x: [log: "was ${steps.r.round}", repeat: {id: r, times: 1, steps: [log: in]}]`, "", "was 0; in; was 0; in"},
		"return ends the first flow and so the call": {`
flows: {main: [return: ok, log: a]}`, "", ""},
		"return from inside of branches": {`
flows: {main: [call: x, log: b], x: [if: {is: "true", then: [if: {is: "true", then: [return, log: a]}]}, log: a]}`, "", "b"},
		"when passes over": {`
flows: {main: [log: {text: a, when: call.from == "999"}, log: {text: b, when: call.from == "100"}]}`, "", "b"},
		"a single step is a flow": {"\nflows: {main: {log: a}}", "", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			p := dialIn(t, compile(t, c.text), c.script)
			if got := p.logged(); got != c.want || p.outcome.Status != flows.Ended {
				t.Errorf("logged %q, want %q; ended %+v\n%s", got, c.want, p.outcome, p)
			}
		})
	}
}

// boom fails, panics or waits, as its word says.
func boom() *flows.Spec {
	return &flows.Spec{Kind: "boom", Short: "how", Bare: true, Offline: true,
		Fields: []flows.Field{{Name: "how", Type: flows.OneOf("fail", "panic", "wait"), Default: "fail"}},
		New:    func(a flows.Args) flows.Step { return boomStep(flows.Get[string](a, "how")) }}
}

type boomStep string

func (b boomStep) Run(ctx context.Context, _ *flows.Run) (flows.Next, error) {
	switch b {
	case "panic":
		panic("oh no")
	case "wait":
		<-ctx.Done()
		return flows.Next{}, context.Cause(ctx)
	}
	return flows.Next{}, errors.New("no luck")
}

// TestWhoTakesAFailure has a row for each scope of on_error.
func TestWhoTakesAFailure(t *testing.T) {
	for name, c := range map[string]struct {
		text, want string
		status     flows.Status
	}{
		"nobody": {`
flows: {main: [boom, log: a]}`, "", flows.Failed},
		"the step, then the walk goes on behind it": {`
flows: {main: [boom: {on_error: {log: "${error.message} in ${error.step}, a ${error.kind}"}}, log: a]}`,
			"no luck in main/1, a boom; a", flows.Ended},
		"a step around it": {`
flows: {main: [if: {is: "true", then: [boom, log: a], on_error: {log: b}}, log: c]}`, "b; c", flows.Ended},
		"the flow, which is over then": {`
flows: {main: {on_error: {log: "${error.step}"}, steps: [boom, log: a]}}`, "main/1", flows.Ended},
		"a called flow's own, and the caller hears of it": {`
flows:
  main: [call: {id: c, flow: x}, log: "${steps.c.status}"]
  x: {on_error: {log: a}, steps: [boom]}`, "a; error", flows.Ended},
		"the calling step": {`
flows: {main: [call: {flow: x, on_error: {log: "${error.step}"}}, log: b], x: [boom, log: a]}`, "x/1; b", flows.Ended},
		"the calling flow": {`
flows: {main: {on_error: {log: a}, steps: [call: x, log: b]}, x: [boom]}`, "a", flows.Ended},
		"the file": {`
defaults: {on_error: {log: "${error.message}"}}
flows: {main: [call: x, log: b], x: [boom]}`, "no luck", flows.Ended},
		"the nearest": {`
defaults: {on_error: {log: file}}
flows: {main: {on_error: {log: flow}, steps: [boom: {on_error: {log: step}}]}}`, "step", flows.Ended},
		"the next, when a handler fails itself": {`
defaults: {on_error: {log: file}}
flows: {main: {on_error: [log: flow, boom], steps: [boom: {on_error: [log: step, boom]}, log: a]}}`,
			"step; flow; file", flows.Ended},
		"nobody, when the last handler fails": {`
defaults: {on_error: [log: file, boom]}
flows: {main: [boom]}`, "file", flows.Failed},
		"a handler may go on elsewhere": {`
flows:
  main: [call: {id: c, flow: x}, log: "${steps.c.status}"]
  x: {on_error: {goto: y}, steps: [boom, log: a, log: {id: y, text: b}]}`, "b; ok", flows.Ended},
		"a step's handled failure does not make its flow fail": {`
flows: {main: [call: {id: c, flow: x}, log: "${steps.c.status}"], x: [boom: {on_error: {log: a}}]}`, "a; ok", flows.Ended},
		"a panic is a failure": {`
flows: {main: [boom: {how: panic, on_error: {log: "${error.message}"}}]}`, "step panicked: oh no", flows.Ended},
		"an expression fails at its time": {`
vars: {list: [1]}
flows: {main: [log: {text: "${vars.list[7]}", on_error: {log: taken}}, log: b]}`, "taken; b", flows.Ended},
		"a condition fails at its time": {`
vars: {list: [1]}
flows: {main: [log: {text: a, when: "vars.list[7] == 1", on_error: {log: taken}}, log: b]}`, "taken; b", flows.Ended},
		"a text that grows too long": {`
flows: {main: [{set: {x: "${repeat('0123456789', 7000)}"}, on_error: {log: b}}]}`, "b", flows.Ended},
		"a computed duration that is none": {`
flows: {main: [wait: {time: "${call.from + 'x'}", on_error: {log: "${error.message}"}}]}`,
			"${call.from + 'x'}: 100x is no duration; write 5s, 1m30s or a number of seconds", flows.Ended},
		"a computed number that is none": {`
flows: {main: [play: {media: a, loop: "${2.5}", on_error: {log: "${error.message}"}}]}`,
			"${2.5}: 2.5 is no whole number", flows.Ended},
		"a computed condition that is none": {`
vars: {any: }
flows: {main: [if: {is: "${vars.any}", then: {log: a}, on_error: {log: b}}]}`, "b", flows.Ended},
		"a secret on its way into a text": {`
flows:
  main: [{collect: {id: c, secret: true, attempts: 1, first_timeout: 0s}}, call: {flow: x, args: {pin: "${steps.c.value}"}}]
  x: {params: {pin: }, steps: [log: {text: "it is ${flow.pin}", on_error: {log: "${error.message}"}}]}`,
			"flow.pin: a secret may not stand in a text", flows.Ended},
		"a mapping on its way into a text": {`
vars: {any: }
flows: {main: [set: {any: "${ {'a': 1} }"}, log: {text: "${vars.any}", on_error: {log: b}}]}`, "b", flows.Ended},
		"the file's handler goes to a flow": {`
defaults: {on_error: {goto: help}}
flows: {main: [call: x, log: never], x: [boom], help: [log: help]}`, "help", flows.Ended},
		"a value that no variable can hold": {`
flows: {main: [{set: {x: "${groupBy([1, 2], # > 1)}"}, on_error: {log: b}}]}`, "b", flows.Ended},
	} {
		t.Run(name, func(t *testing.T) {
			p := dialIn(t, compile(t, c.text, boom()), "")
			if got := p.logged(); got != c.want || p.outcome.Status != c.status {
				t.Errorf("logged %q, want %q; ended %+v\n%s", got, c.want, p.outcome, p)
			}
		})
	}
}

func TestTheErrorOfAFailedWalkTellsThePlace(t *testing.T) {
	p := dialIn(t, compile(t, "flows:\n  main:\n    - log: a\n    - boom\n", boom()), "")
	failed := (*flows.StepError)(nil)
	if !errors.As(p.outcome.Err, &failed) || failed.Step != "main/2" || failed.Pos.String() != "f:5:7" {
		t.Errorf("failed with %v", p.outcome.Err)
	}
	if p.outcome.Cause != flows.CauseFailure || *p.phone.HungUp() != flows.CauseFailure {
		t.Errorf("the caller was told %v", p.outcome.Cause)
	}
}

// TestLimits: a call that is stuck ends, and no on_error keeps it alive.
func TestLimits(t *testing.T) {
	for name, c := range map[string]struct{ text, script, want string }{
		"max_steps": {`
limits: {max_steps: 20}
flows: {main: {on_error: {log: never}, steps: [log: {id: x, text: a}, goto: x]}}`, "", "more than 20 steps (max_steps)"},
		"max_same_step": {`
flows: {main: [play: {id: x, media: a}, goto: x]}`, "", "step main/x more than 10 times in a row (max_same_step)"},
		"max_nesting": {`
flows: {main: [call: main]}`, "", "more than 32 flows wait for one another"},
		"max_call_time": {`
limits: {max_call_time: 1m}
flows: {main: {on_error: {log: never}, steps: [wait: 50s, wait: 50s]}}`, "", "the call took 1m0s (max_call_time)"},
		"repeat without times": {`
limits: {max_steps: 9999}
flows: {main: [repeat: {while: "true", steps: [wait: 0s]}]}`, "", "repeat ran 1000 rounds"},
		"a handler that asks within itself": {`
limits: {max_steps: 9999}
flows:
  main:
    on_noinput: {menu: {choices: {1: exit}, first_timeout: 1s, max_noinput: 0}}
    steps: [menu: {choices: {1: exit}, first_timeout: 1s, max_noinput: 0}]`, "", "times in a row"},
	} {
		t.Run(name, func(t *testing.T) {
			p := dialIn(t, compile(t, c.text), c.script)
			if !errors.Is(p.outcome.Err, flows.ErrLimit) || !strings.Contains(p.outcome.Err.Error(), c.want) {
				t.Errorf("ended %+v, want %q", p.outcome, c.want)
			}
			if strings.Contains(p.logged(), "never") {
				t.Error("an on_error took the limit")
			}
		})
	}
}

func TestABoundedLoopMayRepeatOneStep(t *testing.T) {
	p := dialIn(t, compile(t, "flows: {main: [repeat: {times: 25, steps: [play: a]}]}"), "")
	if p.outcome.Status != flows.Ended || len(p.phone.Heard()) != 25 {
		t.Errorf("heard %d rounds, ended %+v", len(p.phone.Heard()), p.outcome)
	}
}

func TestApology(t *testing.T) {
	apology := func(o *flows.Options) { o.Apology = []string{"sorry"} }
	p := dialIn(t, compile(t, "flows: {main: [answer, boom]}", boom()), "", apology)
	if heard := p.phone.Heard(); len(heard) != 1 || heard[0].Media != "sorry" || heard[0].Cut {
		t.Errorf("heard %v", heard)
	}
	p = dialIn(t, compile(t, "flows: {main: [boom]}", boom()), "", apology)
	if heard := p.phone.Heard(); len(heard) != 0 {
		t.Errorf("a call that was never answered heard %v", heard)
	}
	p = dialIn(t, compile(t, "flows: {main: [answer, boom]}", boom()), "500ms hangup", apology)
	if heard := p.phone.Heard(); p.outcome.Status != flows.Failed || heard[0].For != 500*time.Millisecond {
		t.Errorf("hung up during the apology: heard %v, ended %+v", heard, p.outcome)
	}
}

func TestLendAndLeave(t *testing.T) {
	lend := func(o *flows.Options) { o.Lend = true }
	text := "defaults: {on_hangup: {log: gone}}\nflows: {main: [answer, %s]}"
	for step, c := range map[string]struct {
		want   flows.Status
		hungUp bool
		logged string
	}{
		"log: a":       {flows.Ended, false, "a"},
		"hangup: busy": {flows.Ended, true, "gone"},
		"continue":     {flows.Left, false, ""},
	} {
		p := dialIn(t, compile(t, strings.Replace(text, "%s", step, 1)), "", lend)
		if p.outcome.Status != c.want || (p.phone.HungUp() != nil) != c.hungUp || p.logged() != c.logged {
			t.Errorf("%s: ended %+v, hung up %v, logged %q", step, p.outcome, p.phone.HungUp(), p.logged())
		}
	}
}

func TestVarsOfOptionsOverrideTheFile(t *testing.T) {
	p := dialIn(t, compile(t, "vars: {a: x, b: y}\nflows: {main: [log: '${vars.a}${vars.b}']}"), "",
		func(o *flows.Options) { o.Vars = map[string]any{"a": "z"} })
	if p.logged() != "zy" {
		t.Errorf("logged %q", p.logged())
	}
}

func TestDetachedRunsNothingMore(t *testing.T) {
	program := compile(t, "defaults: {on_hangup: {log: gone}}\nflows: {main: [answer, log: a, wait: 10s, log: b]}")
	for name, act := range map[string]func(*flowtest.Phone) error{
		"the owner lets go":      func(p *flowtest.Phone) error { p.Detach(); return nil },
		"the checkpoint fails":   func(*flowtest.Phone) error { return errors.New("disk full") },
		"the context just ended": func(p *flowtest.Phone) error { p.Detach(); return nil },
	} {
		phone, facts, n := flowtest.NewPhone(flowtest.Options{}), []flows.Fact(nil), 0
		outcome := flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"),
			Observe: func(f flows.Fact) { facts = append(facts, f) },
			Checkpoint: func(*flows.Checkpoint) error {
				if n++; n == 2 {
					return act(phone)
				}
				return nil
			}}).Run(phone.Context())
		if outcome.Status != flows.Detached || logged(facts) != "" || phone.HungUp() != nil {
			t.Errorf("%s: ended %+v, logged %q, hung up %v", name, outcome, logged(facts), phone.HungUp())
		}
	}
}
