package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func recordCallSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "record_call",
		Pace:    flows.Instant,
		Summary: "Records the call while its steps go on, as `MixMonitor` does.",
		Doc: "It begins at once, or with `start: bridge` when the caller is joined with somebody, and goes on until it " +
			"is stopped or the call is over; `pause`, `resume` and `stop` are told to all recordings of the call. What " +
			"both sides say is in one recording, or with `per_leg` in one of each party. While the caller keys in a " +
			"secret it holds silence, by itself. The recordings lie in Asterisk and are fetched from there if ivr.yaml " +
			"has `recordings`, also when this daemon dies meanwhile. The caller must be told: `beep_every` beeps. " +
			"See [recording](../recording.md).",
		Short: "do", Bare: true,
		Fields: append([]flows.Field{
			{Name: "do", Type: flows.OneOf("start", "pause", "resume", "stop"), Default: "start", Doc: "What to do."},
			{Name: "start", Type: flows.OneOf("now", "bridge"), Default: "now",
				Doc: "When to begin: at once, or when the caller is joined with somebody."},
		}, callRecordingFields()...),
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`recording`, `planned`, `paused`, `resumed`, `stopped`, or `none` when " +
				"nothing is recorded."},
			{Name: "name", Zero: "", Doc: "The name of the recording that has begun."},
			{Name: "recordings", Zero: 0, Doc: "How many recordings that concerns."},
		},
		Example: "- record_call: {name: 'calls/${call.id}', beep_every: 15s}\n- play: hello-world\n" +
			"- record_call: pause\n- play: vm-goodbye\n- record_call: resume\n",
		New: newRecordCall,
	}
}

type recordCall struct {
	do, start string
	tape      callRecording
}

func newRecordCall(a flows.Args) flows.Step {
	s := recordCall{do: flows.Get[string](a, "do"), start: flows.Get[string](a, "start")}
	s.tape = callRecording{name: flows.Get[flows.Value[string]](a, "name"), named: a.Has("name"),
		format: flows.Get[flows.Value[string]](a, "format"), formatted: a.Has("format"),
		perLeg: flows.Get[flows.Value[bool]](a, "per_leg"), beepEvery: spanOf(a, "beep_every"), min: spanOf(a, "min"),
		max: spanOf(a, "max"), set: true}
	checkRecordingFields(a)
	if s.do == "start" {
		return s
	}
	for _, name := range []string{"start", "name", "format", "per_leg", "beep_every", "min", "max"} {
		if a.Has(name) {
			a.Errorf(name, "exclusive-fields", "%s goes with do: start", name)
		}
	}
	return s
}

func (s recordCall) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	switch s.do {
	case "pause", "resume":
		n, err := r.PauseCallRecordings(ctx, s.do == "pause")
		return told(r, map[string]string{"pause": "paused", "resume": "resumed"}[s.do], n, err)
	case "stop":
		all := r.CallRecordings()
		r.PlanRecording(nil)
		for _, one := range all {
			if err := r.EndCallRecording(ctx, one.Name); err != nil {
				return flows.Next{}, err
			}
		}
		return told(r, "stopped", len(all), nil)
	}
	plan, err := s.tape.plan(r)
	if err != nil {
		return flows.Next{}, err
	}
	if s.start == "bridge" {
		r.PlanRecording(plan)
		r.SetResult(map[string]any{"status": "planned", "name": plan.Name})
		return flows.Advance(), nil
	}
	if err := r.Answer(ctx); err != nil {
		return flows.Next{}, err
	}
	recording := flows.Recording{Name: plan.Name, Format: plan.Format, Max: plan.Max, Tap: true, Both: !plan.PerLeg,
		Terminator: "none", IfExists: "fail"}
	leg := "call"
	if plan.PerLeg {
		leg = "caller"
		recording.Name += "-" + leg
		r.PlanRecording(plan) // the others are recorded when they are joined
	}
	name, err := r.RecordCall(ctx, recording, flows.CallRecording{Leg: leg, Min: plan.Min, BeepEvery: plan.BeepEvery})
	if err != nil {
		return flows.Next{}, err
	}
	r.SetResult(map[string]any{"status": "recording", "name": name, "recordings": 1})
	return flows.Advance(), nil
}

// told sets the result of a change.
func told(r *flows.Run, status string, n int, err error) (flows.Next, error) {
	if n == 0 {
		status = "none"
	}
	r.SetResult(map[string]any{"status": status, "recordings": n})
	return flows.Advance(), err
}
