package flows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// mortal is a phone whose walker dies in its n-th wait.
type mortal struct {
	*flowtest.Phone
	waits, dies int
}

func (m *mortal) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	if m.waits++; m.waits == m.dies {
		m.Detach()
	}
	return m.Phone.Next(ctx, deadline)
}

// TestAWalkThatDiesInAWait: whatever it waited for, another one goes on from
// its last checkpoint, and the call has a proper end. Keys that the dead one
// had taken are gone; the caller is asked again.
func TestAWalkThatDiesInAWait(t *testing.T) {
	for name, c := range calls {
		program := load(t, c.file)
		for dies := 1; ; dies++ {
			phone := &mortal{Phone: c.phone(t), dies: dies}
			var last *flows.Checkpoint
			opts := flows.Options{Flow: program.Flow(c.flow), Call: flows.CallInfo{From: "100", To: "299"},
				World: shippedWorld(), Checkpoint: func(c *flows.Checkpoint) error { last = c; return nil }}
			outcome := flows.NewWalker(program, phone, opts).Run(phone.Context())
			if outcome.Status != flows.Detached {
				if dies < 2 && c.flow != "extension" {
					t.Errorf("%s: it did not wait at all", name)
				}
				break
			}
			phone.Reattach()
			walker, err := flows.Resume(program, phone, opts, last)
			if err != nil {
				t.Fatal(err)
			}
			if outcome := walker.Run(phone.Context()); outcome.Status == flows.Detached || outcome.Status == flows.Failed &&
				phone.Elapsed() < 4*time.Hour { // a script may wait for ever for what it has missed
				t.Errorf("%s, in wait %d: ended %+v", name, dies, outcome)
			}
		}
	}
}

// TestAWaitIsNotBegunAnew: who takes a wait up, or anything else that lasts for a time, waits for what is left of it.
func TestAWaitIsNotBegunAnew(t *testing.T) {
	for _, step := range []string{"wait: 1m", "silence: 1m", "tone: {name: busy, time: 1m}", "moh: 1m", "ring: 1m", "hold: {time: 1m}"} {
		t.Run(step, func(t *testing.T) { testWaitIsNotBegunAnew(t, step) })
	}
}

func testWaitIsNotBegunAnew(t *testing.T, step string) {
	t.Helper()
	program := compile(t, "flows: {main: [{"+step+"}]}")
	phone := flowtest.NewPhone(flowtest.Options{})
	var last *flows.Checkpoint
	opts := flows.Options{Flow: program.Flow("main"), Checkpoint: func(c *flows.Checkpoint) error { last = c; return nil }}
	ctx, cancel := context.WithCancelCause(context.Background())
	port := &cutting{phone, cancel}
	if outcome := flows.NewWalker(program, port, opts).Run(ctx); outcome.Status != flows.Detached {
		t.Fatalf("ended %+v", outcome)
	}
	walker, err := flows.Resume(program, phone, opts, last)
	if err != nil {
		t.Fatal(err)
	}
	walker.Run(phone.Context())
	if phone.Elapsed() != time.Minute {
		t.Errorf("it waited %v in all", phone.Elapsed())
	}
}

// cutting lets 20 s of the first wait pass, then the walker dies.
type cutting struct {
	*flowtest.Phone
	cancel context.CancelCauseFunc
}

func (c *cutting) Next(ctx context.Context, _ time.Time) (*flows.Event, error) {
	_, _ = c.Phone.Next(ctx, c.Now().Add(20*time.Second))
	c.cancel(flows.ErrDetached)
	return nil, context.Cause(ctx)
}

// TestAStuckCallIsStuckWhoeverWalksIt: the guards count over all walkers of a call.
func TestAStuckCallIsStuckWhoeverWalksIt(t *testing.T) {
	for _, text := range []string{
		"flows: {main: [play: {id: x, media: a}, goto: x]}",
		"limits: {max_steps: 30}\nflows: {main: [play: {id: x, media: a}, wait: 1s, goto: x]}",
		"limits: {max_call_time: 30s}\nflows: {main: [play: {id: x, media: a}, wait: 1s, goto: x]}",
	} {
		program := compile(t, text)
		c := scripted{flow: "main"}
		whole := walk(t, program, c, nil, func(int, int) bool { return false })
		taken := walk(t, program, c, nil, func(n, _ int) bool { return n == 2 })
		if !errors.Is(whole.outcome.Err, flows.ErrLimit) || !errors.Is(taken.outcome.Err, flows.ErrLimit) ||
			len(whole.facts) != len(taken.facts) {
			t.Errorf("%s: once %d facts, ended %+v; taken up %d facts, ended %+v", text, len(whole.facts), whole.outcome,
				len(taken.facts), taken.outcome)
		}
	}
}

// TestEveryFlowThatBeginsEnds in the facts, unless the call ends within it.
func TestEveryFlowThatBeginsEnds(t *testing.T) {
	p := dialIn(t, compile(t, `
flows:
  main: [menu: {prompt: m, choices: {1: {call: a}, 2: exit}}, goto: c]
  a: [call: {flow: b, on_error: {log: taken}}, menu: {prompt: n, choices: {1: back}}]
  b: [boom]
  c: {on_hangup: {log: bye}, steps: [wait: 1s]}
`, boom()), "@m 1 @n 1 @m 2")
	got := ""
	for _, f := range p.facts {
		if f.Kind == flows.FlowBegun || f.Kind == flows.FlowEnded {
			got += f.Flow + " " + f.Outcome + ", "
		}
	}
	if want := "main , a , b , b left, a left, main left, c , c ok, "; got != want {
		t.Errorf("the flows were %q, want %q\n%s", got, want, p)
	}
}
