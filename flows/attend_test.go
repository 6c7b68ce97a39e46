package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// answers is a telephone that is answered after that time, and hangs up 3 s later.
func answers(after time.Duration) []flowtest.Callee {
	return []flowtest.Callee{{Endpoint: "PJSIP/1", Answers: true, After: after,
		Acts: []flowtest.Act{flowtest.Wait(3 * time.Second), flowtest.HangUp()}}}
}

// tended walks main; at the n-th checkpoint the process dies, unless n is 0.
func tended(t *testing.T, text, script string, phone flowtest.Options, n int) (p played, checkpoints int) {
	t.Helper()
	program := compile(t, text, tendSpec())
	p.phone = flowtest.NewPhone(phone, parse(t, script)...)
	var last []byte
	opts := flows.Options{Flow: program.Flow("main"), Call: flows.CallInfo{ID: "c1", From: "100", To: "200"},
		Observe: func(f flows.Fact) { p.facts = append(p.facts, f) },
		Checkpoint: func(c *flows.Checkpoint) (err error) {
			if checkpoints++; checkpoints == n {
				p.phone.Detach()
			}
			last, err = c.Marshal(nil)
			return err
		}}
	p.outcome = flows.NewWalker(program, p.phone, opts).Run(p.phone.Context())
	if n == 0 {
		return p, checkpoints
	}
	if p.outcome.Status != flows.Detached {
		t.Fatalf("at checkpoint %d it ended %+v", n, p.outcome)
	}
	p.phone.Reattach()
	state, err := flows.UnmarshalCheckpoint(last, nil)
	if err != nil {
		t.Fatal(err)
	}
	walker, err := flows.Resume(program, p.phone, opts, state)
	if err != nil {
		t.Fatal(err)
	}
	p.outcome = walker.Run(p.phone.Context())
	return p, checkpoints
}

// TestAttendedSteps: a step goes on while steps inside of it are taken; it has them left the moment that it must act
// itself, takes what nobody inside wants, and hears of nothing that is theirs.
func TestAttendedSteps(t *testing.T) {
	for name, c := range map[string]struct {
		text, script          string
		after                 time.Duration
		heard, logged, status string
		took                  time.Duration
	}{
		"an answer leaves the steps inside at once": {"main: [{tend: {id: a, inside: [play: one, play: two]}}, {log: '${steps.a.status}'}]",
			"", 3500 * time.Millisecond, "one two/1.5s", "answered", "ended", 6500 * time.Millisecond},
		"they begin again behind the last": {"main: [{tend: {id: a, inside: [play: one]}}, {log: '${steps.a.rounds}'}]",
			"", 5 * time.Second, "one one one/1s", "3", "ended", 8 * time.Second},
		"however often that is": {"main: [{tend: {id: a, inside: [play: one, play: one, play: one]}}, {log: '${steps.a.rounds}'}]",
			"", 3001 * time.Second, strings.Repeat("one ", 1500) + "one/1s", "501", "ended", 3004 * time.Second},
		"a key that nobody wants": {"main: [{tend: {id: a, inside: [play: one], on_key: {log: key}}}, {log: '${steps.a.status}'}]",
			"1s, 9, 1s, hangup", time.Minute, "one/1s", "key; key", "ended", time.Second},
		"a key that the question inside wants": {"main: [{tend: {id: a, inside: [collect: {id: c, prompt: one, length: 1}, {log: '${steps.c.value}'}]}}]",
			"1s, 9, 1s, hangup", time.Minute, "one/1s one/1s", "9; dismissed", "hung-up", 2 * time.Second},
		"its time": {"main: [{tend: {id: a, after: 1500ms, inside: [play: one]}}, {log: '${steps.a.status}'}]",
			"", time.Minute, "one/1.5s", "late", "ended", 1500 * time.Millisecond},
		"a goto out of them": {"main: [{tend: {inside: [{play: one}, {goto: end}]}}, {id: end, log: out}]",
			"", time.Minute, "one", "dismissed; out", "ended", 2 * time.Second},
		"a goto within them": {"main: [{tend: {inside: [{id: x, play: one}, {wait: 1s}, {goto: x}]}}]",
			"", 4 * time.Second, "one one/1s", "", "ended", 7 * time.Second},
		"another flow": {"main: [{tend: {inside: [{play: one}, {goto: other}]}}]\n  other: [log: out]",
			"", time.Minute, "one", "dismissed; out", "ended", 2 * time.Second},
		"the caller hangs up": {"main: [{tend: {inside: [play: one]}}]",
			"3s, hangup", time.Minute, "one one/1s", "dismissed", "hung-up", 3 * time.Second},
		"hangup inside": {"main: [{tend: {inside: [play: one, hangup]}}]", "", time.Minute, "one", "dismissed", "ended", 2 * time.Second},
		"return inside": {"main: [{call: sub}, {log: back}]\n  sub: [{tend: {inside: [{play: one}, return]}}]",
			"", time.Minute, "one", "dismissed; back", "ended", 2 * time.Second},
		"a failure inside that is taken there": {"main: [{tend: {inside: [{play: one}, {log: '${int(\"x\")}', on_error: [log: took]}]}}]",
			"", 3 * time.Second, "one one/1s", "took", "ended", 6 * time.Second},
		"a failure inside that the step takes": {"main: [{tend: {inside: [{play: one}, {log: '${int(\"x\")}'}], on_error: [log: took, play: two]}}, {log: behind}]",
			"", 3 * time.Second, "one two", "dismissed; took; behind", "ended", 4 * time.Second},
		"a flow": {"main: [{tend: {id: a, flow: sub}}, {log: '${steps.a.status} ${steps.a.rounds}'}]\n  sub: [play: one]",
			"", 3 * time.Second, "one one/1s", "answered 2", "ended", 6 * time.Second},
		"a flow that returns": {"main: [{tend: {id: a, flow: sub}}, {log: '${steps.a.status} ${steps.a.rounds}'}]\n  sub: [{play: one}, {return: done}]",
			"", 3 * time.Second, "one one/1s", "answered 2", "ended", 6 * time.Second},
		"a hotkey inside": {"main:\n    hotkeys: {'#': [play: hot]}\n    steps: [{tend: {id: a, inside: [play: one]}}]",
			"1s, #", 4 * time.Second, "one/1s hot one/1s", "", "ended", 7 * time.Second},
		"results inside are fresh": {"main: [{tend: {id: a, inside: [{log: '${steps.a.seen}'}, {log: '${steps.a.seen}'}, play: one]}}]",
			"", time.Second, "one/1s", "2; 3", "ended", 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := tended(t, "flows:\n  "+c.text, c.script, flowtest.Options{Dialled: answers(c.after), Patience: 2 * time.Hour}, 0)
			if p.heard() != c.heard || p.logged() != c.logged || string(p.outcome.Status) != c.status ||
				p.phone.Elapsed() != c.took {
				t.Errorf("heard %q\nlogged %q\nended %v after %v: %v\n%s", p.heard(), p.logged(), p.outcome.Status,
					p.phone.Elapsed(), p.outcome.Err, p)
			}
			if left := p.phone.Left(); len(left) > 0 {
				t.Errorf("%v is left behind", left)
			}
		})
	}
}

