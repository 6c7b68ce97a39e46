package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func overrideSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "override",
		Pace:    flows.Waiting,
		Summary: "Opens or closes a schedule by hand, from a telephone with a PIN.",
		Doc: "For the number that staff call when the office closes early: the caller is asked for the PIN, as by a " +
			"menu's `pin`; then the schedule is what `mode` says, for `time` or until it is changed again. `clear` " +
			"gives it back to its rules. `ariapp schedules` and the daemon's API do the same.",
		Fields: []flows.Field{
			{Name: "schedule", Type: flows.Named("schedule"), Required: true, Doc: "The schedule."},
			{Name: "mode", Type: flows.Text, Required: true, Doc: "`open`, `closed` or `clear`."},
			{Name: "time", Type: flows.Duration, Default: "0s", Doc: "For how long; 0s until it is changed."},
			{Name: "pin", Type: pinType(), Required: true, Doc: "The PIN: value (needed), prompt, attempts (3)."},
		},
		Result: []flows.Result{{Name: "status", Zero: "", Doc: "`ok`, or `wrong_pin` after the last attempt."}},
		Example: "- override:\n    id: door\n    schedule: office\n    mode: closed\n    time: 12h\n" +
			"    pin: {value: '4711', prompt: agent-pass}\n- play: {media: auth-thankyou, when: steps.door.status == \"ok\"}\n",
		New: newOverride,
	}
}

type override struct {
	schedule string
	mode     flows.Value[string]
	time     flows.Value[time.Duration]
	pin      *pin
}

const modeAccepts = "open, closed or clear"

func newOverride(a flows.Args) flows.Step {
	o := override{flows.Get[string](a, "schedule"), flows.Get[flows.Value[string]](a, "mode"),
		flows.Get[flows.Value[time.Duration]](a, "time"), flows.Get[*pin](a, "pin")}
	if mode, fixed := o.mode.Constant(); fixed && !isMode(mode) {
		a.Parser().Report().Unknown(a.Node("mode"), "unknown-value", "mode", []string{"open", "closed", "clear"})
	}
	return o
}

func isMode(s string) bool { return s == "open" || s == "closed" || s == "clear" }

// AsksSecret tells that a PIN is asked for.
func (override) AsksSecret() bool { return true }

func (o override) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	mode, err := o.mode.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	span, err := o.time.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	schedules := r.World().Schedules
	switch {
	case !isMode(mode):
		return flows.Next{}, refused("mode", mode, modeAccepts)
	case schedules == nil:
		return flows.Next{}, flows.ErrNotHere
	}
	opened, err := o.pin.open(ctx, r, flows.Fixed(true))
	if err != nil {
		return flows.Next{}, err
	}
	if !opened {
		r.SetResult(map[string]any{"status": "wrong_pin"})
		return flows.Advance(), nil
	}
	until, by := time.Time{}, r.Call().From
	if span > 0 {
		until = r.Now().Add(span)
	}
	if mode == "clear" {
		mode = ""
	}
	_, err = r.Do(ctx, scheduleTime, func(ctx context.Context) (any, error) {
		return nil, schedules.Override(ctx, o.schedule, mode, until, by)
	})
	if err == nil {
		r.SetResult(map[string]any{"status": "ok"})
	}
	return flows.Advance(), err
}
