package flows_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

var sealKey = []byte("0123456789abcdef")

// scripted is one call through one flow of a file; an agent of the helpdesk does what its agent does.
type scripted struct {
	file, flow, script string
	agent              flowtest.Callee
}

// calls take the rich file, and the shipped one, through every flow and every kind of wait.
var calls = map[string]scripted{
	"a pin, then silence":            {"testdata/rich.yaml", "main", "@door 7359", noAgent},
	"a wrong pin, then the right":    {"testdata/rich.yaml", "main", "@door 1111 @door 1s 7359# @press 1s 94", noAgent},
	"no pin":                         {"testdata/rich.yaml", "main", "@door 1111# @door 2222#", noAgent},
	"a secret, confirmed, nested":    {"testdata/rich.yaml", "main", "@door 7359# @press 1 @code 7359 @sure 1 @code 1s 1234 @sure 2 @code 7359 @sure 1", noAgent},
	"a secret, silence, wrong":       {"testdata/rich.yaml", "main", "@door 7359# @press 1 @hm 1s 99 @code 4321 @sure 1", noAgent},
	"back from an inner menu":        {"testdata/rich.yaml", "main", "@door 7359# @press 2 @in 8 @in * @short 2 @in 1", noAgent},
	"rounds of a loop":               {"testdata/rich.yaml", "main", "@door 7359# @press 3 6s 5", noAgent},
	"around by goto":                 {"testdata/rich.yaml", "main", "@door 7359# @press 4 @door 7359# @press 8 @press 97", noAgent},
	"an error":                       {"testdata/rich.yaml", "main", "@door 7359# @press 5", noAgent},
	"gone in the middle":             {"testdata/rich.yaml", "main", "@door 7359# @press 1 @code 1s 73 1s hangup", noAgent},
	"keys typed ahead":               {"testdata/rich.yaml", "main", "@door 7359# @press 29 1s 81", noAgent},
	"shipped: an extension":          {"../ivr.yaml", "main", "@basic-pbx-ivr-main 2s 234", noAgent},
	"shipped: silence":               {"../ivr.yaml", "main", "", noAgent},
	"shipped: wrong, again, a way":   {"../ivr.yaml", "main", "@basic-pbx-ivr-main 9 @basic-pbx-ivr-main * @basic-pbx-ivr-main 0", noAgent},
	"shipped: support, right pin":    {"../ivr.yaml", "main", "1s 2 @vm-enter-num-to-call 1234# @if-correct-press 1 @agent-pass 4711", noAgent},
	"shipped: support, wrong pin":    {"../ivr.yaml", "support", "@vm-enter-num-to-call 123# @if-correct-press 2 @vm-enter-num-to-call 5 @vm-enter-num-to-call 555# @if-correct-press 1 @agent-pass 1s 1111", noAgent},
	"shipped: support, hangup":       {"../ivr.yaml", "support", "@vm-enter-num-to-call 123# @if-correct-press 1 @agent-pass 12 hangup", noAgent},
	"shipped: support, no customer":  {"../ivr.yaml", "support", "", noAgent},
	"shipped: accounting and back":   {"../ivr.yaml", "main", "1s 3 @vm-press 1s 7 @vm-press 1s * 10s 3 @to-call-this-number #", noAgent},
	"shipped: accounting, silence":   {"../ivr.yaml", "accounting", "", noAgent},
	"shipped: by number, third time": {"../ivr.yaml", "by_number", "@dir-welcome 9 @pbx-invalid 1s 22 2s 2", noAgent},
	"shipped: by number, silence":    {"../ivr.yaml", "by_number", "", noAgent},
	"shipped: an account":            {"../ivr.yaml", "account", "@agent-user 1s 1234 @vm-youhave 3s ## @vm-tomakecall 1s 1", noAgent},
	"shipped: an account, silence":   {"../ivr.yaml", "account", "@agent-user 1234", noAgent},
	"shipped: no account":            {"../ivr.yaml", "account", "@agent-user 9999", noAgent},
	"shipped: the door":              {"../ivr.yaml", "door", "@vm-press 2 @vm-password 0815#", noAgent},
	"shipped: the door, wrong pin":   {"../ivr.yaml", "door", "@vm-press 1 @vm-password 1# @vm-password 2# @vm-password 3#", noAgent},
	"shipped: an agent comes":        {"../ivr.yaml", "shift", "@agent-user 103# @agent-pass 103471#", noAgent},
	"shipped: an agent, at the 2nd":  {"../ivr.yaml", "shift", "@agent-user 103# @agent-pass 1# @agent-user 1s 10 1s 3# @agent-pass 103471#", noAgent},
	"shipped: no agent":              {"../ivr.yaml", "shift", "", noAgent},
	"shipped: a helpdesk that talks": {"../ivr.yaml", "helpdesk", "", flowtest.Callee{Answers: true, After: 4 * time.Second,
		Acts: flowtest.Script(flowtest.Wait(30*time.Second), flowtest.HangUp())}},
	"shipped: a helpdesk, hangup":    {"../ivr.yaml", "helpdesk", "20s hangup", noAgent},
	"shipped: a helpdesk calls back": {"../ivr.yaml", "helpdesk", "@to-call-this-number 2 @vm-num-i-have 1s 1", noAgent},
	"shipped: a helpdesk, too long":  {"../ivr.yaml", "helpdesk", "@vm-intro 1s hangup", noAgent},
	"shipped: a helpdesk, no longer": {"../ivr.yaml", "helpdesk", "3s 0 @vm-intro hangup", noAgent},
	"shipped: nobody's extension":    {"../ivr.yaml", "extension", "", noAgent},
}