// TestAnAttendantThatFails: its failure is the step's, whatever is under way inside.
func TestAnAttendantThatFails(t *testing.T) {
	for name, fields := range map[string]string{"an error": "ring: PJSIP/2", "a panic": "panics: true"} {
		p, _ := tended(t, "flows:\n  main: [{tend: {"+fields+", inside: [play: one], on_error: [log: '${error.step}']}}, {log: behind}]", "",
			flowtest.Options{Dialled: append(answers(time.Second), flowtest.Callee{Endpoint: "PJSIP/2", After: time.Second,
				Cause: flows.CauseBusy})}, 0)
		if p.logged() != "main/1; behind" || p.outcome.Status != flows.Ended || len(p.phone.Left()) > 0 {
			t.Errorf("%s: logged %q, ended %+v, left %v\n%s", name, p.logged(), p.outcome, p.phone.Left(), p)
		}
	}
}

// TestAttendedStepsAreTakenUp: whenever the process dies, the step inside goes on, and so does the telephone of the
// step around it, which rings once.
func TestAttendedStepsAreTakenUp(t *testing.T) {
	for name, c := range map[string]struct{ text, script string }{
		"answered": {"main: [{tend: {id: a, inside: [{wait: 2s}, {dial: {targets: PJSIP/3, ring_timeout: 1s}}]}}, {log: '${steps.a.status} ${steps.a.rounds}'}]", ""},
		"key":      {"main: [{tend: {id: a, inside: [wait: 2s, wait: 2s], on_key: {log: key}}}, {log: '${steps.a.status}'}]", "3s, 9"},
		"flow":     {"main: [{tend: {id: a, flow: sub}}, {log: '${steps.a.status} ${steps.a.rounds}'}]\n  sub: [wait: 2s]", ""},
		"nested":   {"main: [{tend: {id: a, ring: PJSIP/1, inside: [{tend: {ring: PJSIP/3, inside: [wait: 2s]}}]}}, {log: '${steps.a.status}'}]", ""},
	} {
		phone := flowtest.Options{Dialled: append(answers(7*time.Second), flowtest.Callee{Endpoint: "PJSIP/3"})}
		once, checkpoints := tended(t, "flows:\n  "+c.text, c.script, phone, 0)
		if once.outcome.Status != flows.Ended || checkpoints < 4 {
			t.Fatalf("%s: ended %+v after %d checkpoints\n%s", name, once.outcome, checkpoints, once)
		}
		for n := 1; n <= checkpoints; n++ {
			p, _ := tended(t, "flows:\n  "+c.text, c.script, phone, n)
			if p.logged() != once.logged() || p.phone.Elapsed() != once.phone.Elapsed() || rung(p) != rung(once) ||
				len(p.phone.Left()) > 0 {
				t.Errorf("%s, dead at checkpoint %d of %d: logged %q, not %q; took %v, not %v; rang\n%s\nnot\n%s; left %v\n%s", name, n,
					checkpoints, p.logged(), once.logged(), p.phone.Elapsed(), once.phone.Elapsed(), rung(p), rung(once), p.phone.Left(), p)
			}
		}
	}
}

// rung are the telephones that rang, and when.
func rung(p played) string {
	var b strings.Builder
	for _, l := range p.phone.Legs() {
		fmt.Fprintf(&b, "%s at %v, %v; ", l.Leg.Endpoint, l.At, l.Answered)
	}
	return b.String()
}

// TestWaysOfAttendedSteps: behind the steps inside the walk is at the step again.
func TestWaysOfAttendedSteps(t *testing.T) {
	program := compile(t, "flows:\n  main: [{tend: {id: a, inside: [{id: last, play: one}]}}]", tendSpec())
	program.EachStep(func(step *flows.Placed) {
		if step.ID != "last" {
			return
		}
		if behind := program.Behind(step); len(behind.Steps) != 1 || behind.Steps[0].ID != "a" {
			t.Errorf("behind it is %+v", behind)
		}
	})
}
