package flows_test

import (
	"context"
	"errors"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// standSpec is a step that hands out where its call stands.
func standSpec(at *[]*flows.Checkpoint) *flows.Spec {
	return &flows.Spec{Kind: "stand", Pace: flows.Instant, Bare: true,
		New: func(flows.Args) flows.Step { return stand{at} }}
}

type stand struct{ at *[]*flows.Checkpoint }

func (s stand) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	*s.at = append(*s.at, r.Standpoint())
	return flows.Advance(), nil
}

// Law: another call comes to a step as the one before has, within whatever it stands, with its variables, parameters and
// results, though its condition does not hold any more; the step and its call begin anew.
func TestAnotherCallRevisitsAStep(t *testing.T) {
	var at []*flows.Checkpoint
	program := compile(t, `
vars: {word: none, go: true}
flows:
  main:
    - set: {word: first}
    - call: {id: inner, flow: inner, args: {greets: hello}}
    - log: behind ${vars.word}
  inner:
    params: {greets: nobody}
    steps:
      - collect: {id: c, prompt: ask, length: 2}
      - menu:
          prompt: ask
          choices:
            1:
              - {stand: , when: '${vars.go}', id: here}
              - set: {go: false}
              - log: '${call.id} ${call.from} ${flow.greets} ${steps.c.value} ${vars.word}'
`, standSpec(&at))
	first := dialIn(t, program, "1s 42 @ask 1s 1")
	if got, want := first.logged(), "c1 100 hello 42 first; behind first"; got != want || len(at) != 1 || at[0] == nil {
		t.Fatalf("first %q, want %q; it stood at %v\n%s", got, want, at, first)
	}
	data, err := at[0].Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	from, err := flows.UnmarshalCheckpoint(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	from.Vars["go"] = false
	phone := flowtest.NewPhone(flowtest.Options{})
	again := played{phone: phone}
	opts := flows.Options{Call: flows.CallInfo{ID: "c2", From: "200"},
		Observe: func(f flows.Fact) { again.facts = append(again.facts, f) }}
	walker, err := flows.Revisit(program, phone, opts, from)
	if err != nil {
		t.Fatal(err)
	}
	again.outcome = walker.Run(phone.Context())
	if got, want := again.logged(), "c2 200 hello 42 first; behind first"; got != want || again.outcome.Err != nil {
		t.Errorf("again %q, want %q; %v\n%s", got, want, again.outcome, again)
	}
	if len(at) != 2 || again.facts[0].Kind != flows.FlowBegun || again.facts[1].Kind != flows.StepBegun {
		t.Errorf("it begins with\n%s", again)
	}
	other := compile(t, "flows: {main: [{stand: }]}", standSpec(&at))
	if _, err := flows.Revisit(other, phone, opts, from); !errors.Is(err, flows.ErrCheckpoint) {
		t.Errorf("in another program: %v", err)
	}
}

// Law: nobody comes to a step within those that another step goes on with.
func TestNobodyRevisitsWhatIsAttended(t *testing.T) {
	var at []*flows.Checkpoint
	program := compile(t, "flows: {main: [{tend: {ring: PJSIP/1, after: 1s, inside: [{stand: }, {wait: 5s}]}}]}",
		standSpec(&at), tendSpec())
	dialIn(t, program, "")
	if len(at) == 0 || at[0] != nil {
		t.Errorf("it stood at %v", at)
	}
}