// phone is the caller's, with the agent's beside it.
func (s scripted) phone(t *testing.T) *flowtest.Phone {
	t.Helper()
	s.agent.Endpoint = "PJSIP/103"
	return flowtest.NewPhone(flowtest.Options{Dialled: []flowtest.Callee{s.agent}}, parse(t, s.script)...)
}

// noAgent is one whom nobody can reach.
var noAgent = flowtest.Callee{}

// walked is what came of a call, however many walkers it took.
type walked struct {
	facts       []flows.Fact
	checkpoints int
	outcome     flows.Outcome
	heard       []flowtest.Heard
	written     [][]byte
}

// walk walks a scripted call. dies tells whether the walker dies at its n-th
// checkpoint of the call's m-th: half of them by a lost lease, half by a failed write.
func walk(t *testing.T, program *flows.Program, c scripted, key []byte, dies func(n, m int) bool) walked {
	t.Helper()
	phone := c.phone(t)
	var w walked
	var last []byte
	n := 0
	opts := flows.Options{Flow: program.Flow(c.flow), Call: flows.CallInfo{ID: "c1", From: "100", To: "299",
		Started: phone.Now()}, World: shippedWorld(),
		Observe: func(f flows.Fact) {
			if f.Kind != flows.WalkResumed && f.Outcome != string(flows.Detached) {
				w.facts = append(w.facts, f)
			}
		},
		Checkpoint: func(c *flows.Checkpoint) (err error) {
			n++
			w.checkpoints++
			if last, err = c.Marshal(key); err != nil {
				t.Fatal(err)
			}
			w.written = append(w.written, last)
			if dies(n, w.checkpoints) && w.checkpoints%2 == 0 {
				return errors.New("the store is gone")
			}
			if dies(n, w.checkpoints) {
				phone.Detach()
			}
			return nil
		}}
	walker := flows.NewWalker(program, phone, opts)
	for lives := 0; ; lives++ {
		if w.outcome = walker.Run(phone.Context()); w.outcome.Status != flows.Detached || lives > 500 {
			break
		}
		phone.Reattach()
		n = 0
		again, err := flows.UnmarshalCheckpoint(last, key)
		if err != nil {
			t.Fatal(err)
		}
		if walker, err = flows.Resume(program, phone, opts, again); err != nil {
			t.Fatal(err)
		}
	}
	w.heard = phone.Heard()
	return w
}

// withoutLegsPast leaves out what is not written down of a leg: since when it is there, and that the flow has hung it
// up. Where another process tells of it, its time is that since the step began, and its end seems to be of its own.
func withoutLegsPast(f flows.Fact) flows.Fact {
	switch f.Kind {
	case flows.LegRang, flows.LegAnswered, flows.LegEnded:
		f.Took, f.Ours = 0, false
	}
	return f
}

func load(t testing.TB, path string) *flows.Program {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, string(text))
}

