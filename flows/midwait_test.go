package flows_test

import (
	"context"
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

func (m *mortal) Next(ctx context.Context, deadline time.Time) (flows.Event, error) {
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
			phone := &mortal{Phone: flowtest.NewPhone(flowtest.Options{}, parse(t, c.script)...), dies: dies}
			var last *flows.Checkpoint
			opts := flows.Options{Flow: program.Flow(c.flow), Call: flows.CallInfo{From: "100", To: "299"},
				Checkpoint: func(c *flows.Checkpoint) error { last = c; return nil }}
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

// TestAWaitIsNotBegunAnew: who takes a wait up waits for what is left of it.
func TestAWaitIsNotBegunAnew(t *testing.T) {
	program := compile(t, "flows: {main: [wait: 1m]}")
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

func (c *cutting) Next(ctx context.Context, _ time.Time) (flows.Event, error) {
	_, _ = c.Phone.Next(ctx, c.Now().Add(20*time.Second))
	c.cancel(flows.ErrDetached)
	return flows.Event{}, context.Cause(ctx)
}
