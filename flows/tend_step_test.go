package flows_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// tendSpec is a step that rings a telephone while the caller takes steps inside of it: as soon as somebody answers, a
// key 9 is pressed, or its time is up, these are left.
func tendSpec() *flows.Spec {
	return &flows.Spec{Kind: "tend", Pace: flows.Waiting, Short: "ring",
		Fields: []flows.Field{
			{Name: "ring", Type: flows.Text, Default: "PJSIP/1"},
			{Name: "inside", Type: flows.LoopSteps},
			{Name: "flow", Type: flows.FlowName},
			{Name: "after", Type: flows.Duration, Default: "0s"},
			{Name: "panics", Type: flows.Bool, Default: "false"},
			{Name: "on_key", Type: flows.Steps},
		},
		Result: []flows.Result{{Name: "status", Zero: ""}, {Name: "rounds", Zero: 0}, {Name: "seen", Zero: 0}},
		New: func(a flows.Args) flows.Step {
			t := &tend{inside: flows.Get[*flows.Block](a, "inside"), flow: flows.Get[*flows.Target](a, "flow"),
				onKey: flows.Get[*flows.Block](a, "on_key")}
			t.ring, _ = flows.Get[flows.Value[string]](a, "ring").Constant()
			t.after, _ = flows.Get[flows.Value[time.Duration]](a, "after").Constant()
			t.panics, _ = flows.Get[flows.Value[bool]](a, "panics").Constant()
			return t
		},
	}
}

type tend struct {
	ring          string
	inside, onKey *flows.Block
	flow          *flows.Target
	after         time.Duration
	panics        bool
}

// tendState survives the process.
type tendState struct {
	Leg    flows.Party
	Why    string
	Rounds int
	Until  time.Time
}

func (t *tend) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	a := &tending{tend: t}
	if !r.Load(&a.state) {
		leg, err := r.Dial(ctx, flows.Leg{Endpoint: t.ring})
		if err != nil {
			return flows.Next{}, err
		}
		a.state.Leg = leg
		if t.after > 0 {
			a.state.Until = r.Now().Add(t.after)
		}
	}
	switch a.state.Why {
	case "":
	case "key":
		a.report(r, "key")
		return flows.Enter(t.onKey), nil
	case "answered":
		event, err := r.Next(ctx, time.Time{})
		for err == nil && !(event.Kind == flows.LegChanged && event.State == flows.LegGone) {
			event, err = r.Next(ctx, time.Time{})
		}
		a.report(r, "answered")
		return flows.Advance(), err
	default:
		a.report(r, a.state.Why)
		return flows.Advance(), nil
	}
	a.state.Rounds++
	a.Refresh(r)
	if err := r.Keep(a.state); err != nil {
		return flows.Next{}, err
	}
	if t.flow != nil {
		return flows.AttendedFlow(t.flow, nil, a), nil
	}
	return flows.Attended(t.inside, a), nil
}

func (t *tend) Attend(_ context.Context, r *flows.Run) (flows.Attendant, error) {
	a := &tending{tend: t}
	if !r.Load(&a.state) {
		return nil, errors.New("nothing was saved")
	}
	if a.state.Why != "" {
		return nil, nil
	}
	return a, nil
}

func (t *tend) Ways() []flows.Way {
	ways := []flows.Way{flows.WayOf("", flows.Advance())}
	for _, b := range []*flows.Block{t.inside, t.onKey} {
		if b != nil {
			ways = append(ways, flows.WayOf(b.Label(), flows.Enter(b)))
		}
	}
	if t.flow != nil {
		ways = append(ways, flows.WayOf(t.flow.Name, flows.Call(t.flow, nil)))
	}
	return ways
}

// tending is the attendant.
type tending struct {
	*tend
	state tendState
	seen  int
}

func (a *tending) Due() time.Time { return a.state.Until }

func (a *tending) Heard(_ context.Context, r *flows.Run, event *flows.Event) (flows.Heed, error) {
	if a.panics && event.Kind == flows.LegChanged {
		panic("the attendant has a fault")
	}
	switch {
	case event.Kind == flows.TimeUp:
		a.state.Why = "late"
	case event.Kind == flows.KeyPressed && event.Key == '9':
		a.state.Why = "key"
	case event.Kind == flows.LegChanged && event.State == flows.Answered:
		a.state.Why = "answered"
	case event.Kind == flows.LegChanged && event.State == flows.LegGone:
		return flows.NotMine, fmt.Errorf("the telephone is gone: %v", event.Cause)
	default:
		return flows.NotMine, nil
	}
	return flows.Summon, r.Save(a.state)
}

func (a *tending) Refresh(r *flows.Run) {
	a.seen++
	r.SetResult(map[string]any{"rounds": a.state.Rounds, "seen": a.seen})
}

func (a *tending) report(r *flows.Run, status string) {
	r.SetResult(map[string]any{"status": status, "rounds": a.state.Rounds})
}

func (a *tending) Dismissed(_ context.Context, r *flows.Run) { r.Log("info", "dismissed") }