// TestAWalkGoesOnFromEveryCheckpoint: a call whose walker dies at any of its
// checkpoints, and is taken up by another from what was written down, has the
// same facts at the same times as a call that is walked once.
func TestAWalkGoesOnFromEveryCheckpoint(t *testing.T) {
	for name, c := range calls {
		t.Run(name, func(t *testing.T) {
			program := load(t, c.file)
			whole := walk(t, program, c, sealKey, func(int, int) bool { return false })
			if s := whole.outcome.Status; s == flows.Detached || s == flows.Failed || len(whole.facts) < 4 {
				t.Fatalf("walked once it ended %+v\n%s", whole.outcome, played{facts: whole.facts})
			}
			same := func(what string, got walked) {
				t.Helper()
				if diff := cmp.Diff(whole.facts, got.facts, cmp.Transformer("", withoutLegsPast)); diff != "" {
					t.Errorf("%s: the facts differ (-once +taken up)\n%s\n%s", what, diff, played{facts: whole.facts})
				}
				if diff := cmp.Diff(whole.heard, got.heard); diff != "" {
					t.Errorf("%s: the caller heard (-once +taken up)\n%s", what, diff)
				}
				if whole.outcome != got.outcome {
					t.Errorf("%s: ended %+v, not %+v", what, got.outcome, whole.outcome)
				}
			}
			for at := 1; at <= whole.checkpoints && !t.Failed(); at++ {
				same("killed once", walk(t, program, c, sealKey, func(_, m int) bool { return m == at }))
			}
			same("killed at each", walk(t, program, c, sealKey, func(n, _ int) bool { return n == 2 }))
		})
	}
}

// TestTheShippedCallsReachEveryFlow: the proof above leaves no flow out, but those that are taken up in another way
// than they went, which flows/steps proves: nobody is dialled twice, and a message is kept as far as it was spoken.
func TestTheShippedCallsReachEveryFlow(t *testing.T) {
	for _, path := range []string{"testdata/rich.yaml", "../ivr.yaml"} {
		program, begun := load(t, path), map[string]bool{"sales": true, "messages": true}
		for _, c := range calls {
			if c.file != path {
				continue
			}
			for _, f := range walk(t, program, c, nil, func(int, int) bool { return false }).facts {
				if f.Kind == flows.FlowBegun {
					begun[f.Flow] = true
				}
			}
		}
		for _, flow := range program.Flows() {
			if !begun[flow.Name] {
				t.Errorf("%s: no call reaches the flow %s", path, flow.Name)
			}
		}
	}
}

// TestSecretsInCheckpoints: they never stand there in clear; with the key they
// come back, without one they are gone.
func TestSecretsInCheckpoints(t *testing.T) {
	program := load(t, "testdata/rich.yaml")
	c := calls["a secret, confirmed, nested"]
	for _, key := range [][]byte{sealKey, nil} {
		got := walk(t, program, c, key, func(_, m int) bool { return m == 9 })
		for i, written := range got.written {
			if bytes.Contains(written, []byte("7359")) || bytes.Contains(written, []byte("1234")) {
				t.Errorf("checkpoint %d tells a secret: %s", i+1, written)
			}
		}
	}
	kept := func(dieAt, openWith []byte) string {
		phone := flowtest.NewPhone(flowtest.Options{}, parse(t, "@ask 7359 @then 12")...)
		program := compile(t, `
flows: {main: [{collect: {id: c, prompt: ask, length: 4, secret: true}}, {set: {x: "${steps.c.value}"}}, {play: then},
  {wait: 1s}, log: "${same(vars.x, '7359')} ${same(steps.c.value, '7359')}", {collect: {id: d, length: 2}}, log: "${steps.d.value}"]}`)
		var last []byte
		var facts []flows.Fact
		opts := flows.Options{Flow: program.Flow("main"), Observe: func(f flows.Fact) { facts = append(facts, f) },
			Checkpoint: func(c *flows.Checkpoint) (err error) {
				if c.Frames[0].Index == 4 { // behind the wait, with two keys typed ahead
					phone.Detach()
				}
				last, err = c.Marshal(dieAt)
				return err
			}}
		flows.NewWalker(program, phone, opts).Run(phone.Context())
		again, err := flows.UnmarshalCheckpoint(last, openWith)
		if err != nil {
			return err.Error()
		}
		phone.Reattach()
		opts.Checkpoint = nil
		walker, err := flows.Resume(program, phone, opts, again)
		if err != nil {
			t.Fatal(err)
		}
		walker.Run(phone.Context())
		return logged(facts)
	}
	if got := kept(sealKey, sealKey); got != "true true; 12" {
		t.Errorf("with the key: %q", got)
	}
	if got := kept(nil, nil); got != "false false; " {
		t.Errorf("without: %q", got)
	}
	if got := kept(sealKey, []byte("fedcba9876543210")); !strings.Contains(got, "another key") {
		t.Errorf("with another key: %q", got)
	}
	if got := kept(sealKey, nil); got != "false false; " {
		t.Errorf("sealed, then read without: %q", got)
	}
	if _, err := (&flows.Checkpoint{}).Marshal([]byte("short")); err == nil {
		t.Error("a key of 5 bytes was taken")
	}
}
